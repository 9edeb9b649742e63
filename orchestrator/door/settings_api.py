"""How the meeting of a booking is held, over HTTP."""

from functools import partial
from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from config.words.sentences import Language
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import asker_of
from orchestrator.conferences.manner import LONGEST_SUBJECT, MeetingSettings
from orchestrator.conferences.settings_store import SettingsChanged
from orchestrator.door.settings import MeetingSeen, look_at_meeting, set_meeting_as
from orchestrator.door.settings_pages import refused
from orchestrator.site.conferences import houses_of
from orchestrator.web.bodies import SAID, json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE

MEETING = "/api/v1/bookings/{booking}/meeting"


class MeetingBody(BaseModel):
    """How a meeting is to be held, and the revision that it was read at; null: as its preset says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: Annotated[int, Field(ge=0, le=2**31)]
    subject: Annotated[str, Field(max_length=LONGEST_SUBJECT), SAID] | None = None
    lobby: bool | None = None
    language: Language | None = None
    recorded: bool | None = None
    open: Literal["press", "auto"] | None = None

    @property
    def settings(self) -> MeetingSettings:
        """The same as a value."""
        return MeetingSettings(self.subject or None, self.lobby, self.language, self.recorded, self.open, self.revision)


class HeldView(BaseModel):
    """How it is held, with what its preset says where nothing else is wanted."""

    subject: str
    lobby: bool
    language: Language | None
    recorded: bool
    open: Literal["press", "auto"]


class MeetingView(MeetingBody):
    """What is wanted of a meeting, its name, and how it is held by that."""

    name: str
    held: HeldView


async def show(request: web.Request) -> web.Response:
    """How it is held now."""
    app, about = request.app, request.match_info["booking"]
    with refused(request, SettingsChanged):
        seen = await app[DATABASE].read(look_at_meeting, asker_of(request), houses_of(request.app), about, app[CLOCK]())
    return json_answer(_view(seen))


async def change(request: web.Request) -> web.Response:
    """Let it be held otherwise."""
    app, body = request.app, await read_body(request, MeetingBody)
    doing = partial(set_meeting_as, asker=asker_of(request), houses=houses_of(request.app), wanted=body.settings)
    try:
        with refused(request, SettingsChanged):
            seen = await app[DATABASE].write(partial(doing, booking_id=request.match_info["booking"], now=app[CLOCK]()))
    except SettingsChanged as second:
        raise ApiError(409, "changed") from second
    return json_answer(_view(seen))


def _view(seen: MeetingSeen) -> MeetingView:
    settings, manner = seen.settings, seen.meeting.manner
    return MeetingView(
        revision=settings.revision,
        subject=settings.subject,
        lobby=settings.lobby,
        language=settings.language,
        recorded=settings.recorded,
        open=settings.opening,
        name=seen.meeting.name,
        held=HeldView(
            subject=manner.subject or seen.meeting.title,
            lobby=bool(manner.lobby),
            language=manner.language,
            recorded=manner.recorded,
            open=manner.opening,
        ),
    )


ROUTES = (
    Route(
        "GET",
        MEETING,
        show,
        "How the meeting of a booking is held.",
        scope=Scope.OWN,
        action=Action.CHANGE_BOOKING,
        answer=MeetingView,
        errors=(404, 409),
    ),
    Route(
        "PUT",
        MEETING,
        change,
        "Let the meeting of a booking be held otherwise; 409 `changed` for a revision that is over.",
        scope=Scope.OWN,
        action=Action.CHANGE_BOOKING,
        body=MeetingBody,
        answer=MeetingView,
        errors=(404, 409),
    ),
)
