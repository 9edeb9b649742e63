"""Who was in a meeting, and when: what Jitsi told, stored first and as it came, and what is derived from it, purely."""
