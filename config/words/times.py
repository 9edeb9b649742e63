"""Times of day inside sentences, in the room's own zone. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.words.sentences import Language


def clock(when: datetime, zone: ZoneInfo) -> str:
    """``10:00``, ``09:30``."""
    return f"{when.astimezone(zone):%H:%M}"


def at_clock(when: datetime, zone: ZoneInfo, language: Language) -> str:
    """``alle 10:00``, ``at 10:00``."""
    return f"{'alle' if language == 'it' else 'at'} {clock(when, zone)}"


def day_and_hour(when: datetime, zone: ZoneInfo, now: datetime, language: Language) -> str:
    """``oggi alle 15``, ``domani alle 9:30``, ``today at 15:00``; of a time within the next two days."""
    local, today = when.astimezone(zone), now.astimezone(zone).date()
    days = ("oggi", "domani") if language == "it" else ("today", "tomorrow")
    day = days[0 if local.date() <= today else 1]
    if language == "en":
        return f"{day} at {local.hour}:{local:%M}"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{day} all’1{minutes}" if local.hour == 1 else f"{day} alle {local.hour}{minutes}"


def is_same_day(moment: datetime, other: datetime, zone: ZoneInfo) -> bool:
    """Whether both moments are on the same day in *zone*."""
    return moment.astimezone(zone).date() == other.astimezone(zone).date()


def whole_minute(when: datetime, minutes: int) -> datetime:
    """So many minutes after *when*, cut to the whole minute, so that it still fits while the minute lasts."""
    return (when + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
