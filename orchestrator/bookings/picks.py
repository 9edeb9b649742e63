"""What a link to the form, or a button within it, fills in: a time, a room. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from orchestrator.bookings.typed_times import Stretch, clock_text

PICK = "pick"
"""The name of such buttons."""
_TIME, _ROOM = 3, 1
"""How many words the value of each has."""


def time_pick(time: Stretch, zone: ZoneInfo) -> str:
    """``2026-11-27 13:00 15:00``."""
    since, until = time.start.astimezone(zone), time.end.astimezone(zone)
    later = 24 * 60 if until.date() > since.date() and until.hour == until.minute == 0 else 0
    begins, ends = since.hour * 60 + since.minute, until.hour * 60 + until.minute + later
    return f"{since.date().isoformat()} {clock_text(begins)} {clock_text(ends)}"


def picked(values: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]] | None:
    """The form with what was picked in its fields; None where nothing was."""
    words = next(iter(values.get(PICK, ())), "").split()
    rest = {name: those for name, those in values.items() if name != PICK}
    if len(words) == _TIME:
        day, since, until = words
        return {**rest, "day": (day,), "since": (since,), "until": (until,)}
    return {**rest, "room": tuple(words)} if len(words) == _ROOM else None


def prefilled(rooms: Sequence[str], start: datetime, end: datetime, zone: ZoneInfo, now: datetime, *, like: str) -> str:
    """The address of the form for the same as the booking *like*: at its time, or today at its hours where that is past."""
    if end <= now:
        days = (now.astimezone(zone).date() - start.astimezone(zone).date()).days
        start, end = (_later(moment, days, zone) for moment in (start, end))
    day, since, until = time_pick(Stretch(start, end), zone).split(" ")
    told = [("like", like), *(("room", room) for room in rooms), ("day", day), ("from", since), ("to", until)]
    return f"/bookings/new?{urlencode(told)}"


def _later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """So many days later, at the same hour by the clock on the wall."""
    local = moment.astimezone(zone)
    return local.replace(fold=0) + timedelta(days=days)
