"""Each hall's own link into each of its meetings to come, made as soon as there is one: its big screen shows it."""

from collections.abc import Collection
from datetime import datetime

from aiohttp import web

from orchestrator.conferences.link_store import make_hall_links, without_hall_link
from orchestrator.conferences.meeting import Halls
from orchestrator.hub.keys import CHANGES, PLANS
from orchestrator.hub.plans import RoomPlan
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.sites import active_rooms

LONGEST_PAUSE_S = 600.0
"""Plans reach further as time passes, though nothing changes."""
GATHER_S = 0.5


async def link_halls(app: web.Application) -> None:
    """Make the links that are missing whenever plans change, until cancelled."""
    with app[CHANGES].watch() as watch:
        changed = frozenset(await app[DATABASE].read(active_rooms))
        while True:
            await make_missing(app, changed)
            changed = await watch.changed(LONGEST_PAUSE_S, gather_s=GATHER_S)
            if not changed:
                changed = frozenset(await app[DATABASE].read(active_rooms))


async def make_missing(app: web.Application, rooms: Collection[str]) -> None:
    """Make those that the plans of *rooms* lack."""
    halls, now = app[PLANS].conferences.halls, app[CLOCK]()
    if halls is None:
        return
    for room, plan in (await app[PLANS].each(sorted(rooms), now)).items():
        await _make(app, halls, room, _lacking(plan), now)


async def _make(app: web.Application, halls: Halls, room: str, lacking: Collection[str], now: datetime) -> None:
    missing = await app[DATABASE].read(without_hall_link, room, lacking) if lacking else ()
    if missing:
        await app[DATABASE].write(make_hall_links, halls.keys, room, missing, now)


def _lacking(plan: RoomPlan) -> Collection[str]:
    """The bookings with a meeting of ours for which the plan has no such link."""
    return {
        segment.booking.id
        for segment in plan.plan.segments
        if segment.booking and segment.conference and segment.conference.deployment and not segment.conference.hall
    }
