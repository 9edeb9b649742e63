"""One module per outside system, each usable on its own."""
