"""What the calendars' newest word changes in what is stored. Pure."""
