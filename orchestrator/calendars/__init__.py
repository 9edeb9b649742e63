"""The loops with outside calendars, what is kept of each, and what people are told of events that are not prepared."""
