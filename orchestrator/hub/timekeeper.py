"""What happens in the store because time passes: what goes live is pinned, and idle rooms follow new room files."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from aiohttp import web

from orchestrator.hub.keys import CHANGES, PLANS
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.bookings import Phase
from schedules.store.inputs import room_timeline
from schedules.store.rows import MILLISECOND
from schedules.store.sessions import pin_due
from schedules.store.sites import active_rooms, follow, rooms_to_follow
from schedules.store.transaction import Transaction

LONGEST_PAUSE_S = 60.0
SPACING_S = 0.5
"""The pause between two looks: many bookings are looked at together, and one that begins at once was pinned when stored."""


def tick(db: Transaction, rooms: Iterable[str], now: datetime) -> None:
    """Do what is due *now*: in *rooms*, and in those that are to follow another room file."""
    pin_due(db, rooms, now)
    for room_id in rooms_to_follow(db):
        timeline, _ = room_timeline(db, room_id, now, now + MILLISECOND)
        if timeline.segments[0].phase in {Phase.IDLE, Phase.BLOCKED}:
            follow(db, room_id)


async def keep_time(app: web.Application) -> None:
    """Do what is due at each room's next boundary, until cancelled."""
    boundaries: dict[str, datetime] = {}
    with app[CHANGES].watch() as watch:
        due = changed = frozenset(await app[DATABASE].read(active_rooms))
        while True:
            behind = await app[DATABASE].read(rooms_to_follow)  # a press may have made one idle between its boundaries
            if due or behind:
                await app[DATABASE].write(tick, sorted(due), app[CLOCK]())
                app[CHANGES].show(due)
            await _look(app, changed | due, boundaries)
            await asyncio.sleep(SPACING_S)
            changed = await watch.changed(_pause_s(boundaries, app[CLOCK]()))
            now = app[CLOCK]()
            due = frozenset(room for room, at in boundaries.items() if at <= now)
            if not changed and not due:  # nothing was told here for a while: other processes write too
                changed = frozenset(await app[DATABASE].read(active_rooms))


async def _look(app: web.Application, rooms: Collection[str], boundaries: dict[str, datetime]) -> None:
    """Note when the present segment of each of *rooms* ends; a room that no longer exists has none."""
    now = app[CLOCK]()
    plans = await app[PLANS].each(sorted(rooms), now)
    for room in rooms:
        segment = plans[room].at(now) if room in plans else None
        if segment is None:
            boundaries.pop(room, None)
        else:
            boundaries[room] = segment.end


def _pause_s(boundaries: Mapping[str, datetime], now: datetime) -> float:
    left_s = min(((at - now).total_seconds() for at in boundaries.values()), default=LONGEST_PAUSE_S)
    return min(max(left_s, 0.0), LONGEST_PAUSE_S)
