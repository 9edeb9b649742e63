"""The door of a meeting: what a link opens, waits until it is time, and lets in."""
