"""Secret votes of a sitting: the acts of its log on one side, papers that nobody can be joined to on the other."""
