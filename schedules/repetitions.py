"""One event that several calendars tell: which of them counts in which room. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from schedules.bookings import Event

S = TypeVar("S")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_Where = tuple[str, datetime | None, str]
"""UID, time where it is one of a series, and room."""


@dataclass(frozen=True, slots=True)
class Telling(Generic[S]):
    """An event as one calendar tells it, and the rooms it reaches; *within* the window, or only competing from outside."""

    rank: int
    source: str
    """The calendar itself, or the one that it is a copy of."""
    site: S
    event: Event
    rooms: tuple[str, ...]
    within: bool
    repeats: bool = False
    """Another calendar, of which it is no copy, tells the event of these rooms, and comes first."""


def each_told_once(tellings: Sequence[Telling[S]]) -> Iterator[Telling[S]]:
    """Where calendars tell one room the same occurrence, one counts; the others lose that room.

    That is the newest of the first calendar and its copies, and of equally new ones the first: a calendar that is no
    copy can neither call off nor move what another says, and is told as repeating it. An event that no calendar tells as
    one of a series is known by its UID alone: it may have been moved in one of them. What lies outside the window only
    competes. *tellings* come in the order of their calendars.
    """
    of_series = {one.event.key.uid for one in tellings if not one.event.single}

    def told(one: Telling[S], room: str) -> _Where:
        key = one.event.key
        return key.uid, key.recurrence if key.uid in of_series else None, room

    holders: dict[_Where, Telling[S]] = {}
    for one in tellings:
        for room in one.rooms:
            holder = holders.setdefault(told(one, room), one)
            if holder.source == one.source:
                holders[told(one, room)] = max(holder, one, key=_revision)
    for one in tellings:
        if not one.within:
            continue
        rooms = tuple(room for room in one.rooms if holders[told(one, room)] is one)
        if rooms or not one.rooms:
            yield one if rooms == one.rooms else replace(one, rooms=rooms)
        lost = tuple(room for room in one.rooms if holders[told(one, room)].source != one.source)
        if lost:
            yield replace(one, rooms=lost, repeats=True)


def _revision(one: Telling[S]) -> tuple[int, datetime]:
    return one.event.sequence, one.event.stamp or _LONG_AGO
