"""Serving HTTP to anybody who comes: no client holds it up."""
