"""One module for each revision, named after its number."""
