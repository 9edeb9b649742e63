"""Pauses between attempts that double up to a limit."""

import random


class Backoff:
    """From *first_s* doubling to *last_s*; *jitter* spreads each pause by that fraction, so that many do not come at once."""

    def __init__(self, first_s: float, last_s: float, *, jitter: float = 0.0) -> None:
        """Nothing has failed yet."""
        self._first_s, self._last_s, self._jitter = first_s, last_s, jitter
        self._pause_s = first_s

    def next_s(self) -> float:
        """How long to wait now, in seconds; the next one is longer."""
        pause_s, self._pause_s = self._pause_s, min(self._pause_s * 2, self._last_s)
        return pause_s * random.uniform(1 - self._jitter, 1)  # noqa: S311 - spreads load, guards nothing

    def reset(self) -> None:
        """It worked: begin again with the shortest pause."""
        self._pause_s = self._first_s
