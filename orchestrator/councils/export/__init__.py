"""A whole sitting as one file that anybody can keep, read and verify without us."""
