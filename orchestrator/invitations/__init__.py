"""Who is expected at a booking is invited by mail, told what changes, and reminded."""
