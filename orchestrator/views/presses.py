"""Presses over HTTP: what people ask of a room."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from config.sentences import Language
from orchestrator.bodies import SAID, Instant, json_answer, read_body
from orchestrator.errors import ApiError
from orchestrator.keys import CLOCK, DATABASE, FACTS, IDENTITY, PLANS
from orchestrator.languages import language_of
from orchestrator.refusals import refusal
from orchestrator.room_now import meets
from orchestrator.routes import Route
from orchestrator.tokens import Role
from orchestrator.views.bookings import entries_json
from schedules.bookings import OverrideKind
from schedules.inputs import key_of
from schedules.presses import Pressed, press_button
from schedules.pressing import Press, PressRefused


class PressBody(BaseModel):
    """A press of a button. *id* is made by the client: the same again changes nothing and answers the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    kind: Literal["start", "extend", "end", "scene", "hold", "release", "put_back", "open", "rejoin", "book", "cancel"]
    booking: Annotated[str, Field(max_length=64)] | None = None
    """The booking that the screen offers to start, or to take back."""
    start: Instant | None = None
    until: Instant | None = None
    seen_end: Instant | None = None
    device: Annotated[str, Field(max_length=63)] | None = None
    scene: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    reason: Annotated[str, Field(min_length=1, max_length=500), SAID] | None = None


class PressView(BaseModel):
    """What a press was stored as; its effect is confirmed by events."""

    id: UUID
    revision: int


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
        start=body.start,
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


ROUTES = (
    Route(
        "POST",
        "/api/v1/rooms/{room}/overrides",
        press,
        "Press a button.",
        roles=(Role.ADMIN, Role.PANEL),
        body=PressBody,
        answer=PressView,
        status=201,
        repeated=200,
        errors=(404, 409),
    ),
)
