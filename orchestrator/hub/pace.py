"""How fast the messages of one connection are taken, so that no agent holds up the service."""

A_SECOND = 500.0
"""Messages, those of more than a KiB counted by the KiB: what an agent says that was cut off for days goes in minutes."""
AT_ONCE = 500.0
"""So many may come together: some milliseconds of work."""


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
