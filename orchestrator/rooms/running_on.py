"""Meetings that last longer by themselves: people are still in them, their preset lets them, and nobody waits for the room."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import NAMESPACE_URL, uuid5

import structlog
from aiohttp import web

from config.devices import pages_of
from orchestrator.access.actors import SERVICE
from orchestrator.hub.keys import PLANS, PRESENCES
from orchestrator.hub.plans import RoomPlan
from orchestrator.rooms.acts import record_press
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from room_agents.plan import WireBooking
from schedules.bookings import OverrideKind
from schedules.planning.situation import Press, PressRefused
from schedules.store.inputs import key_of
from schedules.store.presses import press_button
from schedules.store.transaction import Transaction

BEFORE = timedelta(minutes=2)
"""How long before its end a meeting runs on: time enough to say no."""
LOOK_EVERY_S = 10.0
_log = structlog.get_logger()


async def run_meetings_on(app: web.Application) -> None:
    """Let meetings run on whenever it is time to, until cancelled."""
    while True:
        await look(app)
        await asyncio.sleep(LOOK_EVERY_S)


async def look(app: web.Application) -> None:
    """Let each meeting run on that is about to end with people in it."""
    now = app[CLOCK]()
    peopled = [room for room, presence in app[PRESENCES].all().items() if (presence.counted(now) or 0) > 1]
    for room, plan in (await app[PLANS].each(peopled, now)).items():
        for booking in _ending(plan, now):
            await app[DATABASE].write(partial(_run_on, app[FACTS].ids_key, room, booking, now))


def _ending(plan: RoomPlan, now: datetime) -> Iterator[WireBooking]:
    """The live booking, if it is about to end and its preset lets it run on."""
    segment = plan.at(now)
    if segment is None or segment.phase != "live" or segment.booking is None or not pages_of(plan.plan.room.devices):
        return
    wishes = plan.rules.presets.get(segment.preset)
    if wishes is not None and wishes.runs_on and segment.booking.end - now <= BEFORE:
        yield segment.booking


def _run_on(secret: bytes, room: str, booking: WireBooking, now: datetime, db: Transaction) -> None:
    """Store the press of one step, once however many services look; what is in the way keeps the end as it is."""
    press = Press(OverrideKind.RUN_ON, room, now, booking=key_of(db, booking.id), seen_end=booking.end)
    once = str(uuid5(NAMESPACE_URL, f"run-on:{room}:{booking.id}:{booking.end.isoformat()}"))
    try:
        pressed = press_button(db, secret, once, SERVICE.id, press)
    except PressRefused as refused:
        _log.debug("meeting.ends_in_time", room=room, why=refused.code)
        return
    record_press(db, SERVICE, press, pressed)
