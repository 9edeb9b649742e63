"""People's bookings, over HTTP."""
