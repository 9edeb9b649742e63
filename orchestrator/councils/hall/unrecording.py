"""One press of whoever presides: recording and streaming are off in all halls of the sitting, until its bookings end."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from uuid import NAMESPACE_URL, uuid5

import structlog
from aiohttp import web

from config.devices import recorders_of
from orchestrator.access.identity import Actor
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.hall.halls import Hall, halls_of
from orchestrator.hub.keys import PLANS, PRESENCES
from orchestrator.hub.presence import Presence
from orchestrator.rooms.acts import record_press
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.bookings import OverrideKind
from schedules.planning.situation import Press, PressRefused
from schedules.store.inputs import key_of
from schedules.store.presses import press_button
from schedules.store.transaction import Transaction

_log = structlog.get_logger()
_OUTPUTS = frozenset({"recording", "streaming"})


async def unrecord(app: web.Application, dossier: Dossier, actor: Actor, once: str) -> bool:
    """Switch off what the halls of the sitting record and stream; *once* is the press's own id, the same again changes nothing.

    Whether everything was asked of every hall. Its devices obey a moment later: `recording_found` tells when they have. What a hand
    switched on at a device is switched off too, and all else there that a hand changed put back with it; a recording of the
    meeting is ended in the meeting, by whoever began it. Raises StorageError.
    """
    now = app[CLOCK]()
    plans = await app[PLANS].each(dossier.rooms, now)
    asked = True
    for hall in halls_of(dossier, plans, now):
        devices = recorders_of(plans[hall.room].plan.room.devices)
        for kind, device in list(_presses(devices, app[PRESENCES][hall.room])):
            press = Press(kind, hall.room, now, device=device)
            asked &= await app[DATABASE].write(partial(_store, app[FACTS].ids_key, actor, once, hall, press))
    return asked


def _presses(devices: tuple[str, ...], presence: Presence | None) -> Iterator[tuple[OverrideKind, str | None]]:
    """What is pressed in one hall. A device that a hand changed obeys only once the room is put back."""
    readings = presence.state.devices if presence is not None and presence.state is not None else {}
    for device in devices:
        yield OverrideKind.UNRECORD, device
    if any(_OUTPUTS.intersection(readings[device].left_alone) for device in devices if device in readings):
        yield OverrideKind.PUT_BACK, None


def _store(secret: bytes, actor: Actor, once: str, hall: Hall, press: Press, db: Transaction) -> bool:
    client_id = str(uuid5(NAMESPACE_URL, f"council-unrecord:{once}:{press.room}:{press.kind}:{press.device}"))
    if press.kind is OverrideKind.UNRECORD:
        press = replace(press, booking=key_of(db, hall.booking))
    try:
        pressed = press_button(db, secret, client_id, actor.id, press)
    except PressRefused as refused:
        _log.info("hall.unrecord_refused", room=press.room, why=refused.code)
        return False
    record_press(db, actor, press, pressed)
    return True
