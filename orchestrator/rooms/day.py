"""The room's today: whose each stretch of it is, and which may still be booked. Pure.

It is what the planner made of the day, so that times are those that presses gave, one block never covers another, and a
booking that came second has what is left to it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from config.words.sentences import Language
from room_agents.plan import WireBooking, WireSegment
from room_agents.view import DayBlock, DayView, FreeStretch
from schedules.bookings import Entry
from schedules.days import day_of

USUAL = (time(8), time(20))
"""The hours of every day that are always shown."""
AHEAD = timedelta(minutes=90)
"""How much of the coming time is always shown, so that a panel's longest booking fits also in the evening."""
SHORTEST = timedelta(minutes=15)
"""The shortest free stretch that is shown."""
_CLOSED = {"it": "Chiusa", "en": "Closed"}
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class _Block:
    start: datetime
    end: datetime
    booking: WireBooking | None
    """None if the room is closed or held."""


def day_view(
    segments: Iterable[WireSegment],
    wanting: Iterable[Entry],
    takes_back: Collection[str],
    zone: ZoneInfo,
    now: datetime,
    language: Language,
) -> DayView:
    """The day of *now*, of which *segments* are at least what is planned, in order.

    *wanting*: the room's other bookings from now on, also those that wait for it: nobody's time is offered.
    *takes_back*: the ids of bookings that the panel may cancel.
    """
    first, last = day_of(now, zone)
    blocks = list(_blocks(segments, first, last))
    start, end = _hours_around(now, zone, blocks)
    taken = [*((block.start, block.end) for block in blocks), *((entry.start, entry.end) for entry in wanting)]
    return DayView(
        start=start,
        end=end,
        blocks=tuple(_told(block, takes_back, now, language) for block in blocks),
        free=tuple(FreeStretch(start=since, end=until) for since, until in _free(taken, (start, last), now)),
    )


def _blocks(segments: Iterable[WireSegment], first: datetime, last: datetime) -> Iterator[_Block]:
    """What is live or blocked within [first, last); a booking is one block as long as nothing interrupts it."""
    open_: _Block | None = None
    for segment in segments:
        if segment.start >= last:
            break
        if segment.phase not in {"live", "blocked"} or segment.end <= first:
            continue
        start, end = max(segment.start, first), min(segment.end, last)
        if open_ is not None and open_.end == start and _same(open_.booking, segment.booking):
            open_ = _Block(open_.start, end, open_.booking)
            continue
        if open_ is not None:
            yield open_
        open_ = _Block(start, end, segment.booking)
    if open_ is not None:
        yield open_


def _same(booking: WireBooking | None, other: WireBooking | None) -> bool:
    return (booking.id if booking is not None else None) == (other.id if other is not None else None)


def _told(block: _Block, takes_back: Collection[str], now: datetime, language: Language) -> DayBlock:
    booking = block.booking
    if booking is None:
        return DayBlock(title=_CLOSED[language], start=block.start, end=block.end, closed=True)
    return DayBlock(
        id=booking.id,
        title=booking.title,
        start=block.start,
        end=block.end,
        confidential=booking.confidential,
        cancels=booking.id in takes_back and block.start > now,
    )


def _free(taken: Iterable[Span], day: Span, now: datetime) -> Iterator[Span]:
    """The free stretches of the *day* of which enough is left; one that has begun keeps its beginning."""
    since, until = day
    for start, end in sorted(taken):
        yield from _worth((since, min(start, until)), now)
        since = max(since, end)
    yield from _worth((since, until), now)


def _worth(span: Span, now: datetime) -> Iterator[Span]:
    start, end = span
    if end - max(start, now) >= SHORTEST:
        yield span


def _hours_around(now: datetime, zone: ZoneInfo, blocks: Sequence[_Block]) -> Span:
    """The usual hours, widened by whole hours of the same day to hold *now*, the time AHEAD and every block."""
    today = now.astimezone(zone).date()
    hours = _whole_hours(today, zone)
    usual = [datetime.combine(today, hour, zone).astimezone(UTC) for hour in USUAL]
    earliest = min([usual[0], now, *(block.start for block in blocks)])
    latest = min(max([usual[1], now + AHEAD, *(block.end for block in blocks)]), hours[-1])
    start = max(hour for hour in hours if hour <= earliest)
    end = min(hour for hour in hours if hour >= latest)
    return start, end


@lru_cache(maxsize=64)
def _whole_hours(today: date, zone: ZoneInfo) -> Sequence[datetime]:
    """The instants of the day at which an hour begins, with the day's beginning and end, in UTC."""
    first, last = day_of(datetime.combine(today, time(12), zone), zone)
    struck = {
        datetime.combine(today, time(hour, fold=fold), zone).astimezone(UTC) for hour in range(24) for fold in (0, 1)
    }
    inside = {moment for moment in struck if first < moment < last and moment.astimezone(zone).minute == 0}
    return sorted({first, last, *inside})
