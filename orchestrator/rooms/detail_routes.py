"""The details of a room for technicians, over HTTP; a room with a PIN has its panel ask for it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from config.words.sentences import Language
from config.words.times import clock
from orchestrator.access.actors import actor_of
from orchestrator.access.keys import PINS
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.store import record
from orchestrator.calendars.store import statuses
from orchestrator.calendars.unprepared import sentence, to_come
from orchestrator.rooms.audience import PinFor, Watcher, asks_pin
from orchestrator.rooms.notes import failing_notes
from orchestrator.rooms.problems import newest_problems
from orchestrator.rooms.refused import refusal_of
from orchestrator.rooms.routes import picture_of
from orchestrator.rooms.watching import watcher_of
from orchestrator.web.bodies import json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.languages import language_of
from room_agents.view import DetailsView
from schedules.planning.situation import PressRefused
from schedules.store.sites import active_digest, rules_of
from schedules.store.sites import installation as files_of
from schedules.store.transaction import Transaction

PROBLEMS_TOLD = 10
UNPREPARED_TOLD = 10

_FAILS: Mapping[Language, str] = {
    "it": "Il calendario «{calendar}» non si legge dalle {since}: {why}",
    "en": "The calendar “{calendar}” has not been readable since {since}: {why}",
}
_MORE: Mapping[Language, str] = {
    "it": "… e altri {count}. L’elenco completo lo ha chi gestisce Regia.",
    "en": "… and {count} more. Whoever runs Regia has the whole list.",
}

GivenPin = Annotated[SecretStr, Field(max_length=64)]


class DetailsBody(BaseModel):
    """The room's PIN, where the picture says that it is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pin: GivenPin | None = None


async def show(request: web.Request) -> web.Response:
    """The details; 409 if the PIN is missing, wrong or locked."""
    body = await read_body(request, DetailsBody)
    await ask_pin(request, "details", body.pin)
    room, language = request.match_info["room"], language_of(request)
    view = await picture_of(request.app, room, request.app[CLOCK](), language, Watcher.STAFF)
    told_below = {*failing_notes(view.calendars_failing_since, ZoneInfo(view.timezone), language)}  # and why
    database = request.app[DATABASE]
    problems = await database.read(newest_problems, room, PROBLEMS_TOLD, language)
    return json_answer(
        DetailsView(
            devices=view.devices,
            agent=view.agent,
            plan=view.plan,
            notes=tuple(note for note in view.notes if note not in told_below),
            waits_for_idle=view.waits_for_idle,
            conference_link=view.conference_link,
            problems=tuple(problems),
            unprepared=await database.read(_unprepared, room, request.app[CLOCK](), language),
        )
    )


def _unprepared(db: Transaction, room_id: str, now: datetime, language: Language) -> tuple[str, ...]:
    """The events of the site's calendars that are not prepared, by the room files that the room follows."""
    installation = files_of(db, active_digest(db, room_id))
    site = installation.site_of(installation.room(room_id))
    mine = [calendar.id for calendar in installation.calendars if installation.site_of(calendar).id == site.id]
    found = statuses(db, mine)
    waiting = to_come([status.notes for status in found], now)
    zone = ZoneInfo(site.timezone)
    told = tuple(sentence(note, language, zone) for note in waiting[:UNPREPARED_TOLD])
    more = len(waiting) - len(told)
    failing = tuple(
        _FAILS[language].format(
            calendar=status.id, since=clock(status.failing_since, zone), why=status.failure.sentence(language)
        )
        for status in found
        if status.failure and status.failing_since
    )
    return (*failing, *told, *([_MORE[language].format(count=more)] if more else []))


async def ask_pin(
    request: web.Request, what: PinFor, given: SecretStr | None, unless: Callable[[Transaction], bool] | None = None
) -> None:
    """Have the PIN of the path's room given, where who asks has to give it for that; not where *unless* is so.

    Raises ApiError.
    """
    app, room = request.app, request.match_info["room"]
    try:
        hashed = await app[DATABASE].read(_asked, room, what, watcher_of(request, room), unless)
    except KeyError as missing:
        raise ApiError(404, "not_found") from missing
    if hashed is None:
        return
    try:
        now = app[CLOCK]()
        locked = Act(ActKind.PIN_LOCKED, now, ActObject(ObjectKind.ROOM, room), room=room)
        note = partial(record, actor=actor_of(request), act=locked)
        await app[PINS].check(room, hashed, given.get_secret_value() if given is not None else None, now, note)
    except PressRefused as refused:
        raise await refusal_of(request, refused) from None


def _asked(
    db: Transaction, room_id: str, what: PinFor, watcher: Watcher, unless: Callable[[Transaction], bool] | None
) -> str | None:
    """The hash of the room's PIN, if the PIN is asked for. Raises KeyError for an unknown room."""
    room = rules_of(db, room_id).room
    asked = what in asks_pin(room, watcher) and not (unless is not None and unless(db))
    return room.pin if asked else None


ROUTES = (
    Route(
        "POST",
        "/api/v1/rooms/{room}/details",
        show,
        "What technicians want to know of a room.",
        scope=Scope.ROOM,
        action=Action.SEE_DETAILS,
        body=DetailsBody,
        answer=DetailsView,
        errors=(409,),
    ),
)
