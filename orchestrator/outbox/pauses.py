"""When a mail that was not taken is tried again. Pure."""

from collections.abc import Iterator
from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=6)
IN_ALL = timedelta(days=3)
"""Then it is given up. RFC 5321 4.5.4.1 asks for four to five days, of servers; here somebody waits to be told."""


def _pauses() -> Iterator[timedelta]:
    """Each twice as long as the one before, as many as fit."""
    pause, waited = FIRST, timedelta()
    while waited + pause <= IN_ALL:
        yield pause
        waited, pause = waited + pause, min(pause * 2, LONGEST)


PAUSES = tuple(_pauses())


def pause_after(tries: int) -> timedelta | None:
    """How long after the *tries*-th try the next one comes, counted from 1; None if that was the last.

    Tries are counted and not days: while the service is away, or after its clock was set, nothing is given up.
    """
    return PAUSES[max(tries, 1) - 1] if tries <= len(PAUSES) else None
