"""Pauses between attempts, which double up to a limit."""

import random


class Backoff:
    """Pauses that double from *first_s* to *last_s*; *jitter* shortens each by up to that fraction, so that many spread."""

    def __init__(self, first_s: float, last_s: float, *, jitter: float = 0.0) -> None:
        """Begin with the shortest pause."""
        self._first_s, self._last_s, self._jitter = first_s, last_s, jitter
        self._pause_s = first_s

    def next_s(self) -> float:
        """How long to wait now, in seconds; the next pause is longer."""
        pause_s, self._pause_s = self._pause_s, min(self._pause_s * 2, self._last_s)
        return pause_s * random.uniform(1 - self._jitter, 1)  # noqa: S311 - spreads load, guards nothing

    def reset(self) -> None:
        """Begin again with the shortest pause, since an attempt worked."""
        self._pause_s = self._first_s
