"""Members who come in by the code at the hall's door."""
