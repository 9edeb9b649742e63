"""How the meeting of a booking is held, over HTTP."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Literal

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from config.words.sentences import Language
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import asker_of
from orchestrator.conferences.manner import LONGEST_SUBJECT, MeetingSettings
from orchestrator.conferences.passwords import LONGEST, SHORTEST, Protection, as_typed
from orchestrator.conferences.settings_store import SettingsChanged
from orchestrator.door.settings import MeetingSeen, look_at_meeting, set_meeting_as
from orchestrator.door.settings_pages import refused
from orchestrator.outbox.keys import SENDING
from orchestrator.site.conferences import houses_of
from orchestrator.web.bodies import SAID, json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE

_SAID: Mapping[Protection | None, bool | None] = {
    None: None,
    Protection.MADE: True,
    Protection.NONE: False,
    Protection.OWN: True,
}
"""What is wanted where nobody typed a password, or its key is lost."""
_PROTECTIONS: Mapping[bool | None, Protection | None] = {None: None, True: Protection.MADE, False: Protection.NONE}
MEETING = "/api/v1/bookings/{booking}/meeting"


def _typed(password: str) -> str:
    told = as_typed(password)
    if told is None:
        raise ValueError(f"a password has {SHORTEST} to {LONGEST} characters")
    return told


Password = Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST), AfterValidator(_typed)]


class MeetingBody(BaseModel):
    """How a meeting is to be held, and the revision that it was read at; null: as its preset says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: Annotated[int, Field(ge=0, le=2**31)]
    subject: Annotated[str, Field(max_length=LONGEST_SUBJECT), SAID] | None = None
    lobby: bool | None = None
    language: Language | None = None
    recorded: bool | None = None
    open: Literal["press", "auto"] | None = None
    password: bool | Password | None = Field(default=None, repr=False)
    """True: one that is made for the meeting; false: none; a text: that one."""

    @property
    def settings(self) -> MeetingSettings:
        """The same as a value."""
        if isinstance(self.password, str):
            protection: Protection | None = Protection.OWN
            own: str | None = self.password
        else:
            protection, own = _PROTECTIONS[self.password], None
        return MeetingSettings(
            self.subject or None,
            self.lobby,
            self.language,
            self.recorded,
            self.open,
            self.revision,
            protection=protection,
            password=own,
        )


class HeldView(BaseModel):
    """How it is held, with what its preset says where nothing else is wanted."""

    subject: str
    lobby: bool
    language: Language | None
    recorded: bool
    open: Literal["press", "auto"]
    password: str | None = Field(repr=False)
    """Null: none."""


class MeetingView(MeetingBody):
    """What is wanted of a meeting, its name, and how it is held by that."""

    name: str
    held: HeldView


async def show(request: web.Request) -> web.Response:
    """How it is held now."""
    app, about = request.app, request.match_info["booking"]
    with refused(request, SettingsChanged):
        seen = await app[DATABASE].read(look_at_meeting, asker_of(request), houses_of(request.app), about, app[CLOCK]())
    return json_answer(meeting_view(seen))


async def change(request: web.Request) -> web.Response:
    """Let it be held otherwise."""
    app, body = request.app, await read_body(request, MeetingBody)
    keys = app[SENDING].keys
    doing = partial(set_meeting_as, asker=asker_of(request), houses=houses_of(app), keys=keys, wanted=body.settings)
    try:
        with refused(request, SettingsChanged):
            seen = await app[DATABASE].write(partial(doing, booking_id=request.match_info["booking"], now=app[CLOCK]()))
    except SettingsChanged as second:
        raise ApiError(409, "changed") from second
    return json_answer(meeting_view(seen))


def meeting_view(seen: MeetingSeen) -> MeetingView:
    """What is wanted of it, and how it is held by that."""
    settings, manner = seen.settings, seen.meeting.manner
    return MeetingView(
        revision=settings.revision,
        subject=settings.subject,
        lobby=settings.lobby,
        language=settings.language,
        recorded=settings.recorded,
        open=settings.opening,
        password=settings.password or _SAID[settings.protection],
        name=seen.meeting.name,
        held=HeldView(
            subject=manner.subject or seen.meeting.title,
            lobby=bool(manner.lobby),
            language=manner.language,
            recorded=manner.recorded,
            open=manner.opening,
            password=seen.meeting.password,
        ),
    )


_of_booking = partial(Route, scope=Scope.OWN, action=Action.CHANGE_BOOKING)
ROUTES = (
    _of_booking("GET", MEETING, show, "How the meeting of a booking is held.", answer=MeetingView, errors=(404, 409)),
    _of_booking(
        "PUT",
        MEETING,
        change,
        "Let the meeting of a booking be held otherwise; 409 `changed` for a revision that is over.",
        body=MeetingBody,
        answer=MeetingView,
        errors=(404, 409),
    ),
)
