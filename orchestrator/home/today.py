"""What is on in the house today: each hall with its bookings, and how it is, in words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.rooms import Room, Site
from orchestrator.bookings.halls import Reader, week_of_halls
from orchestrator.web.shell.week import Free, Line, Week
from room_agents.view import RoomView
from schedules.store.stays import Stay


@dataclass(frozen=True, slots=True)
class Told:
    """A booking of today."""

    line: Line
    tense: str
    """``past``, ``now`` or ``coming``."""


@dataclass(frozen=True, slots=True)
class Hall:
    """One hall today."""

    room: Room
    told: Sequence[Told]
    book: str
    """The address of the form for its next free time; "" where there is none, or nobody may."""
    until: datetime | None
    """Until when the state of *view* lasts, where that is today."""
    view: RoomView | None
    """How it is, for those who may know."""
    number: int
    """Its row in the week of its site."""

    @property
    def has_devices(self) -> bool:
        """Whether there is something in it that may be wrong."""
        return bool(self.room.devices)


@dataclass(frozen=True, slots=True)
class Place:
    """One site today."""

    site: Site
    week: Week
    """Of one day."""
    halls: Sequence[Hall]
    zone: ZoneInfo


def place_today(
    site: Site,
    rooms: Sequence[Room],
    stays: Sequence[Stay],
    now: datetime,
    reader: Reader,
    views: Mapping[str, RoomView],
) -> Place:
    """The day of a site's halls, by its own clock."""
    zone = ZoneInfo(site.timezone)
    day = now.astimezone(zone).date()
    here = {room.id for room in rooms}
    week = week_of_halls(rooms, [stay for stay in stays if stay.room in here], [day], site, now, reader)
    halls = [_hall(room, number, week, now, zone, views.get(room.id)) for number, room in enumerate(rooms)]
    return Place(site, week, halls, zone)


def _hall(room: Room, number: int, week: Week, now: datetime, zone: ZoneInfo, view: RoomView | None) -> Hall:
    cell = week.rows[number].cells[0]
    told = [Told(line, _tense(line, now)) for line in cell.lines if not isinstance(line.entry, Free)]
    book = next((free.href for free in cell.free), "")
    until = view.occupancy_until if view is not None else None
    today = until is not None and until.astimezone(zone).date() == now.astimezone(zone).date()
    return Hall(room, told, book, until if today else None, view, number)


def _tense(line: Line, now: datetime) -> str:
    if line.entry.end <= now:
        return "past"
    return "now" if line.entry.start <= now else "coming"
