"""iCalendar in: from bytes to events, with every series worked out. Pure."""
