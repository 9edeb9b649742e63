"""Since when the number of those present is enough, or too few. Pure."""

from dataclasses import dataclass
from datetime import datetime

from orchestrator.councils.sitting.quorum import counts
from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.state import Sitting


@dataclass(frozen=True, slots=True)
class Turn:
    """The act by which the number came to be enough, or too few."""

    number: int
    at: datetime


def last_turn(sitting: Sitting) -> Turn | None:
    """When that last changed while what is open now was open; None: it has been so since then.

    Numbers are of the seats and the quorum of now: where the roll was changed since, only later comings and goings are told.
    """
    live = sitting.live
    deliberating = sitting.item is not None and sitting.items[sitting.item].deliberates
    since = sitting.items[sitting.item].talks[-1].begun if sitting.item is not None else 0
    counted, later = live.counted, list[tuple[Turn, int]]()
    for seat in sitting.seats.values():
        for before, stay in zip((None, *seat.stays), seat.stays, strict=False):
            was = counts(sitting.rules, before.place if before else Place.OUT, deliberating=deliberating)
            now = counts(sitting.rules, stay.place, deliberating=deliberating)
            if stay.number > since and was is not now:
                later.append((Turn(stay.number, stay.at), 1 if now else -1))
    for turn, number in _together(later):
        counted -= number
        if (counted >= live.required) is not live.reached:
            return turn
    return None


def _together(changes: list[tuple[Turn, int]]) -> list[tuple[Turn, int]]:
    """All comings and goings of one act together, the last act first."""
    turns: dict[int, Turn] = {}
    sums: dict[int, int] = {}
    for turn, number in changes:
        turns[turn.number] = turn
        sums[turn.number] = sums.get(turn.number, 0) + number
    return [(turns[number], sums[number]) for number in sorted(turns, reverse=True)]
