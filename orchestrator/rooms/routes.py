"""Rooms over HTTP: how they are."""

import asyncio
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from aiohttp import web
from pydantic import BaseModel

from config.words.sentences import Language
from orchestrator.access.keys import REACH
from orchestrator.access.live import still_welcome
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.calendars.store import failing_since
from orchestrator.hub.keys import CHANGES, PLANS, PRESENCES
from orchestrator.hub.plans import RoomPlan
from orchestrator.hub.presence import Presence
from orchestrator.hub.reports import reports_of
from orchestrator.rooms.audience import Watcher, picture_seen
from orchestrator.rooms.keys import ENDINGS
from orchestrator.rooms.picture import Beside, room_view
from orchestrator.rooms.untitled import entries_without_titles, plan_without_titles
from orchestrator.rooms.watching import watcher_of
from orchestrator.site.changes import versions
from orchestrator.web.bodies import Window, json_answer, read_query
from orchestrator.web.compression import Events
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.languages import language_of
from room_agents.protocol import Report
from room_agents.view import RoomView
from schedules.identity import EPOCH
from schedules.store.diary import UnknownRooms
from schedules.store.errors import StorageError
from schedules.store.presses import LiveBooking, booked_at_panel, others_wanting
from schedules.store.sites import active_rooms, rooms_to_follow
from schedules.store.transaction import Transaction

log = structlog.get_logger()

PING_S = 10.0
GATHER_S = 0.03
"""A press changes a room several times within moments: the agent is served first, the panel once for all changes."""
SEND_WITHIN_S = 10.0
"""How long a browser may take to read before it is cut off; it comes again by itself."""


class RoomList(BaseModel):
    """All rooms that the asker may see."""

    rooms: tuple[RoomView, ...]


class ReportWindow(Window):
    """Reports of [from, to)."""

    longest = timedelta(days=31)


class ReportList(BaseModel):
    """What the room's agents reported, in order."""

    reports: tuple[Report, ...]


async def show_all(request: web.Request) -> web.Response:
    """Every room the asker may see."""
    reach, now = request[REACH], request.app[CLOCK]()
    rooms = [room for room in await request.app[DATABASE].read(active_rooms) if reach.includes(room)]
    views = await _pictures(request.app, rooms, now, language_of(request), partial(watcher_of, request))
    return json_answer(RoomList(rooms=tuple(views)))


async def show(request: web.Request) -> web.Response:
    """One room."""
    room, now = request.match_info["room"], request.app[CLOCK]()
    return json_answer(await picture_of(request.app, room, now, language_of(request), watcher_of(request, room)))


async def events(request: web.Request) -> web.StreamResponse:
    """The room as server-sent events: `room` whenever it changes, whole; `ping` at least every PING_S."""
    room, language = request.match_info["room"], language_of(request)
    # 404 before the stream begins
    await picture_of(request.app, room, request.app[CLOCK](), language, watcher_of(request, room))
    told = Events(request)
    await told.begin()
    try:
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(_send_events(request, told, room, language), name=f"events of {room}")
            while await still_welcome(request) and not sending.done():
                pass
            sending.cancel()
    except* (ConnectionError, TimeoutError, ApiError):
        pass  # the reader has left, reads too slowly, or the room has gone
    except* StorageError as failed:  # the browser comes again by itself
        log.warning("events.cut", room=room, error=repr(failed.exceptions[0]))
    return told.stream


async def reports(request: web.Request) -> web.Response:
    """The reports of the room: what happened to its devices."""
    window = read_query(request, ReportWindow)
    room = request.match_info["room"]
    try:
        found = await request.app[DATABASE].read(reports_of, room, window.since, window.until)
    except UnknownRooms as unknown:
        raise ApiError(404, "no_such_room", rooms=unknown.rooms) from unknown
    return json_answer(ReportList(reports=tuple(found)))


async def picture_of(app: web.Application, room: str, now: datetime, language: Language, watcher: Watcher) -> RoomView:
    """The room's picture as that watcher may see it. Raises ApiError for an unknown room."""
    views = await _pictures(app, [room], now, language, lambda _: watcher)
    if not views:
        raise ApiError(404, "not_found")
    return views[0]


async def _pictures(
    app: web.Application,
    rooms: Collection[str],
    now: datetime,
    language: Language,
    watcher_in: Callable[[str], Watcher],
) -> Sequence[RoomView]:
    """Those of *rooms* that exist."""
    plans = await app[PLANS].each(rooms, now)
    beside = await app[DATABASE].read(_beside, plans, now)
    over = app[ENDINGS].of
    return [
        _picture(
            watcher_in(room), plan, app[PRESENCES][room], replace(beside[room], over=over(room, now)), now, language
        )
        for room, plan in plans.items()
    ]


def _picture(
    watcher: Watcher, plan: RoomPlan, presence: Presence | None, beside: Beside, now: datetime, language: Language
) -> RoomView:
    """The picture of one room, of what that watcher may see."""
    if watcher is Watcher.TECHNICIAN:
        plan, beside = plan_without_titles(plan), replace(beside, wanting=entries_without_titles(beside.wanting))
    return picture_seen(watcher, plan.rules.room, room_view(plan, presence, beside, now, language))


def _beside(db: Transaction, plans: Mapping[str, RoomPlan], now: datetime) -> Mapping[str, Beside]:
    """What each room's picture needs besides its plan."""
    failing = failing_since(db, {calendar for plan in plans.values() for calendar in plan.calendars})
    behind = set(rooms_to_follow(db))
    since = versions(db).since if behind.intersection(plans) else None
    return {
        room: Beside(
            failing,
            others_wanting(db, room, _live(plan, now), now),
            room in behind,
            since,
            booked_at_panel(db, room, now),
        )
        for room, plan in plans.items()
    }


def _live(plan: RoomPlan, now: datetime) -> LiveBooking | None:
    segment = plan.at(now)
    if segment is None or segment.phase != "live" or segment.booking is None:
        return None
    return LiveBooking(segment.booking.id, segment.booking.end)


async def _send_events(request: web.Request, told: Events, room: str, language: Language) -> None:
    app, last = request.app, b""
    with app[CHANGES].watch([room], views=True) as watch:
        while True:
            last, pause_s = await _send_news(request, told, room, language, last)
            await watch.changed(pause_s, gather_s=GATHER_S)


async def _send_news(
    request: web.Request, told: Events, room: str, language: Language, last: bytes
) -> tuple[bytes, float]:
    """Send the picture if it is another than the *last* one, else a ping; gives its digest, and how long to wait at most.

    Of the pictures of a hundred open panels no more than that is kept: each would be 20 kB.
    """
    app, now = request.app, request.app[CLOCK]()
    view = await picture_of(app, room, now, language, watcher_of(request, room))
    timeless = view.model_copy(update={"now": EPOCH})
    digest = hashlib.blake2b(timeless.model_dump_json().encode(), digest_size=16).digest()
    if digest == last:
        await _send(told, "ping", now.isoformat())
    else:
        await _send(told, "room", view.model_dump_json())
    pause_s = PING_S if view.segment_end is None else (view.segment_end - now).total_seconds()
    return digest, min(max(pause_s, 0.0), PING_S)


async def _send(told: Events, event: str, text: str) -> None:
    async with asyncio.timeout(SEND_WITHIN_S):
        await told.send(event, text)


ROUTES = (
    Route("GET", "/api/v1/rooms", show_all, "All rooms.", scope=Scope.OWN, action=Action.SEE_ROOMS, answer=RoomList),
    Route(
        "GET",
        "/api/v1/rooms/{room}",
        show,
        "One room, whole.",
        scope=Scope.ROOM,
        action=Action.SEE_ROOMS,
        answer=RoomView,
        errors=(404,),
    ),
    Route(
        "GET",
        "/api/v1/rooms/{room}/events",
        events,
        "The room as server-sent events.",
        scope=Scope.ROOM,
        action=Action.SEE_ROOMS,
        errors=(404,),
        streams=True,
    ),
    Route(
        "GET",
        "/api/v1/rooms/{room}/reports",
        reports,
        "What was reported of the room.",
        scope=Scope.ROOM,
        action=Action.INSPECT_ROOMS,
        query=ReportWindow,
        answer=ReportList,
    ),
)
