"""Who did what, over HTTP, for programs of people who may read it."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from orchestrator.access.audiences import audience_of
from orchestrator.access.keys import IDENTITY, ROOMS_OF
from orchestrator.accounts.organisations import find_organisation
from orchestrator.audit.acts import ActKind
from orchestrator.audit.asking import object_from, place_from, place_text
from orchestrator.audit.keys import PLACES
from orchestrator.audit.seeking import PAGE, Sought
from orchestrator.audit.sentences import wording
from orchestrator.audit.telling import ActsTold, ActTold, Reader, read_acts
from orchestrator.web.bodies import Instant, json_answer, mistaken, read_query
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.languages import language_of
from orchestrator.web.shell.catalogues import translations

Text = Annotated[str, Field(min_length=1, max_length=200)]


class ActQuery(BaseModel):
    """Which acts: all bounds together, the newest first, page by page."""

    model_config = ConfigDict(extra="forbid")

    who: Text | None = None
    """Id of an account or a token, or the name of the system's user who ran a command."""
    kind: ActKind | None = None
    object: Text | None = None
    """Kind and id, like ``booking:4f1c``."""
    room: Text | None = None
    since: Annotated[Instant | None, Field(alias="from")] = None
    until: Annotated[Instant | None, Field(alias="to")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE
    next: str | None = None

    @field_validator("object")
    @classmethod
    def _is_an_object(cls, text: str | None) -> str | None:
        if text is not None and object_from(text) is None:
            raise mistaken("no_object")
        return text

    @field_validator("next")
    @classmethod
    def _is_a_place(cls, text: str | None) -> str | None:
        if text is not None and place_from(text) is None:
            raise mistaken("no_next")
        return text

    def sought(self, organisation: str | None, reader: str) -> Sought:
        """The acts that are meant, of one organisation or of all."""
        kinds = frozenset() if self.kind is None else frozenset({self.kind})
        about = None if self.object is None else object_from(self.object)
        return Sought(self.who, kinds, about, self.room, organisation, self.since, self.until, reader)


class AllActsQuery(ActQuery):
    """The same, of one organisation or of all."""

    organisation: Text | None = None


class WhoView(BaseModel):
    """Who did it."""

    kind: str
    """``account``, ``token``, ``command`` or ``service``."""
    id: str | None
    """Null of whoever acted on a confidential booking that is none of the reader's business."""
    name: str


class ObjectView(BaseModel):
    """What it was done to."""

    kind: str
    id: str
    name: str


class ActView(BaseModel):
    """An act."""

    number: int
    at: AwareDatetime
    who: WhoView
    address: str
    """The network address; empty of commands and the service."""
    kind: str
    object: ObjectView
    room: str | None
    """The first of its rooms."""
    organisation: str | None
    changes: Mapping[str, Sequence[str | int | bool | None]]
    """Before and after, by field."""
    says: str
    """The same as a sentence, to stand after who did it."""


class ActList(BaseModel):
    """Acts, the newest first."""

    acts: tuple[ActView, ...]
    next: str | None = None
    """Where there may be more: ask again with this as *next*. A page may have fewer than *limit* and yet have one."""


async def show_all(request: web.Request) -> web.Response:
    """The acts of all."""
    query = read_query(request, AllActsQuery)
    return await _answer(request, query, query.organisation)


async def show_one(request: web.Request) -> web.Response:
    """The acts of the path's organisation."""
    organisation = request.match_info["organisation"]
    if await request.app[DATABASE].read(find_organisation, organisation) is None:
        raise ApiError(404, "not_found")
    return await _answer(request, read_query(request, ActQuery), organisation)


async def _answer(request: web.Request, query: ActQuery, organisation: str | None) -> web.Response:
    identity, app, language = request[IDENTITY], request.app, language_of(request)
    spoken = wording(translations(language).gettext, language, app[PLACES]())
    reader = Reader(identity.who, audience_of(identity, app[ROOMS_OF]), spoken)
    after = None if query.next is None else place_from(query.next)
    told = await app[DATABASE].read(read_acts, query.sought(organisation, identity.who), reader, after, query.limit)
    return json_answer(_list(told))


def _list(told: ActsTold) -> ActList:
    place = None if told.next is None else place_text(told.next)
    return ActList(acts=tuple(map(_view, told.acts)), next=place)


def _view(act: ActTold) -> ActView:
    return ActView.model_validate(
        {
            "number": act.number,
            "at": act.at,
            "who": {"kind": act.who_kind, "id": act.who, "name": act.who_name},
            "address": act.address,
            "kind": act.action,
            "object": {"kind": act.object_kind, "id": act.object_id, "name": act.object_name},
            "room": act.room,
            "organisation": act.organisation,
            "changes": act.changes,
            "says": act.what,
        }
    )
