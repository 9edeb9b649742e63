"""Meetings end for all who are in them once their booking is over in its last room, or they have got another name: by the server,
or else by the big screen."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import httpx
import structlog
from aiohttp import web

from config.devices import pages_of
from integrations.services.jitsi_rooms import Ended, Line, RoomsError, end_meeting
from integrations.services.trust import trusted
from orchestrator.conferences.meeting import Deployment
from orchestrator.hub.keys import CHANGES, PLANS, PRESENCES
from orchestrator.hub.plans import RoomPlan
from orchestrator.hub.presence import Presence
from orchestrator.rooms.endings import Attended, Endings, HowEnded, lately_ended, record_end
from orchestrator.rooms.keys import ENDINGS
from orchestrator.web.keys import CLOCK, DATABASE
from room_agents.plan import WireSegment
from schedules.store.errors import StorageError

LOOK_EVERY_S = 2.0
_log = structlog.get_logger()


async def end_meetings(app: web.Application) -> None:
    """End meetings for all whose bookings are over, until cancelled. Raises StorageError."""
    app[ENDINGS].remember(await app[DATABASE].read(lately_ended, app[CLOCK]()))
    while True:
        await look(app)
        await asyncio.sleep(LOOK_EVERY_S)


async def look(app: web.Application) -> None:
    """End each meeting whose booking is over, or that was given another name, since the last look."""
    now, endings = app[CLOCK](), app[ENDINGS]
    presences = app[PRESENCES].all()
    plans = await app[PLANS].each(sorted(presences), now)
    ending = list(_ending(endings, plans, presences, now))
    if not ending:
        return
    async with asyncio.TaskGroup() as tasks:
        for room, attended in ending:
            tasks.create_task(_end(app, room, attended, now), name=f"end the meeting of {room}")
    app[CHANGES].show([room for room, _ in ending])


def _ending(
    endings: Endings, plans: Mapping[str, RoomPlan], presences: Mapping[str, Presence], now: datetime
) -> Iterator[tuple[str, Attended]]:
    """The meetings that are over with what is now in their rooms; whoever is in one is noted."""
    for room, plan in plans.items():
        segment, before = plan.at(now), endings.attended.get(room)
        attended = _attended(plan, segment, presences[room], before)
        if attended is not None:
            endings.attended[room] = attended
        elif before is not None:
            del endings.attended[room]
        if before is None:
            continue
        if attended is not None and attended.booking == before.booking:
            if before.conference.name in attended.conference.former:
                yield room, before
        elif _is_over(segment, before, now):
            yield room, before


def _attended(
    plan: RoomPlan, segment: WireSegment | None, presence: Presence, before: Attended | None
) -> Attended | None:
    """The meeting of ours that the room is to be in; whether it moderates is as it was last told."""
    if segment is None or segment.phase != "live" or segment.booking is None:
        return None
    if segment.conference is None or segment.conference.deployment is None or not pages_of(plan.plan.room.devices):
        return None
    known = before.moderates if before is not None and before.booking == segment.booking.id else False
    attended = Attended(segment.booking.id, segment.conference, known)
    devices = presence.state.devices if presence.state is not None else {}
    seen = next((devices[name].observed for name in pages_of(plan.plan.room.devices) if name in devices), {})
    if seen.get("joined") is not True:
        return attended
    return replace(attended, moderates=seen.get("moderator") is True)


def _is_over(segment: WireSegment | None, before: Attended, now: datetime) -> bool:
    """Whether the meeting ends with this room: it is not out of use for a while, and no other room is in it."""
    if segment is not None and segment.phase == "blocked":
        return False
    others = before.conference.others_until
    return others is None or others <= now


async def _end(app: web.Application, room: str, attended: Attended, now: datetime) -> None:
    deployments = app[PLANS].conferences.deployments.values()
    served = next((each for each in deployments if each.url == attended.conference.deployment), None)
    how = await _by_server(served, attended, now) if served is not None else None
    how = how or (HowEnded.SCREEN if attended.moderates else HowEnded.NOT_RENEWED)
    _log.info("meeting.over", room=room, how=how.value)
    if (present := app[ENDINGS].attended.get(room)) is not None and present.booking == attended.booking:
        return  # it goes on under another name: for its panel, and its history, it has not ended
    app[ENDINGS].note(room, how, now)
    try:
        await app[DATABASE].write(record_end, room, attended.booking, how, now)
    except StorageError as error:  # the panel tells it all the same
        _log.warning("meeting.end_not_kept", room=room, error=str(error))


async def _by_server(deployment: Deployment, attended: Attended, now: datetime) -> HowEnded | None:
    """Whether the server has ended it, where it can; None where it cannot."""
    address, token = deployment.address_of(attended.conference.name or ""), deployment.system_token(now)
    if deployment.prosody is None or token is None:
        return None
    try:
        async with httpx.AsyncClient(verify=trusted(), trust_env=False) as http:
            ended = await end_meeting(Line(http), deployment.prosody, address, token)
    except RoomsError as error:
        _log.warning("meeting.not_ended_by_server", trouble=error.trouble.value, status=error.status)
        return None
    if ended is Ended.ENDED:
        return HowEnded.SERVER
    return HowEnded.SCREEN if attended.moderates else HowEnded.EMPTY  # the screen was there first
