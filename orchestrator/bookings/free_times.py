"""When else halls are free, for a booking whose time is taken: near the time that was wished for. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from orchestrator.bookings.typed_times import Stretch

MOST = 3
"""How many are offered."""
DAYS = 21
"""How far one looks."""
QUARTER = timedelta(minutes=15)
_OF_A_DAY = 2
"""So many on the day that was wished for; one on each later day."""


def free_times(
    taken: Iterable[Stretch], wanted: Stretch, hours: tuple[time, time], zone: ZoneInfo, now: datetime
) -> Sequence[Stretch]:
    """The next stretches as long as *wanted* that meet nothing *taken*, within the site's *hours* or those of *wanted* itself.

    First of that day, later than was wished; then of each day after it, at the same hour where that is free.
    """
    in_order = sorted(taken, key=lambda stretch: stretch.start)
    return list(islice(_candidates(in_order, wanted, hours, zone, now), MOST))


def _candidates(
    taken: Sequence[Stretch], wanted: Stretch, hours: tuple[time, time], zone: ZoneInfo, now: datetime
) -> Iterator[Stretch]:
    local, length = wanted.start.astimezone(zone), wanted.end - wanted.start
    for number in range(DAYS):
        day = local.date() + timedelta(days=number)
        same = _at(day, local.time(), zone)
        opens = min(_at(day, hours[0], zone), same)
        closes = max(_at(day, hours[1], zone), same + length)
        earliest = max(opens, _next_quarter(now), wanted.start if number == 0 else opens)
        fitting = list(_fitting(taken, earliest, closes, length))
        if number == 0:
            yield from fitting[:_OF_A_DAY]
        elif same >= earliest and not any(stretch.start < same + length and same < stretch.end for stretch in taken):
            yield Stretch(same, same + length)
        else:
            yield from fitting[:1]


def _fitting(taken: Sequence[Stretch], start: datetime, end: datetime, length: timedelta) -> Iterator[Stretch]:
    """The first that fits into each gap that *taken* leaves of [start, end)."""
    for stretch in taken:
        if start + length <= min(stretch.start, end):
            yield Stretch(start, start + length)
        start = max(start, stretch.end)
    if start + length <= end:
        yield Stretch(start, start + length)


def _next_quarter(now: datetime) -> datetime:
    past = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now if not past else now - past + QUARTER


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
