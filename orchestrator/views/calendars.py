"""Calendars over HTTP: how they do, and what of them takes no room."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from pydantic import AwareDatetime, BaseModel

from orchestrator.bodies import json_answer
from orchestrator.calendars import statuses
from orchestrator.keys import DATABASE, SITE
from orchestrator.routes import Route
from orchestrator.tokens import Role


class CalendarView(BaseModel):
    """One calendar."""

    id: str
    fetched_at: AwareDatetime | None
    """When it was last read well."""
    failing_since: AwareDatetime | None
    error: str | None
    notes: Mapping[str, Any]
    """Lists of its events that are unplaced, ignored or quarantined, with the reason, and of what was assumed to read it."""


class CalendarList(BaseModel):
    """All calendars of the installation."""

    calendars: tuple[CalendarView, ...]


async def show_all(request: web.Request) -> web.Response:
    """How the calendars do."""
    ids = [calendar.id for calendar in request.app[SITE].installation.calendars]
    found = await request.app[DATABASE].read(statuses, ids)
    views = [CalendarView(**{name: getattr(one, name) for name in CalendarView.model_fields}) for one in found]
    return json_answer(CalendarList(calendars=tuple(views)))


ROUTES = (
    Route("GET", "/api/v1/calendars", show_all, "How the calendars do.", roles=(Role.ADMIN,), answer=CalendarList),
)
