"""Halls and meetings follow the sittings that are held in them, as long as the service runs."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial

from aiohttp import web

from orchestrator.attendance.intake import INTAKE
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import dossiers_around, find_dossier
from orchestrator.councils.hall.attending import Known, follow_meeting
from orchestrator.councils.hall.halls import Hall, halls_now, halls_of
from orchestrator.councils.hall.lasting import prolong_halls, prolonged_until
from orchestrator.councils.hall.moments import Moment, moment_of
from orchestrator.councils.hall.scenes import Change, show_moment
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.log.store import NoSuchSitting
from orchestrator.councils.sitting.state import UNDER_WAY, Sitting
from orchestrator.hub.keys import CHANGES, PLANS
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.patience import patiently

LOOK_EVERY_S = 3.0
"""What happens in a sitting is followed at once; that one begins to have a hall, or has it no longer, is seen so late."""
GATHER_S = 0.5
BACK, AHEAD = timedelta(days=62), timedelta(days=1)
"""Sittings that began so long ago may have been adjourned to today."""
Shown = dict[str, Moment]
"""What each room was shown for last."""


async def follow_sittings(app: web.Application) -> None:
    """Have the halls of all sittings follow them, until cancelled."""
    followed: set[str] = set()
    async with asyncio.TaskGroup() as tasks:
        with app[CHANGES].watch() as watch:
            while True:
                for sitting in await patiently(partial(sittings_in_halls, app), "halls.waiting"):
                    if sitting not in followed:
                        followed.add(sitting)
                        tasks.create_task(_follow(app, sitting, followed), name=f"halls of sitting {sitting}")
                await watch.changed(LOOK_EVERY_S, gather_s=GATHER_S)


async def sittings_in_halls(app: web.Application) -> list[str]:
    """The sittings that have a hall now, or are under way. Raises StorageError."""
    now = app[CLOCK]()
    dossiers = await app[DATABASE].read(dossiers_around, now - BACK, now + AHEAD)
    plans = await app[PLANS].each({room for dossier in dossiers for room in dossier.rooms}, now)
    return [dossier.sitting for dossier in dossiers if dossier.status in UNDER_WAY or halls_of(dossier, plans, now)]


async def _follow(app: web.Application, sitting: str, followed: set[str]) -> None:
    shown: Shown = {}
    try:
        live = await patiently(partial(app[SITTINGS].live, sitting), "hall.waiting", sitting=sitting)
        async with asyncio.TaskGroup() as tasks:
            meeting = tasks.create_task(_follow_meeting(app, sitting, live), name=f"meeting of sitting {sitting}")
            while await patiently(partial(_look_and_wait, app, live, sitting, shown), "hall.waiting", sitting=sitting):
                pass
            meeting.cancel()
    except NoSuchSitting:
        return
    finally:
        followed.discard(sitting)


async def _follow_meeting(app: web.Application, sitting: str, live: LiveSitting) -> None:
    known = Known()

    async def look() -> None:
        dossier = await app[DATABASE].read(find_dossier, sitting)
        if dossier is not None:
            with suppress(NoSuchSitting):  # it has just been deleted
                await follow_meeting(app, dossier, live, known)

    while True:
        stored = app[INTAKE].stored
        await patiently(look, "meeting.waiting", sitting=sitting)
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await app[INTAKE].more_than(stored)
        except TimeoutError:
            continue
        await asyncio.sleep(GATHER_S)


async def _look_and_wait(app: web.Application, live: LiveSitting, sitting: str, shown: Shown) -> bool:
    """Do what the halls lack, and wait until there may be something new; False once there is nothing to follow any more."""
    dossier = await app[DATABASE].read(find_dossier, sitting)
    halls = await halls_now(app, dossier) if dossier is not None else ()
    if dossier is None or not (halls or dossier.status in UNDER_WAY):
        return False
    try:
        number = await follow_halls(app, dossier, live, halls, shown)
        async with asyncio.timeout(LOOK_EVERY_S):
            await live.changed_from(number)
    except TimeoutError:
        return True
    except NoSuchSitting:
        return False
    return True


async def follow_halls(
    app: web.Application, dossier: Dossier, live: LiveSitting, halls: tuple[Hall, ...], shown: Shown
) -> int:
    """Show each hall what began in the sitting, and let the halls last as long as it; the number of its last act. Raises StorageError."""
    sitting = await live.look()
    number, until = sitting.number, prolonged_until(sitting)
    changes = [(hall, change) for hall in halls if (change := _change(dossier.sitting, sitting, shown.get(hall.room)))]
    for hall, change in changes:
        await show_moment(app, hall, change)
        shown[hall.room] = change.moment
    if until is not None and any(hall.live and hall.end < until for hall in halls):
        await prolong_halls(app, dossier, until)
    return number


def _change(sitting_id: str, sitting: Sitting, before: Moment | None) -> Change | None:
    moment = moment_of(sitting)
    return Change(sitting_id, moment, sitting.steered, before) if moment is not before else None
