"""The halls that a sitting has now: those of its rooms in which one of its own bookings is live, or is being prepared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.hub.keys import PLANS
from orchestrator.hub.plans import RoomPlan
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.diary import in_the_way

_PREPARED = frozenset({"preparing", "live"})


@dataclass(frozen=True, slots=True)
class Hall:
    """One of them."""

    room: str
    name: str
    booking: str
    """Id of the booking that has it."""
    preset: str | None
    end: datetime
    """Of that booking, there."""
    live: bool
    """Whether it is live, and not only being prepared."""


async def halls_now(app: web.Application, dossier: Dossier) -> tuple[Hall, ...]:
    """The halls of the sitting, in the order of its notice. Raises StorageError."""
    now = app[CLOCK]()
    return halls_of(dossier, await app[PLANS].each(dossier.rooms, now), now)


async def halls_taken(app: web.Application, dossier: Dossier, start: datetime, end: datetime) -> tuple[str, ...]:
    """The names of its halls that somebody else has in that time, in the order of its notice. Raises StorageError."""
    taken = {entry.room for entry in await app[DATABASE].read(in_the_way, dossier.rooms, start, end)}
    names = {room.id: room.name for room in app[SITE].installation.rooms}
    return tuple(names.get(room, room) for room in dossier.rooms if room in taken)


def halls_of(dossier: Dossier, plans: Mapping[str, RoomPlan], now: datetime) -> tuple[Hall, ...]:
    """The same by the rooms' plans. A room that something else has now is no hall of the sitting. Pure."""
    found = (_hall(plans[room], dossier.bookings, now) for room in dossier.rooms if room in plans)
    return tuple(hall for hall in found if hall is not None)


def _hall(plan: RoomPlan, bookings: tuple[str, ...], now: datetime) -> Hall | None:
    segment = plan.at(now)
    if segment is None or segment.booking is None or segment.phase not in _PREPARED:
        return None
    if segment.booking.id not in bookings:
        return None
    room, booking = plan.plan.room, segment.booking
    return Hall(room.id, room.name, booking.id, segment.preset, booking.end, segment.phase == "live")
