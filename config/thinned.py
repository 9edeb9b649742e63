"""What may happen very often, told once a minute with how often it happened since. Pure."""

TOLD_EVERY_S = 60.0


class Thinned:
    """Something that may happen often and is told once in a while, with how often it happened since."""

    def __init__(self) -> None:
        """It has not happened yet."""
        self._count = 0
        self._told_s: float | None = None

    def happened(self, now_s: float) -> int:
        """Count it, by a monotonic clock; how often it is to be told to have happened, or 0 to say nothing."""
        self._count += 1
        if self._told_s is not None and now_s - self._told_s < TOLD_EVERY_S:
            return 0
        count, self._count, self._told_s = self._count, 0, now_s
        return count
