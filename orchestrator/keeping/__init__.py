"""What is kept, and how long."""
