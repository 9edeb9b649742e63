"""What happens in the store because time passes: what goes live is pinned, and idle rooms follow new room files."""

from collections.abc import Iterable
from datetime import datetime

from aiohttp import web
from sqlalchemy.orm import Session

from orchestrator.keys import CHANGES, CLOCK, DATABASE, PLANS
from schedules.bookings import Phase
from schedules.inputs import room_timeline
from schedules.sessions import MOMENT, pin_due
from schedules.sites import active_rooms, follow, rooms_to_follow

LONGEST_PAUSE_S = 60.0


def tick(session: Session, rooms: Iterable[str], now: datetime) -> frozenset[str]:
    """Do what is due *now* in *rooms*; gives those whose plans changed."""
    changed = set(pin_due(session, rooms, now))
    for room_id in rooms_to_follow(session):
        timeline, _ = room_timeline(session, room_id, now, now + MOMENT)
        if timeline.segments[0].phase in {Phase.IDLE, Phase.BLOCKED}:
            follow(session, room_id)
            changed.add(room_id)
    return frozenset(changed)


async def keep_time(app: web.Application) -> None:
    """Do what is due at each room's next boundary, until cancelled."""
    due = frozenset(await app[DATABASE].read(active_rooms))
    with app[CHANGES].watch() as watch:
        while True:
            if due:
                now = app[CLOCK]()
                app[CHANGES].signal(await app[DATABASE].write(tick, sorted(due), now) | due)
            boundaries = await _boundaries(app)
            now = app[CLOCK]()
            pause_s = min((at - now).total_seconds() for at in boundaries.values()) if boundaries else LONGEST_PAUSE_S
            await watch.changed(min(max(pause_s, 0.0), LONGEST_PAUSE_S))
            now = app[CLOCK]()
            due = frozenset(room for room, at in boundaries.items() if at <= now)


async def _boundaries(app: web.Application) -> dict[str, datetime]:
    """When each room's present segment ends."""
    boundaries = {}
    for room in await app[DATABASE].read(active_rooms):
        now = app[CLOCK]()
        plan = await app[PLANS].current(room, now)
        segment = plan.at(now)
        if segment is not None:
            boundaries[room] = segment.end
    return boundaries
