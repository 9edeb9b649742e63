"""Giving a meeting another name, on the page and over HTTP. The name that was seen says whether somebody else was faster."""

from functools import partial

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import asker_of
from orchestrator.door.renaming import NameChanged, rename_as
from orchestrator.door.settings import MeetingSeen
from orchestrator.door.settings_api import MEETING as API
from orchestrator.door.settings_api import MeetingView, meeting_view
from orchestrator.door.settings_pages import MEETING as PAGE
from orchestrator.door.settings_pages import as_it_is_now, refused
from orchestrator.site.conferences import houses_of
from orchestrator.web.bodies import json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.forms import read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import words


class NameSeenBody(BaseModel):
    """The name that the meeting had when it was looked at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(max_length=200)


async def rename_on_page(request: web.Request) -> web.Response:
    """Another name; the page says so, or that somebody else was faster."""
    typed, say = await read_form(request), words(request).gettext
    here = f"/bookings/{request.match_info['booking']}/meeting"
    try:
        await _renamed(request, typed.raw("name"))
    except NameChanged:
        told = say("Nel frattempo qualcun altro ha già dato un altro nome alla riunione: eccolo.")
        return await as_it_is_now(request, typed, told)
    return see_other(request, here, say("La riunione ha un altro nome. I collegamenti sono quelli di prima."))


async def rename(request: web.Request) -> web.Response:
    """The same over HTTP."""
    body = await read_body(request, NameSeenBody)
    try:
        seen = await _renamed(request, body.name)
    except NameChanged as second:
        raise ApiError(409, "changed") from second
    return json_answer(meeting_view(seen))


async def _renamed(request: web.Request, name: str) -> MeetingSeen:
    """Raises ApiError, NameChanged."""
    app, booking = request.app, request.match_info["booking"]
    doing = partial(rename_as, asker=asker_of(request), houses=houses_of(app), booking_id=booking, name=name)
    with refused(request, NameChanged):
        return await app[DATABASE].write(partial(doing, now=app[CLOCK]()))


ROUTES = (
    Route(
        "POST",
        f"{PAGE}/rename",
        rename_on_page,
        "Give the meeting another name.",
        scope=Scope.OWN,
        action=Action.CHANGE_BOOKING,
        page=True,
        status=303,
    ),
    Route(
        "POST",
        f"{API}/rename",
        rename,
        "Give a booking's meeting another name; 409 `changed` where it is not called so any more.",
        scope=Scope.OWN,
        action=Action.CHANGE_BOOKING,
        body=NameSeenBody,
        answer=MeetingView,
        errors=(404, 409),
    ),
)
