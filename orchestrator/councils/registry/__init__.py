"""What is left of a sitting: its minutes and their notes, numbers, signed files, resolutions, hours, and its export."""
