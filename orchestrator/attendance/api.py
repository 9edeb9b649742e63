"""Who was at a booking, over HTTP."""

from datetime import UTC, datetime

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.attendance.pages import attended_of
from orchestrator.conferences.presence.outcome import Gap, PersonKind, PersonPresence, Proof
from orchestrator.web.bodies import json_answer


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanView(_View):
    """A time of one person: there, or with a `gap` of a reason."""

    start: datetime
    end: datetime
    came_by: Proof | None
    left_by: Proof | None
    gap: Gap | None


class PersonView(_View):
    """One person, and when they were there."""

    name: str
    kind: PersonKind
    in_hall: bool
    devices: int
    seconds: int
    unknown_seconds: int
    spans: tuple[SpanView, ...]


class MeetingGapView(_View):
    """A time in which somebody may be missing from the list altogether."""

    start: datetime
    end: datetime
    gap: Gap


class PresenceView(_View):
    """Who was there."""

    running: bool
    people: tuple[PersonView, ...]
    gaps: tuple[MeetingGapView, ...]


async def look_at(request: web.Request) -> web.Response:
    """Who was at a booking."""
    presence = (await attended_of(request)).presence
    gaps = tuple(MeetingGapView(start=_at(gap.start), end=_at(gap.end), gap=gap.gap) for gap in presence.gaps)
    return json_answer(PresenceView(running=presence.lives, people=tuple(map(_person, presence.people)), gaps=gaps))


def _person(person: PersonPresence) -> PersonView:
    spans = tuple(
        SpanView(start=_at(span.start), end=_at(span.end), came_by=span.opened, left_by=span.closed, gap=span.gap)
        for span in person.spans
    )
    return PersonView(
        name=person.name,
        kind=person.kind,
        in_hall=person.in_hall,
        devices=person.devices,
        seconds=person.seconds,
        unknown_seconds=person.unknown_seconds,
        spans=spans,
    )


def _at(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


ROUTES = (
    Route(
        "GET",
        "/api/v1/bookings/{booking}/presence",
        look_at,
        "Who was at a booking, and when; none of a confidential one.",
        scope=Scope.OWN,
        action=Action.SEE_PRESENCE,
        answer=PresenceView,
        errors=(404,),
    ),
)
