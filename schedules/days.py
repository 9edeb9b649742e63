"""The days of a place, by its own clock: 23 or 25 hours long where that is changed. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(instant: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local day [start, end) that *instant* is in, in UTC."""
    today = instant.astimezone(zone).date()
    first, last = (datetime.combine(day, time(), zone) for day in (today, today + timedelta(days=1)))
    return first.astimezone(UTC), last.astimezone(UTC)
