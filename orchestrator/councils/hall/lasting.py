"""The halls last as long as their sitting, once it is prolonged: the ordinary extension of its bookings, and where that cannot be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import NAMESPACE_URL, uuid5

import structlog
from aiohttp import web

from orchestrator.access.actors import SERVICE
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.hall.halls import Hall, halls_now
from orchestrator.councils.sitting.state import Sitting
from orchestrator.rooms.acts import record_press
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.bookings import OverrideKind
from schedules.planning.situation import Press, PressRefused
from schedules.store.inputs import key_of
from schedules.store.presses import LiveBooking, others_wanting, press_button
from schedules.store.transaction import Transaction

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hindered:
    """A hall that cannot be had for so long."""

    room: str
    name: str
    free_until: datetime | None
    """Until when it can be had, because of whoever comes next; None where the sitting does not have it now."""
    itself: bool = True
    """Whether others want this very hall: else it goes with one that they want, since both were booked together."""


def prolonged_until(sitting: Sitting) -> datetime | None:
    """Until when the sitting may last since it was prolonged; None where it was not, or is over. Pure."""
    if sitting.over or not any(event.what == "prolonged" for event in sitting.events):
        return None
    return sitting.ends


async def hindered_halls(app: web.Application, dossier: Dossier, until: datetime) -> tuple[Hindered, ...]:
    """The halls of the sitting that cannot be had until then; nothing is changed. Raises StorageError."""
    halls = await halls_now(app, dossier)
    found = [_without(app, room) for room in dossier.rooms if room not in {hall.room for hall in halls}]
    for hall in halls:
        if hall.end < until:
            found += await app[DATABASE].read(_hindered, hall, app[CLOCK](), until)
    return tuple(found)


async def prolong_halls(app: web.Application, dossier: Dossier, until: datetime) -> tuple[Hindered, ...]:
    """Let the sitting have its halls until then, or for as long as they are free; those that it cannot have for so long.

    Once however often asked. Raises StorageError.
    """
    hindered = {found.room: found for found in await hindered_halls(app, dossier, until)}
    for hall in _to_extend(await halls_now(app, dossier), until):
        free = hindered[hall.room].free_until if hall.room in hindered else until
        if (
            free is not None
            and free > hall.end
            and not await app[DATABASE].write(
                partial(_extend, app[FACTS].ids_key, dossier.sitting, hall, free, app[CLOCK]())
            )
        ):
            hindered[hall.room] = Hindered(hall.room, hall.name, hall.end)
    return tuple(hindered.values())


def _to_extend(halls: Sequence[Hall], until: datetime) -> Iterator[Hall]:
    """One hall of each booking that ends too early: an extension reaches all rooms of its booking."""
    seen: set[str] = set()
    for hall in halls:
        if hall.live and hall.end < until and hall.booking not in seen:
            seen.add(hall.booking)
            yield hall


def _without(app: web.Application, room: str) -> Hindered:
    names = {known.id: known.name for known in app[SITE].installation.rooms}
    return Hindered(room, names.get(room, room), None)


def _hindered(db: Transaction, hall: Hall, now: datetime, until: datetime) -> Sequence[Hindered]:
    """What keeps the hall from being had until then; nothing where it can be."""
    others = [
        entry
        for entry in others_wanting(db, hall.room, LiveBooking(hall.booking, hall.end), now)
        if entry.start < until
    ]
    if not others:
        return ()
    first = min(entry.start for entry in others)
    itself = any(entry.room == hall.room for entry in others if entry.start == first)
    return (Hindered(hall.room, hall.name, max(first, hall.end), itself),)


def _extend(secret: bytes, sitting: str, hall: Hall, until: datetime, now: datetime, db: Transaction) -> bool:
    """Whether the booking of the hall lasts until then."""
    once = str(uuid5(NAMESPACE_URL, f"council-end:{sitting}:{hall.booking}:{until.isoformat()}"))
    press = Press(OverrideKind.EXTEND, hall.room, now, booking=key_of(db, hall.booking), until=until)
    try:
        pressed = press_button(db, secret, once, SERVICE.id, press)
    except PressRefused as refused:
        _log.info("hall.not_prolonged", room=hall.room, why=refused.code)
        return False
    record_press(db, SERVICE, press, pressed)
    return True
