"""Who was at a booking: what Jitsi tells of it, taken in."""
