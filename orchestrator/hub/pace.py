"""The pace at which one connection's messages are taken, so that no agent holds up the service."""

A_SECOND = 500.0
"""Messages a second, larger ones counted by the KiB: an agent that was cut off for days catches up in minutes."""
AT_ONCE = 500.0
"""How many messages may come together: they are some milliseconds of work."""


class Pace:
    """An allowance that grows with time and that messages spend. No message is lost: an agent that is too fast waits."""

    def __init__(self) -> None:
        """Begin with the whole allowance."""
        self._left = AT_ONCE
        self._at_s: float | None = None

    def wait_s(self, size: int, now_s: float) -> float:
        """How long to wait, by a monotonic clock, before a message of *size* bytes is taken."""
        since_s = 0.0 if self._at_s is None else now_s - self._at_s
        self._at_s = now_s
        self._left = min(AT_ONCE, self._left + since_s * A_SECOND) - 1 - size // 1024
        return max(0.0, -self._left / A_SECOND)
