"""Days and times of day as people type them into a form, and the stretch of time that they mean. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"(?:(?:ore|h|at)\s*)?([0-9]{1,2})(?:\s*(?:[.:,h]|\s)\s*([0-9]{2}))?(?:\s*h)?")
_TOGETHER = re.compile(r"([0-9]{1,2})([0-9]{2})")
_DAY = 24 * 60
_EVENING, _MORNING = 18 * 60, 6 * 60
"""What begins from the one on may end by the other, on the day after."""


def minutes_of(text: str) -> int | None:
    """Minutes from midnight to 24:00, of ``9``, ``930``, ``9.30``, ``9:30`` or ``14:00``; None for what is no time."""
    said = text.strip().casefold()
    match = _CLOCK.fullmatch(said) or _TOGETHER.fullmatch(said)
    if match is None:
        return None
    hours, minutes = int(match[1]), int(match[2] or 0)
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= _DAY else None


def clock_text(minutes: int) -> str:
    """``09:30``; the end of a day is ``24:00``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def day_of_text(text: str) -> date | None:
    """The day of ``2026-11-27``, as browsers send it, or ``27/11/2026``, as people write it; None for what is none."""
    said = text.strip()
    written = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", said)
    try:
        if written is not None:
            return date(int(written[3]), int(written[2]), int(written[1]))
        return date.fromisoformat(said) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time [start, end), in UTC."""

    start: datetime
    end: datetime


def stretch(day: date, since: int, until: int, zone: ZoneInfo) -> Stretch:
    """From *since* to *until*, in minutes of that day there.

    What begins in the evening may end in the night after. Else an end that is not after its beginning gives a stretch that
    is none, for others to refuse.
    """
    into_night = until <= since and since >= _EVENING and until <= _MORNING
    return Stretch(_moment(day, since, zone), _moment(day, until + _DAY * into_night, zone))


def is_skipped(day: date, minutes: int, zone: ZoneInfo) -> bool:
    """Whether clocks there go over that time on that day, since summer time begins."""
    told = _local(day, minutes, zone)
    return told.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != told.replace(tzinfo=None)


def whole_days(first: date, last: date, zone: ZoneInfo) -> Stretch:
    """From midnight before *first* to midnight after *last*, there."""
    return Stretch(_moment(first, 0, zone), _moment(last, _DAY, zone))


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    return _local(day, minutes, zone).astimezone(UTC)


def _local(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, left = divmod(minutes, _DAY)
    return datetime.combine(day + timedelta(days=days), time(left // 60, left % 60), zone)
