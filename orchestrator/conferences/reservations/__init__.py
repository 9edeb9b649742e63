"""Jitsi asks whether a conference may open (Prosody's `mod_reservations`), and is answered from memory."""
