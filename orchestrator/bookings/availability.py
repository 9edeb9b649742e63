"""Whether rooms are free at the time that a form says, what is in the way as far as one may know, and what else is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from config.rooms import Installation
from orchestrator.bookings.draft import Choices, RoomChoice, When
from orchestrator.bookings.typed_times import Stretch
from schedules.bookings import AudienceOf, Entry
from schedules.free_times import Span
from schedules.store.diary import in_the_way
from schedules.store.free_times import next_free
from schedules.store.transaction import Transaction

MOST_TOLD = 5
"""The most bookings in the way that are told one by one."""
OFFERED = 3
"""Free times, and rooms that are free at the time that was wished for."""
State = Literal["unknown", "past", "free", "taken"]


@dataclass(frozen=True, slots=True)
class Availability:
    """How it stands with the rooms and the time of a form."""

    state: State
    rooms: Sequence[RoomChoice] = ()
    time: Stretch | None = None
    blocking: Sequence[Entry] = ()
    more: int = 0
    """So many more are in the way."""
    offers: Sequence[Stretch] = ()
    elsewhere: Sequence[RoomChoice] = ()


UNKNOWN = Availability("unknown")
"""Of a form that does not say yet which rooms and when."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked up, and for whom."""

    when: When
    choices: Choices
    audience: AudienceOf
    now: datetime
    besides: str | None = None
    """The booking that is being changed, which is in its own way nowhere."""


def availability(db: Transaction, installation: Installation, asked: Asked) -> Availability:
    """How it stands with that, and the next times at which it could be."""
    when, now = asked.when, asked.now
    rooms = [room for room in asked.choices.rooms if room.id in when.rooms]
    if not rooms or when.time is None:
        return UNKNOWN
    start, end = when.time.start, when.time.end
    if end <= now:
        return Availability("past", rooms, when.time)
    blocking = in_the_way(db, when.rooms, start, end, besides=asked.besides, audience=asked.audience)
    if not blocking:
        return Availability("free", rooms, when.time)
    found = next_free(db, installation, when.rooms, end - start, max(start, now), OFFERED)
    return Availability(
        "taken",
        rooms,
        when.time,
        blocking[:MOST_TOLD],
        max(0, len(blocking) - MOST_TOLD),
        [nearest(span, when.time, rooms[0].zone) for span in found],
        _elsewhere(db, installation, asked, rooms[0]) if len(rooms) == 1 else (),
    )


def nearest(free: Span, wanted: Stretch, zone: ZoneInfo) -> Stretch:
    """The stretch as long as *wanted* within *free*: at the same hour by the clock on the wall where that fits, else its first."""
    length = wanted.end - wanted.start
    first, last = free
    day, clock = first.astimezone(zone).date(), wanted.start.astimezone(zone).time()
    for later in range((last - first).days + 2):
        same = datetime.combine(day + timedelta(days=later), clock, zone).astimezone(first.tzinfo)
        if first <= same and same + length <= last:
            return Stretch(same, same + length)
    return Stretch(first, first + length)


def _elsewhere(db: Transaction, installation: Installation, asked: Asked, room: RoomChoice) -> Sequence[RoomChoice]:
    """Other rooms of the same site that are free at that time."""
    time = asked.when.time
    site = installation.site_of(installation.room(room.id)).id
    others = [other for other in asked.choices.rooms if other.id != room.id and other.id in installation.rooms_of(site)]
    if time is None or not others:
        return ()
    blocking = in_the_way(db, [other.id for other in others], time.start, time.end, audience=asked.audience)
    taken = {entry.room for entry in blocking}
    return [other for other in others if other.id not in taken][:OFFERED]
