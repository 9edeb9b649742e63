"""The halls of a council follow its sitting: scenes, later ends, recordings that are verified off, and who is in the meeting."""
