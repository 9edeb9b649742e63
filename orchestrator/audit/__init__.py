"""What people and programs changed: each act recorded in its own transaction, read and let go in time."""
