"""Minutes, registers and exports over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated

from aiohttp import hdrs, web
from pydantic import BaseModel, ConfigDict, Field

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.registry.asking import asked_organ
from orchestrator.councils.registry.files import export, read_held_sitting, show_pdf
from orchestrator.councils.registry.hours import Hours, hours_of, presences_in, years_of
from orchestrator.councils.registry.register_pages import see_indexed
from orchestrator.councils.registry.resolutions import Resolution, resolutions_in
from orchestrator.web.bodies import json_answer, read_query
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.listing import LONGEST_SEARCH

SITTING = "/api/v1/sittings/{sitting}"
ORGAN = "/api/v1/councils/{organ}"
Year = Annotated[str | None, Field(pattern=r"^[0-9]{4}/[0-9]{2}$")]


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ResolutionsQuery(BaseModel):
    """What is looked for in a register: a school year, words that all stand in it."""

    model_config = ConfigDict(extra="forbid")
    year: Year = None
    q: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""


class HoursQuery(BaseModel):
    """A school year; the latest one where it is left out."""

    model_config = ConfigDict(extra="forbid")
    year: Year = None


class ResolutionView(_View):
    """A line of the register."""

    year: str
    number: int
    at: datetime
    item: str
    text: str
    result: str
    sitting: str
    minutes: int
    """The number of its minutes."""


class ResolutionsView(_View):
    """Those that were asked for, in the order of their numbers."""

    resolutions: Sequence[ResolutionView]


class HoursView(_View):
    """Of one person: at how many sittings they were, excused and missing, and for how long in all."""

    name: str
    code: str
    there: int
    excused: int
    missing: int
    seconds: int


class HoursOfYearView(_View):
    """Of everybody in a school year; "" where no sitting is over."""

    year: str
    people: Sequence[HoursView]


async def show_minutes(request: web.Request) -> web.Response:
    """The canonical form of the minutes, whose SHA-256 is the digest in the foot of each page."""
    _, reading = await read_held_sitting(request)
    headers = {hdrs.CONTENT_TYPE: "application/json", hdrs.CACHE_CONTROL: "no-store"}
    return web.Response(body=reading.canonical, headers=headers)


async def show_resolutions(request: web.Request) -> web.Response:
    """The register of an organ."""
    asked, query = await asked_organ(request), read_query(request, ResolutionsQuery)
    organ = asked.known.organ
    await see_indexed(request, [organ])
    found = await request.app[DATABASE].read(resolutions_in, organ.id, query.year, query.q)
    return json_answer(ResolutionsView(resolutions=[_resolution(each) for each in found]))


async def show_hours(request: web.Request) -> web.Response:
    """Hours in the sittings of an organ."""
    asked, query, database = await asked_organ(request), read_query(request, HoursQuery), request.app[DATABASE]
    organ = asked.known.organ
    await see_indexed(request, [organ])
    year = query.year or next(iter(await database.read(years_of, [organ.id])), "")
    hours = hours_of(await database.read(presences_in, [organ.id], year))
    return json_answer(HoursOfYearView(year=year, people=[_hours(each) for each in hours]))


def _resolution(each: Resolution) -> ResolutionView:
    return ResolutionView(
        year=each.year,
        number=each.number,
        at=each.at,
        item=each.item,
        text=each.text,
        result=each.result,
        sitting=each.sitting,
        minutes=each.minutes,
    )


def _hours(each: Hours) -> HoursView:
    return HoursView(
        name=each.name,
        code=each.code,
        there=each.there,
        excused=each.excused,
        missing=each.missing,
        seconds=each.seconds,
    )


_own = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, errors=(404,))
ROUTES = (
    _own("GET", f"{SITTING}/minutes", show_minutes, "What the minutes of a sitting say, in canonical form."),
    _own("GET", f"{SITTING}/minutes.pdf", show_pdf, "The minutes as PDF: a draft until they are signed."),
    Route(
        "GET",
        f"{SITTING}/export.zip",
        export,
        "A sitting that is over, as one file.",
        scope=Scope.OWN,
        action=Action.STEER_COUNCIL,
        errors=(404, 409),
    ),
    _own(
        "GET",
        f"{ORGAN}/resolutions",
        show_resolutions,
        "The register of resolutions of an organ.",
        query=ResolutionsQuery,
        answer=ResolutionsView,
    ),
    _own("GET", f"{ORGAN}/hours", show_hours, "Hours in its sittings.", query=HoursQuery, answer=HoursOfYearView),
)
