"""A hall shows the scene of what is going on in its sitting: an ordinary press of a scene, once when it begins.

A hand that presses another scene afterwards is never fought: nothing is pressed again before something else begins.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import NAMESPACE_URL, uuid5

import structlog
from aiohttp import web
from sqlalchemy import bindparam, select

from orchestrator.access.actors import SERVICE
from orchestrator.councils.hall.halls import Hall
from orchestrator.councils.hall.moments import Moment, scene_for
from orchestrator.rooms.acts import record_press
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.bookings import OverrideKind
from schedules.planning.situation import Press, PressRefused
from schedules.store.inputs import key_of
from schedules.store.prepared import Prepared
from schedules.store.presses import press_button
from schedules.store.tables import OverrideRow
from schedules.store.transaction import Transaction

_log = structlog.get_logger()
_NEWEST = Prepared(
    select(OverrideRow.who, OverrideRow.scene)
    .where(OverrideRow.room_id == bindparam("room"), OverrideRow.occurrence_id == bindparam("booking"))
    .where(OverrideRow.kind == OverrideKind.SCENE)
    .order_by(OverrideRow.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Change:
    """Something began in a sitting."""

    sitting: str
    moment: Moment
    steered: int
    """The last act by which somebody had steered when it was seen: two services that see it press once."""
    before: Moment | None
    """What the hall was shown for before; None where this service has just begun to look."""


async def show_moment(app: web.Application, hall: Hall, change: Change) -> None:
    """Have the hall show what began, where its preset names a scene for it. Raises StorageError."""
    installation = app[SITE].installation
    room = next((room for room in installation.rooms if room.id == hall.room), None)
    preset = installation.presets_of(room).get(hall.preset or "") if room is not None else None
    scene = scene_for(change.moment, preset) if preset is not None else None
    if scene is not None:
        await app[DATABASE].write(partial(_show, app[FACTS].ids_key, hall, change, scene, app[CLOCK]()))


def _show(secret: bytes, hall: Hall, change: Change, scene: str, now: datetime, db: Transaction) -> None:
    newest = _NEWEST.first(db, room=hall.room, booking=hall.booking)
    pressed_by_hand = newest is not None and newest.who != SERVICE.id
    if newest is not None and (newest.scene == scene or (pressed_by_hand and change.before is None)):
        return
    once = f"council-scene:{change.sitting}:{hall.room}:{change.moment}:{change.steered}"
    press = Press(OverrideKind.SCENE, hall.room, now, booking=key_of(db, hall.booking), scene=scene)
    try:
        pressed = press_button(db, secret, str(uuid5(NAMESPACE_URL, once)), SERVICE.id, press)
    except PressRefused as refused:
        _log.info("hall.scene_refused", room=hall.room, why=refused.code)
        return
    record_press(db, SERVICE, press, pressed)
