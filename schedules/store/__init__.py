"""Rows and transactions: what is booked, planned and pressed, and how it is kept."""
