"""The first files of an installation and its first administrator, as `regia init` makes them."""
