"""How fast the messages of one connection are taken, so that no agent holds up the service."""

A_SECOND = 500.0
"""Messages, those of more than a KiB counted by the KiB: what an agent says that was cut off for days goes in minutes."""
AT_ONCE = 500.0
"""So many may come together: some milliseconds of work."""
TOLD_EVERY_S = 60.0
"""So often, at most, a connection's mistakes are logged."""


class Pace:
    """An allowance that grows with time and is spent by messages. Nothing is lost: who is too fast waits."""

    def __init__(self) -> None:
        """The allowance is whole."""
        self._left = AT_ONCE
        self._at_s: float | None = None

    def wait_s(self, size: int, now_s: float) -> float:
        """How long to wait, by a monotonic clock, before a message of *size* bytes is taken."""
        since_s = 0.0 if self._at_s is None else now_s - self._at_s
        self._at_s = now_s
        self._left = min(AT_ONCE, self._left + since_s * A_SECOND) - 1 - size // 1024
        return max(0.0, -self._left / A_SECOND)


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
