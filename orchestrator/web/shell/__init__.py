"""The shell that every page stands in: layout, parts, words in two languages, forms, lists, and errors that people read."""
