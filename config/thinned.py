"""What may happen very often is told once a minute, with how often it happened in between. Pure."""

TOLD_EVERY_S = 60.0


class Thinned:
    """The count of something that may happen often, from one telling to the next."""

    def __init__(self) -> None:
        """It has not happened yet."""
        self._count = 0
        self._told_s: float | None = None

    def happened(self, now_s: float) -> int:
        """Count it once more at *now_s* of a monotonic clock. Returns how many times to tell of, or 0 to say nothing."""
        self._count += 1
        if self._told_s is not None and now_s - self._told_s < TOLD_EVERY_S:
            return 0
        count, self._count, self._told_s = self._count, 0, now_s
        return count
