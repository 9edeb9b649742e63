"""The meeting of a booking: its name, its link and its tokens."""
