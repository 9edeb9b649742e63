"""Things outside: Jitsi Meet, and feeds of calendars."""
