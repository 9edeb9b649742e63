"""A week, or one day, of several rooms: who has them when, and when they are free. Pure.

What a page shows of a booking is decided before it comes here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal["booked", "own", "secret", "closed"]
"""Whose it is, for who looks: somebody's, their own, nobody's to know, or shut."""
LEAST_FREE = timedelta(minutes=15)
"""A shorter gap is of no use to anybody."""
BAR = 1000
"""How long the strip of a day is drawn."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of time [start, end) in which a room is taken, as the page may show it."""

    start: datetime
    end: datetime
    title: str
    kind: Kind = "booked"
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Free:
    """A stretch of time [start, end) that can be booked."""

    start: datetime
    end: datetime
    href: str = ""
    kind: Literal["free"] = "free"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the strip of a day, from left to right of BAR."""

    left: int
    width: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Cell:
    """One room on one day."""

    day: date
    begins: datetime
    ends: datetime
    taken: tuple[Taken, ...]
    free: tuple[Free, ...]
    blocks: tuple[Block, ...]

    @property
    def entries(self) -> Sequence[Taken | Free]:
        """What is taken and what is free, as the day goes."""
        return sorted((*self.taken, *self.free), key=lambda entry: (entry.start, entry.end))


@dataclass(frozen=True, slots=True)
class Row:
    """One room in all days."""

    name: str
    href: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """All of it."""

    days: tuple[date, ...]
    rows: tuple[Row, ...]
    zone: ZoneInfo
    opens: time
    closes: time
    today: date

    @property
    def hours(self) -> Iterator[tuple[int, int]]:
        """Each full hour within, with where it stands on the strip."""
        for hour in range(self.opens.hour + bool(self.opens.minute), self.closes.hour + 1):
            left = _place(time(hour), self.opens, self.closes) if hour < 24 else BAR
            yield hour, left


def week_of(
    rooms: Iterable[tuple[str, str, Sequence[Taken]]],
    days: Sequence[date],
    zone: ZoneInfo,
    now: datetime,
    hours: tuple[time, time] = (time(8), time(20)),
) -> Week:
    """The week of *rooms*, each a name, an address and what it is taken for; free time is told from *now* on, within *hours*."""
    opens, closes = hours
    rows = tuple(
        Row(name, href, tuple(_cell(day, in_order, zone, now, opens, closes) for day in days))
        for name, href, taken in rooms
        for in_order in [sorted(taken, key=lambda entry: entry.start)]
    )
    return Week(tuple(days), rows, zone, opens, closes, now.astimezone(zone).date())


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def _cell(day: date, taken: Sequence[Taken], zone: ZoneInfo, now: datetime, opens: time, closes: time) -> Cell:
    """That day of a room, of what it is *taken* for in order."""
    begin, end = _moment(day, time(0), zone), _moment(day + timedelta(days=1), time(0), zone)
    here = tuple(entry for entry in takewhile(lambda entry: entry.start < end, taken) if begin < entry.end)
    first, last = _moment(day, opens, zone), _moment(day, closes, zone)
    free = tuple(_gaps(here, max(first, _next_quarter(now)), last))
    blocks = tuple(
        _block(max(entry.start, first), min(entry.end, last), entry.kind, zone, opens, closes)
        for entry in here
        if entry.start < last and first < entry.end
    )
    return Cell(day, begin, end, here, free, blocks)


def _gaps(taken: Sequence[Taken], start: datetime, end: datetime) -> Iterator[Free]:
    """What *taken*, in order of its starts, leaves of [start, end)."""
    for entry in taken:
        if entry.start - start >= LEAST_FREE:
            yield Free(start, min(entry.start, end))
        start = max(start, entry.end)
        if start >= end:
            return
    if end - start >= LEAST_FREE:
        yield Free(start, end)


def _next_quarter(now: datetime) -> datetime:
    """The next time that people book from; every zone's quarters are UTC's."""
    past = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now if not past else now - past + timedelta(minutes=15)


def _block(start: datetime, end: datetime, kind: Kind, zone: ZoneInfo, opens: time, closes: time) -> Block:
    left = _place(start.astimezone(zone).time(), opens, closes)
    until = end.astimezone(zone).time()
    right = _place(until, opens, closes) if until != time(0) else BAR
    return Block(left, max(right - left, BAR // 200), kind)


def _place(at: time, opens: time, closes: time) -> int:
    """Where the clock time stands on the strip, by the clock on the wall."""
    whole = _minutes(closes) - _minutes(opens)
    return max(0, min(BAR, round((_minutes(at) - _minutes(opens)) * BAR / whole)))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
