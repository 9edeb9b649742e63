"""The first page: what is on in the house today, and what waits for whoever looks."""
