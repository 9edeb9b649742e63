"""When rooms are free: stretches between what is taken, within the hours that a house is open. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from config.contacts import Hours

USUAL = Hours(8 * 60, 20 * 60)
"""The hours of a house that tells none."""
STEP = timedelta(minutes=5)
"""A stretch that has begun is told from the next whole five minutes on."""
Span = tuple[datetime, datetime]
"""[start, end)."""
_DAY = timedelta(days=1)


def opening_days(hours: Hours, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Span]:
    """When a house of those hours, by the clock of *zone*, is open within [since, until), in UTC and in order."""
    day, last = since.astimezone(zone).date() - _DAY, until.astimezone(zone).date()
    while day <= last:
        closes = hours.end if hours.end > hours.start else hours.end + 24 * 60
        start, end = max(_at(day, hours.start, zone), since), min(_at(day, closes, zone), until)
        if start < end:
            yield start, end
        day += _DAY


def within_all(each: Sequence[Iterable[Span]]) -> Sequence[Span]:
    """What lies within a span of every one of *each*, whose spans are in order."""
    common = list(each[0])
    for others in each[1:]:
        other = list(others)
        common = [
            (max(start, since), min(end, until))
            for start, end in common
            for since, until in other
            if start < until and since < end
        ]
    return common


def free_stretches(taken: Iterable[Span], within: Iterable[Span], length: timedelta, most: int) -> Sequence[Span]:
    """The first stretches, *most* at the most, that are at least *length* long, lie *within*, and touch nothing *taken*."""
    return list(islice(_free(_joined(taken), within, length), most))


def whole_step(instant: datetime) -> datetime:
    """The same, or the next whole STEP after it."""
    into = timedelta(minutes=instant.minute % 5, seconds=instant.second, microseconds=instant.microsecond)
    return instant + (STEP - into) if into else instant


def _free(taken: Sequence[Span], within: Iterable[Span], length: timedelta) -> Iterator[Span]:
    edges = [(datetime.min.replace(tzinfo=UTC),) * 2, *taken, (datetime.max.replace(tzinfo=UTC),) * 2]
    gaps = [(before[1], after[0]) for before, after in pairwise(edges)]
    for start, end in within:
        for since, until in gaps:
            first, last = max(start, since), min(end, until)
            if last - first >= length:
                yield first, last


def _joined(spans: Iterable[Span]) -> Sequence[Span]:
    """The same time in spans that do not touch, in order."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """So many minutes after midnight, by the clock on the wall."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=zone).astimezone(UTC)
