"""A week, or one day, of several rooms: who has them when, and when they are free. Pure.

What a page shows of a booking is decided before it comes here. Named tuples where a page has a thousand of them: these are
made five times faster than frozen dataclasses.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Kind = Literal["booked", "own", "secret", "closed"]
"""Whose it is, for who looks: somebody's, their own, nobody's to know, or shut."""
LEAST_FREE = timedelta(minutes=15)
"""A shorter gap is of no use to anybody."""
BAR = 1000
"""How long the strip of a day is drawn."""


class Taken(NamedTuple):
    """A stretch of time [start, end) in which a room is taken, as the page may show it."""

    start: datetime
    end: datetime
    title: str
    kind: Kind = "booked"
    href: str = ""
    note: str = ""
    paper: str = ""
    """What stands in place of the title on paper, where anybody may read it."""


class Free(NamedTuple):
    """A stretch of time [start, end) that can be booked."""

    start: datetime
    end: datetime
    href: str = ""
    kind: Literal["free"] = "free"
    note: str = ""
    paper: str = ""


class Block(NamedTuple):
    """A part of the strip of a day, from left to right of BAR."""

    left: int
    width: int
    kind: Kind


class Line(NamedTuple):
    """What a cell tells of one entry."""

    entry: Taken | Free
    when: str
    """Its times by the clock on the wall, already written, since a page has a thousand; "" where not all of it is within the day."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One room on one day."""

    day: date
    begins: datetime
    ends: datetime
    lines: tuple[Line, ...]
    """What is taken and what is free, as the day goes."""
    blocks: tuple[Block, ...]

    @property
    def free(self) -> Sequence[Free]:
        """What is free."""
        return [line.entry for line in self.lines if isinstance(line.entry, Free)]

    @property
    def entries(self) -> Sequence[Taken | Free]:
        """Each of its lines' entries."""
        return [line.entry for line in self.lines]


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
    marks: str
    """Every other hour on the strip, as a path: the same on each."""

    @property
    def hours(self) -> Iterator[tuple[int, int]]:
        """Each full hour within, with where it stands on the strip."""
        return _hours(self.opens, self.closes)


def week_of(
    rooms: Iterable[tuple[str, str, Sequence[Taken]]],
    days: Sequence[date],
    zone: ZoneInfo,
    now: datetime,
    hours: tuple[time, time] = (time(8), time(20)),
    book: Callable[[int, datetime, datetime], str] | None = None,
) -> Week:
    """The week of *rooms*, each a name, an address and what it is taken for; free time is told from *now* on, within *hours*.

    *book* gives the address where the room of that number is booked from one time to another.
    """
    bounds = [_bounds(day, zone, hours) for day in days]
    since = _next_quarter(now)
    rows = tuple(
        Row(name, href, tuple(_cells(taken, bounds, zone, hours, since, partial(book, number) if book else _nowhere)))
        for number, (name, href, taken) in enumerate(rooms)
    )
    marks = "".join(f"M{left} 0v100" for hour, left in _hours(*hours) if hour % 2 == 0 and 0 < left < BAR)
    return Week(tuple(days), rows, zone, *hours, now.astimezone(zone).date(), marks)


def _hours(opens: time, closes: time) -> Iterator[tuple[int, int]]:
    for hour in range(opens.hour + bool(opens.minute), closes.hour + 1):
        yield hour, _place(hour * 60, _minutes(opens), _minutes(closes))


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A day, and the hours of it that are drawn."""

    day: date
    begins: datetime
    ends: datetime
    opens: datetime
    closes: datetime


def _bounds(day: date, zone: ZoneInfo, hours: tuple[time, time]) -> _Bounds:
    begins, ends = _moment(day, time(0), zone), _moment(day + timedelta(days=1), time(0), zone)
    return _Bounds(day, begins, ends, _moment(day, hours[0], zone), _moment(day, hours[1], zone))


def _nowhere(_start: datetime, _end: datetime) -> str:
    return ""


def _cells(
    taken: Sequence[Taken],
    days: Sequence[_Bounds],
    zone: ZoneInfo,
    hours: tuple[time, time],
    since: datetime,
    book: Callable[[datetime, datetime], str],
) -> Iterator[Cell]:
    """Those days of a room; its times are seen on the wall's clock once for all of them."""
    in_order = sorted(taken, key=lambda entry: entry.start)
    local = [(entry, entry.start.astimezone(zone), entry.end.astimezone(zone)) for entry in in_order]
    starts = [entry.start for entry in in_order]
    first, last = (_minutes(hour) for hour in hours)
    for day in days:
        begins, ends = day.begins, day.ends
        here = [known for known in local[: bisect_left(starts, ends)] if begins < known[0].end]
        gaps = _gaps([entry for entry, _, _ in here], max(day.opens, since), day.closes)
        lines = [
            Line(entry, _written(start, end) if begins <= entry.start and entry.end <= ends else "")
            for entry, start, end in here
        ]
        lines += [
            Line(Free(start, end, book(start, end)), _written(start.astimezone(zone), end.astimezone(zone)))
            for start, end in gaps
        ]
        lines.sort(key=lambda line: (line.entry.start, line.entry.end))
        blocks = (_block(known, day, first, last) for known in here)
        yield Cell(day.day, begins, ends, tuple(lines), tuple(block for block in blocks if block is not None))


def _gaps(taken: Sequence[Taken], start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What *taken*, in order of its starts, leaves of [start, end)."""
    for entry in taken:
        if entry.start - start >= LEAST_FREE:
            yield start, min(entry.start, end)
        start = max(start, entry.end)
        if start >= end:
            return
    if end - start >= LEAST_FREE:
        yield start, end


def _next_quarter(now: datetime) -> datetime:
    """The next time that people book from; every zone's quarters are UTC's."""
    past = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now if not past else now - past + timedelta(minutes=15)


def _block(known: tuple[Taken, datetime, datetime], day: _Bounds, first: int, last: int) -> Block | None:
    """Where that stands on the strip from the *first* to the *last* minute of the day; None where it is not within."""
    entry, start, end = known
    if entry.start >= day.closes or entry.end <= day.opens:
        return None
    left = 0 if entry.start <= day.opens else _place(start.hour * 60 + start.minute, first, last)
    right = BAR if entry.end >= day.closes else _place(end.hour * 60 + end.minute, first, last)
    return Block(left, max(right - left, BAR // 200), entry.kind)


def _place(minute: int, first: int, last: int) -> int:
    """Where the minute of the day stands on the strip, by the clock on the wall."""
    return max(0, min(BAR, round((minute - first) * BAR / (last - first))))


def _written(start: datetime, end: datetime) -> str:
    return f"{start.hour:02}:{start.minute:02}–{end.hour:02}:{end.minute:02}"


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
