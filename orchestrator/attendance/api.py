"""Who was at a booking, over HTTP."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from uuid import UUID, uuid4

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.attendance.acting import attended_of, write
from orchestrator.attendance.seeing import Attended
from orchestrator.attendance.writing import LONGEST_KEY, LONGEST_WHY, strike_as, write_as
from orchestrator.conferences.presence.entry_store import NewEntry, WrittenEntry
from orchestrator.conferences.presence.outcome import Gap, PersonKind, PersonPresence, Proof
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.web.bodies import SAID, SHOWN, Instant, json_answer, read_body

PRESENCE = "/api/v1/bookings/{booking}/presence"


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanView(_View):
    """A time of one person: there, or with a `gap` of a reason."""

    start: datetime
    end: datetime
    came_by: Proof | None
    left_by: Proof | None
    gap: Gap | None


class DoubledView(_View):
    """A time in which several devices were in under one name."""

    start: datetime
    end: datetime


class PersonView(_View):
    """One person, and when they were there."""

    key: str
    """By which something can be written of them."""
    name: str
    kind: PersonKind
    in_hall: bool
    devices: int
    seconds: int
    unknown_seconds: int
    spans: tuple[SpanView, ...]
    doubled: tuple[DoubledView, ...]
    """They count once."""


class MeetingGapView(_View):
    """A time in which somebody may be missing from the list altogether."""

    start: datetime
    end: datetime
    gap: Gap


class StruckView(_View):
    """That an entry counts no more."""

    by: str
    why: str
    at: datetime


class EntryView(_View):
    """What somebody wrote by hand."""

    number: int
    name: str
    start: datetime
    end: datetime
    present: bool
    why: str
    by: str
    """Name of who signed it."""
    at: datetime
    struck: StruckView | None


class PresenceView(_View):
    """Who was there."""

    running: bool
    people: tuple[PersonView, ...]
    gaps: tuple[MeetingGapView, ...]
    entries: tuple[EntryView, ...]
    """By hand, in the order in which they were written."""
    revision: int
    """Of the entries: to be sent with the next."""


class EntryBody(_View):
    """That somebody was there from start to end, or was not."""

    person: Annotated[str, Field(max_length=LONGEST_KEY)] = ""
    """Key of somebody who is on the list; without it the name."""
    name: Annotated[str, Field(max_length=LONGEST_NAME), SHOWN] = ""
    start: Instant
    end: Instant
    present: bool = True
    why: Annotated[str, Field(max_length=LONGEST_WHY), SAID]
    revision: int
    id: UUID = Field(default_factory=uuid4)
    """What is sent again with the same id is written once."""


class StrikeBody(_View):
    """Why an entry is to count no more."""

    why: Annotated[str, Field(max_length=LONGEST_WHY), SAID]
    revision: int


async def look_at(request: web.Request) -> web.Response:
    """Who was at a booking."""
    return json_answer(_view(await attended_of(request)))


async def add(request: web.Request) -> web.Response:
    """Write that somebody was there, or was not."""
    body = await read_body(request, EntryBody)
    new = NewEntry(body.person, body.name, body.start, body.end, body.present, body.why)
    await write(request, lambda db, asker, seen: write_as(db, asker, seen, new, body.revision, str(body.id)))
    return json_answer(_view(await attended_of(request)), status=201)


async def strike(request: web.Request) -> web.Response:
    """Let what was written count no more."""
    body, number = await read_body(request, StrikeBody), request.match_info["entry"]
    await write(request, lambda db, asker, seen: strike_as(db, asker, seen, number, body.why, body.revision))
    return json_answer(_view(await attended_of(request)))


def _view(seen: Attended) -> PresenceView:
    presence = seen.presence
    gaps = tuple(MeetingGapView(start=_at(gap.start), end=_at(gap.end), gap=gap.gap) for gap in presence.gaps)
    return PresenceView(
        running=presence.lives,
        people=tuple(map(_person, presence.people)),
        gaps=gaps,
        entries=tuple(map(_entry, seen.entries)),
        revision=seen.revision,
    )


def _entry(written: WrittenEntry) -> EntryView:
    entry, struck = written.entry, written.struck
    return EntryView(
        number=entry.number,
        name=entry.name,
        start=_at(entry.start),
        end=_at(entry.end),
        present=entry.present,
        why=entry.why,
        by=entry.who,
        at=_at(entry.at),
        struck=None if struck is None else StruckView(by=struck.who, why=struck.why, at=_at(struck.at)),
    )


def _person(person: PersonPresence) -> PersonView:
    spans = tuple(
        SpanView(start=_at(span.start), end=_at(span.end), came_by=span.opened, left_by=span.closed, gap=span.gap)
        for span in person.spans
    )
    return PersonView(
        key=person.key,
        name=person.name,
        kind=person.kind,
        in_hall=person.in_hall,
        devices=person.devices,
        seconds=person.seconds,
        unknown_seconds=person.unknown_seconds,
        spans=spans,
        doubled=tuple(DoubledView(start=_at(start), end=_at(end)) for start, end in person.doubled),
    )


def _at(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


_of_entry = partial(Route, scope=Scope.OWN, action=Action.WRITE_PRESENCE)
ROUTES = (
    Route(
        "GET",
        PRESENCE,
        look_at,
        "Who was at a booking, and when; none of a confidential one.",
        scope=Scope.OWN,
        action=Action.SEE_PRESENCE,
        answer=PresenceView,
        errors=(404,),
    ),
    _of_entry(
        "POST",
        f"{PRESENCE}/entries",
        add,
        "Write by hand that somebody was there, or was not; signed, and beside what was seen.",
        body=EntryBody,
        answer=PresenceView,
        status=201,
        errors=(404, 409),
    ),
    _of_entry(
        "POST",
        f"{PRESENCE}/entries/{{entry}}/strike",
        strike,
        "Strike out what was written by hand; it stands there still.",
        body=StrikeBody,
        answer=PresenceView,
        errors=(404, 409),
    ),
)
