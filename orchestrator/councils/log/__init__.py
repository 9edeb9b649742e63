"""The log of acts of each sitting in the store, and the sitting that is made of it while people are at work on it."""
