"""One room for people: its picture, events, presses, problems and pages."""
