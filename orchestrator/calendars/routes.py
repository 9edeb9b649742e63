"""Calendars over HTTP: how they do, and what of them takes no room."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from pydantic import AwareDatetime, BaseModel

from config.words.sentences import Language
from orchestrator.access.keys import REACH
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.calendars.store import CalendarStatus, statuses
from orchestrator.calendars.unprepared import in_words
from orchestrator.site.keys import SITE
from orchestrator.web.bodies import json_answer
from orchestrator.web.keys import DATABASE
from orchestrator.web.languages import language_of


class CalendarView(BaseModel):
    """One calendar."""

    id: str
    fetched_at: AwareDatetime | None
    """When it was last read well."""
    failing_since: AwareDatetime | None
    error: str | None
    """Why it cannot be read, in English, for technicians."""
    why: str | None
    """The same in the language asked for, as the end of a sentence."""
    what_to_do: str | None
    """What to do about that, as a sentence."""
    notes: Mapping[str, Any]
    """Lists of its events that are unplaced, ignored or quarantined, with title, start, why and what to do in the asked
    language, and of what was assumed to read it. Of confidential ones there is the start alone."""


class CalendarList(BaseModel):
    """All calendars that the asker may see."""

    calendars: tuple[CalendarView, ...]


async def show_all(request: web.Request) -> web.Response:
    """How the calendars do: those that book a room within reach."""
    installation, reach = request.app[SITE].installation, request[REACH]
    reached = {
        calendar.id
        for room in installation.rooms
        if reach.includes(room.id)
        for calendar in installation.calendars_of(room)
    }
    ids = [calendar.id for calendar in installation.calendars if reach.rooms is None or calendar.id in reached]
    found = await request.app[DATABASE].read(statuses, ids)
    language = language_of(request)
    return json_answer(CalendarList(calendars=tuple(_view(status, language) for status in found)))


def _view(status: CalendarStatus, language: Language) -> CalendarView:
    failure = status.failure
    told = None if failure is None else failure.told(language)
    return CalendarView(
        id=status.id,
        fetched_at=status.fetched_at,
        failing_since=status.failing_since,
        error=None if failure is None else failure.detail,
        why=None if told is None else told.why,
        what_to_do=None if told is None else told.what_to_do,
        notes=in_words(status.notes, language),
    )


ROUTES = (
    Route(
        "GET",
        "/api/v1/calendars",
        show_all,
        "How the calendars do.",
        scope=Scope.OWN,
        action=Action.SEE_CALENDARS,
        answer=CalendarList,
    ),
)
