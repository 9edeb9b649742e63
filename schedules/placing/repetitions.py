"""One event that several calendars tell: which of them counts in which room. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from schedules.events import Event

S = TypeVar("S")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_Where = tuple[str, datetime | None, str]
"""UID, time where it is an occurrence of a series, and room."""


@dataclass(frozen=True, slots=True)
class Telling(Generic[S]):
    """An event as one calendar tells it, and the rooms it reaches; *within* the window, or only competing from outside."""

    rank: int
    source: str
    """The calendar itself, or the calendar that it is a copy of."""
    site: S
    event: Event
    rooms: tuple[str, ...]
    within: bool
    repeats: bool = False
    """Another calendar, of which it is no copy, tells the event of these rooms, and comes first."""


@dataclass(slots=True)
class _Occurrence(Generic[S]):
    """What one or more calendars tell of one room."""

    holder: Telling[S]
    """The telling that counts."""


def each_told_once(tellings: Sequence[Telling[S]]) -> Iterator[Telling[S]]:
    """Where calendars tell one room the same occurrence, one counts; the others lose that room.

    That is the newest of the first calendar and its copies, and of equally new ones the first: a calendar that is no
    copy can neither call off nor move what another says, and is told as repeating it. An event that no calendar tells as
    one of a series is known by its UID: it may have been moved in one of them. Of calendars that are no copies it has to
    begin at the same time or have the same title besides: some number their events from 1. What lies outside the window
    only competes. *tellings* come in the order of their calendars.
    """
    of_series = {telling.event.key.uid for telling in tellings if not telling.event.single}

    def told(telling: Telling[S], room: str) -> _Where:
        key = telling.event.key
        return key.uid, key.recurrence if key.uid in of_series else None, room

    known: dict[_Where, list[_Occurrence[S]]] = {}
    of_each = [
        {room: _counted(telling, known.setdefault(told(telling, room), [])) for room in telling.rooms}
        for telling in tellings
    ]
    for telling, mine in zip(tellings, of_each, strict=True):
        if not telling.within:
            continue
        rooms = tuple(room for room in telling.rooms if mine[room].holder is telling)
        if rooms or not telling.rooms:
            yield telling if rooms == telling.rooms else replace(telling, rooms=rooms)
        lost = tuple(room for room in telling.rooms if mine[room].holder.source != telling.source)
        if lost:
            yield replace(telling, rooms=lost, repeats=True)


def _counted(telling: Telling[S], known: list[_Occurrence[S]]) -> _Occurrence[S]:
    """The occurrence of *telling*, among those *known* or new; its own calendar's newest telling holds it."""
    for occurrence in known:
        if occurrence.holder.source == telling.source:
            occurrence.holder = max(occurrence.holder, telling, key=_revision)
            return occurrence
    repeated = next(
        (occurrence for occurrence in known if _is_told_again(occurrence.holder.event, telling.event)), None
    )
    if repeated is not None:
        return repeated
    known.append(_Occurrence(telling))
    return known[-1]


def _is_told_again(event: Event, other: Event) -> bool:
    return event.start == other.start or event.summary.casefold() == other.summary.casefold()


def _revision(telling: Telling[S]) -> tuple[int, datetime]:
    return telling.event.sequence, telling.event.stamp or _LONG_AGO
