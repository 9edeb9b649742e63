"""Until when a conference may last at the most: until somebody else has its rooms, or the house closes. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.contacts import Hours

_DAY_MINUTES = 24 * 60
Starts = Mapping[str, Sequence[datetime]]
"""By room: when bookings and closures of it begin, in order."""


def hard_end(ends: Mapping[str, datetime], end: datetime, starts: Starts, hours: Hours | None, zone: str) -> datetime:
    """The last of the rooms' boundaries; *ends* has the booking's end in each of its rooms, *end* is the latest.

    Prosody destroys the conference then, without a warning, and never hears of an extension. So it lies as late as it
    may, and never before *end*: we end a meeting softly ourselves.
    """
    closes = closing_after(end, hours, zone)
    return max([end, *(_next_start(starts.get(room, ()), at, closes) for room, at in ends.items())], default=end)


def closing_after(moment: datetime, hours: Hours | None, zone: str) -> datetime:
    """The first time after *moment* at which the house closes; at midnight where it is open all day.

    Who meets until it closes, or longer, may stay: for them it is the next day's.
    """
    minutes = 0 if hours is None else hours.end % _DAY_MINUTES
    local = ZoneInfo(zone)
    day = moment.astimezone(local).date()
    at = (
        datetime.combine(day + timedelta(days), time(minutes // 60, minutes % 60), local).astimezone(UTC)
        for days in range(3)
    )
    return next(each for each in at if each > moment)


def _next_start(starts: Sequence[datetime], end: datetime, closes: datetime) -> datetime:
    place = bisect_left(starts, end)
    return min(starts[place], closes) if place < len(starts) else closes
