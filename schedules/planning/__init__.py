"""A room's timeline, and what people's presses make of it. Pure."""
