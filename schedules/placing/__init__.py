"""Where events are held and what is prepared for them, by what people write. Pure."""
