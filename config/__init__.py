"""What is true before anything runs: the room file, settings, and the vocabulary of device states."""
