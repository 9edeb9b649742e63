"""Room files: read, checked, and what is wrong with them in words."""
