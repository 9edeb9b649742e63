"""Who was at a booking: what Jitsi tells of it, taken in, and the page that says it."""
