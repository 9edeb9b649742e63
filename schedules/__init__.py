"""Bookings and time: recurrence, calendars, the planner, and their tables."""
