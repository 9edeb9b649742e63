"""From a sitting to its minutes: what the fold says, in the words in which minutes say it. Pure."""
