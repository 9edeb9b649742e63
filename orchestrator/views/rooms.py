"""Rooms over HTTP: how they are, and what people press in them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from config.sentences import Language
from orchestrator.bodies import SAID, Instant, Window, json_answer, read_body, read_query
from orchestrator.calendars import failing_since
from orchestrator.errors import ApiError
from orchestrator.keys import CHANGES, CLOCK, DATABASE, FACTS, IDENTITY, PLANS, PRESENCES
from orchestrator.languages import language_of
from orchestrator.live import still_welcome
from orchestrator.plans import RoomPlan
from orchestrator.refusals import refusal
from orchestrator.reports import reports_of
from orchestrator.room_now import meets
from orchestrator.room_view import Beside, room_view
from orchestrator.routes import Route
from orchestrator.site_changes import versions
from orchestrator.tokens import Role
from orchestrator.views.bookings import entries_json
from room_agents.protocol import Report
from room_agents.view import RoomView
from schedules.bookings import OverrideKind
from schedules.database import StorageError
from schedules.diary import UnknownRooms
from schedules.inputs import key_of
from schedules.presses import LiveBooking, Pressed, others_wanting, press_button
from schedules.pressing import Press, PressRefused
from schedules.sites import active_rooms, rooms_to_follow

log = structlog.get_logger()

PING_S = 10.0
GATHER_S = 0.03
"""A press changes a room several times within moments: its agent is served first, and the panel once for all of them."""
SEND_WITHIN_S = 10.0
"""A browser that does not read is cut off; it comes again by itself."""


class RoomList(BaseModel):
    """All rooms that the asker may see."""

    rooms: tuple[RoomView, ...]


class PressBody(BaseModel):
    """A press of a button. *id* is made by the client: the same again changes nothing and answers the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    kind: Literal["start", "extend", "end", "scene", "hold", "release", "put_back", "open", "rejoin"]
    booking: Annotated[str, Field(max_length=64)] | None = None
    """The booking that the screen offers to start."""
    until: Instant | None = None
    seen_end: Instant | None = None
    device: Annotated[str, Field(max_length=63)] | None = None
    scene: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    reason: Annotated[str, Field(min_length=1, max_length=500), SAID] | None = None


class PressView(BaseModel):
    """What a press was stored as; its effect is confirmed by events."""

    id: UUID
    revision: int


class ReportWindow(Window):
    """Reports of [from, to)."""

    longest = timedelta(days=31)


class ReportList(BaseModel):
    """What the room's agents reported, in order."""

    reports: tuple[Report, ...]


async def show_all(request: web.Request) -> web.Response:
    """Every room the asker may see."""
    identity, now = request[IDENTITY], request.app[CLOCK]()
    rooms = [room for room in await request.app[DATABASE].read(active_rooms) if identity.may_use(room)]
    views = await _views(request.app, rooms, now, language_of(request))
    return json_answer(RoomList(rooms=tuple(views)))


async def show(request: web.Request) -> web.Response:
    """One room."""
    view = await _view(request.app, request.match_info["room"], request.app[CLOCK](), language_of(request))
    return json_answer(view)


async def press(request: web.Request) -> web.Response:
    """Store a press; 409 with the reason if the room cannot do that now."""
    app, room = request.app, request.match_info["room"]
    body = await read_body(request, PressBody)
    now = app[CLOCK]()
    identity = request[IDENTITY]
    kind = OverrideKind(body.kind)
    wanted = Press(
        kind,
        room,
        now,
        until=body.until,
        seen_end=body.seen_end,
        device=body.device,
        scene=body.scene,
        reason=body.reason,
        technician=identity.role is Role.ADMIN,
        meets=kind not in {OverrideKind.OPEN, OverrideKind.REJOIN} or await _meets(app, room, now),
    )
    store = partial(_store, app[FACTS].ids_key, str(body.id), identity.token, wanted, body.booking)
    try:
        pressed = await app[DATABASE].write(store)
    except PressRefused as refused:
        plan = (await app[PLANS].each([room], now)).get(room)
        zone = ZoneInfo(plan.plan.room.timezone if plan is not None else "UTC")
        raise _refusal(refused, zone, language_of(request)) from refused
    except KeyError as missing:
        raise ApiError(404, "not_found") from missing
    return json_answer(PressView(id=body.id, revision=pressed.revision), status=200 if pressed.repeated else 201)


async def events(request: web.Request) -> web.StreamResponse:
    """The room as server-sent events: `room` whenever it changes, whole; `ping` at least every PING_S."""
    room, language = request.match_info["room"], language_of(request)
    await _view(request.app, room, request.app[CLOCK](), language)  # 404 before the stream begins
    stream = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    await stream.prepare(request)
    try:
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(_send_events(request, stream, room, language), name=f"events of {room}")
            while await still_welcome(request) and not sending.done():
                pass
            sending.cancel()
    except* (ConnectionError, TimeoutError, ApiError):
        pass  # the reader has left, reads too slowly, or the room has gone
    except* StorageError as failed:  # the browser comes again by itself
        log.warning("events.cut", room=room, error=repr(failed.exceptions[0]))
    return stream


async def reports(request: web.Request) -> web.Response:
    """What was reported of the room: the evidence."""
    window = read_query(request, ReportWindow)
    room = request.match_info["room"]
    try:
        found = await request.app[DATABASE].read(reports_of, room, window.since, window.until)
    except UnknownRooms as unknown:
        raise ApiError(404, "no_such_room", rooms=unknown.rooms) from unknown
    return json_answer(ReportList(reports=tuple(found)))


async def _view(app: web.Application, room: str, now: datetime, language: Language) -> RoomView:
    views = await _views(app, [room], now, language)
    if not views:
        raise ApiError(404, "not_found")
    return views[0]


async def _views(app: web.Application, rooms: Collection[str], now: datetime, language: Language) -> Sequence[RoomView]:
    """Those of *rooms* that there are."""
    plans = await app[PLANS].each(rooms, now)
    beside = await app[DATABASE].read(_beside, plans, now)
    return [room_view(plan, app[PRESENCES][room], beside[room], now, language) for room, plan in plans.items()]


def _beside(session: Session, plans: Mapping[str, RoomPlan], now: datetime) -> Mapping[str, Beside]:
    """What each picture needs besides its plan."""
    failing = failing_since(session, {calendar for plan in plans.values() for calendar in plan.calendars})
    behind = set(rooms_to_follow(session))
    since = versions(session).since if behind.intersection(plans) else None
    return {
        room: Beside(failing, others_wanting(session, room, _live(plan, now), now), room in behind, since)
        for room, plan in plans.items()
    }


def _live(plan: RoomPlan, now: datetime) -> LiveBooking | None:
    segment = plan.at(now)
    if segment is None or segment.phase != "live" or segment.booking is None:
        return None
    return LiveBooking(segment.booking.id, segment.booking.end)


async def _send_events(request: web.Request, stream: web.StreamResponse, room: str, language: Language) -> None:
    app = request.app
    last: RoomView | None = None
    with app[CHANGES].watch([room], views=True) as watch:
        while True:
            now = app[CLOCK]()
            view = await _view(app, room, now, language)
            if last is None or view.model_copy(update={"now": last.now}) != last:
                await _send(stream, "room", view.model_dump_json())
                last = view
            else:
                await _send(stream, "ping", now.isoformat())
            pause_s = PING_S if view.segment_end is None else (view.segment_end - now).total_seconds()
            await watch.changed(min(max(pause_s, 0.0), PING_S), gather_s=GATHER_S)


async def _send(stream: web.StreamResponse, event: str, text: str) -> None:
    async with asyncio.timeout(SEND_WITHIN_S):
        await stream.write(f"event: {event}\ndata: {text}\n\n".encode())


async def _meets(app: web.Application, room: str, now: datetime) -> bool:
    """Whether the room is in a meeting of ours, or should be."""
    plan = (await app[PLANS].each([room], now)).get(room)
    return plan is not None and meets(plan, plan.at(now))


def _store(secret: bytes, client_id: str, who: str, wanted: Press, booking_id: str | None, session: Session) -> Pressed:
    """Store the press. Raises PressRefused, KeyError for no such room or booking."""
    booking = key_of(session, booking_id) if booking_id is not None else None
    return press_button(session, secret, client_id, who, replace(wanted, booking=booking))


def _refusal(refused: PressRefused, zone: ZoneInfo, language: Language) -> ApiError:
    details = dict(refused.details)
    blocking = details.pop("blocking", None)
    if isinstance(blocking, list):
        details["blocking"] = entries_json(blocking)
    told = {name: _json(value) for name, value in details.items()}
    return ApiError(409, refused.code, sentence=refusal(refused, zone, language), **told)


def _json(value: object) -> object:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


_SEE = (Role.ADMIN, Role.PANEL)
ROUTES = (
    Route("GET", "/api/v1/rooms", show_all, "All rooms.", roles=_SEE, answer=RoomList),
    Route("GET", "/api/v1/rooms/{room}", show, "One room, whole.", roles=_SEE, answer=RoomView, errors=(404,)),
    Route(
        "POST",
        "/api/v1/rooms/{room}/overrides",
        press,
        "Press a button.",
        roles=_SEE,
        body=PressBody,
        answer=PressView,
        status=201,
        repeated=200,
        errors=(404, 409),
    ),
    Route(
        "GET",
        "/api/v1/rooms/{room}/events",
        events,
        "The room as server-sent events.",
        roles=_SEE,
        errors=(404,),
        streams=True,
    ),
    Route(
        "GET",
        "/api/v1/rooms/{room}/reports",
        reports,
        "What was reported of the room.",
        roles=(Role.ADMIN,),
        query=ReportWindow,
        answer=ReportList,
    ),
)
