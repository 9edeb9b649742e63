"""Presses over HTTP: what people ask of a room."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from orchestrator.access.actors import actor_of
from orchestrator.access.auth import may
from orchestrator.access.identity import Actor
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.hub.keys import PLANS
from orchestrator.rooms.acts import record_press
from orchestrator.rooms.detail_routes import GivenPin, ask_pin
from orchestrator.rooms.now import meets
from orchestrator.rooms.problem_routes import tell
from orchestrator.rooms.refused import refusal_of
from orchestrator.web.bodies import SAID, Instant, json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from room_agents.view import ProblemKind
from schedules.bookings import IN_MEETING, OverrideKind
from schedules.planning.situation import Press, PressRefused
from schedules.store.inputs import key_of
from schedules.store.presses import Pressed, is_stored, press_button
from schedules.store.transaction import Transaction


class PressBody(BaseModel):
    """A press of a button. *id* is made by the client: the same again changes nothing and answers the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    kind: Literal[
        "start",
        "extend",
        "end",
        "scene",
        "hold",
        "release",
        "put_back",
        "open",
        "rejoin",
        "book",
        "cancel",
        "problem",
        "microphone",
        "camera",
        "tiles",
        "lobby",
        "keep_end",
    ]
    booking: Annotated[str, Field(max_length=64)] | None = None
    """The booking that the screen offers to start, or to take back."""
    start: Instant | None = None
    until: Instant | None = None
    seen_end: Instant | None = None
    device: Annotated[str, Field(max_length=63)] | None = None
    scene: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    reason: Annotated[str, Field(min_length=1, max_length=500), SAID] | None = None
    about: ProblemKind | None = None
    """What is wrong (problem)."""
    wanted: bool | None = None
    """On or off (microphone, camera, tiles, lobby)."""
    pin: GivenPin | None = None
    """Of the room, for an end where the picture says that it is asked for."""


class PressView(BaseModel):
    """What a press was stored as; its effect is confirmed by events."""

    id: UUID
    revision: int


async def press(request: web.Request) -> web.Response:
    """Store a press; 409 with the reason if the room cannot do that now, or its PIN is missing, wrong or locked."""
    app = request.app
    body = await read_body(request, PressBody)
    wanted = await _wanted(request, body)
    if wanted.kind is OverrideKind.END:  # before anything is decided, so that a guess tells nothing else
        await ask_pin(request, "end", body.pin, unless=partial(is_stored, client_id=str(body.id), press=wanted))
    try:
        if wanted.kind is OverrideKind.PROBLEM:
            pressed = await tell(request, str(body.id), wanted, body.about)
        else:
            store = partial(_store, app[FACTS].ids_key, str(body.id), actor_of(request), wanted, body.booking)
            pressed = await app[DATABASE].write(store)
    except PressRefused as refused:
        raise await refusal_of(request, refused) from refused
    except KeyError as missing:
        raise ApiError(404, "not_found") from missing
    return json_answer(PressView(id=body.id, revision=pressed.revision), status=200 if pressed.repeated else 201)


async def _wanted(request: web.Request, body: PressBody) -> Press:
    app, room, now = request.app, request.match_info["room"], request.app[CLOCK]()
    kind = OverrideKind(body.kind)
    return Press(
        kind,
        room,
        now,
        start=body.start,
        until=body.until,
        seen_end=body.seen_end,
        device=body.device,
        scene=body.scene,
        reason=body.reason,
        technician=may(request, Action.OVERRULE, room=room),
        meets=kind not in {OverrideKind.OPEN, OverrideKind.REJOIN, *IN_MEETING} or await _meets(app, room, now),
        wanted=body.wanted,
    )


async def _meets(app: web.Application, room: str, now: datetime) -> bool:
    """Whether the room is in a meeting of ours, or should be."""
    plan = (await app[PLANS].each([room], now)).get(room)
    return plan is not None and meets(plan, plan.at(now))


def _store(
    secret: bytes, client_id: str, actor: Actor, wanted: Press, booking_id: str | None, db: Transaction
) -> Pressed:
    """Store the press, and that it was pressed. Raises PressRefused, KeyError for no such room or booking."""
    booking = key_of(db, booking_id) if booking_id is not None else None
    pressed = press_button(db, secret, client_id, actor.id, replace(wanted, booking=booking))
    record_press(db, actor, wanted, pressed)
    return pressed


ROUTES = (
    Route(
        "POST",
        "/api/v1/rooms/{room}/overrides",
        press,
        "Press a button.",
        scope=Scope.ROOM,
        action=Action.PRESS,
        body=PressBody,
        answer=PressView,
        status=201,
        repeated=200,
        errors=(404, 409),
    ),
)
