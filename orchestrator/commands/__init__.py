"""One module for each command of `regia`; each imports only what it needs, when it runs."""
