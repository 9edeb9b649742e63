"""The picture of who was there: a bar for each person over the time of the meeting, in thousandths. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.conferences.presence.outcome import PersonPresence, Presence

WIDTH = 1_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar."""

    left: int
    width: int
    unknown: bool


def frame(presence: Presence, start: int, end: int) -> tuple[int, int]:
    """From when to when the picture goes: the booking, and whatever people were there before and after it."""
    spans = [span for person in presence.people for span in person.spans if span.gap is None]
    return min([start, *(span.start for span in spans)]), max([end, *(span.end for span in spans)])


def bar(person: PersonPresence, start: int, end: int) -> Sequence[Piece]:
    """The pieces of one person's bar within [start, end); none is too thin to be seen."""
    whole = max(1, end - start)
    pieces = []
    for span in person.spans:
        first, last = max(span.start, start), min(span.end, end)
        if first < last:
            left = (first - start) * WIDTH // whole
            pieces.append(Piece(left, max(2, (last - first) * WIDTH // whole), span.gap is not None))
    return pieces
