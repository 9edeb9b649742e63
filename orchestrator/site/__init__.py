"""The room files in force: which version each room follows, and how others are taken while the service runs."""
