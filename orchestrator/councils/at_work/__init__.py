"""Sittings while the service runs: kept in time, acted in, and who asks for them."""
