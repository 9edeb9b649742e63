"""Organs of an organisation over HTTP."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from uuid import uuid4

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.organs.api_models import (
    MembersBody,
    NewOrganBody,
    OfficersBody,
    OrganBody,
    OrgansView,
    OrganView,
    organ_view,
    seen_view,
)
from orchestrator.councils.organs.known import Known, known_organ
from orchestrator.councils.organs.organ import MOST_SEATS, Office, Officer, Organ
from orchestrator.councils.organs.pasted import told_apart
from orchestrator.councils.organs.pasting import Fate, rows_of
from orchestrator.councils.organs.roll_store import TooManySeats, put_rows
from orchestrator.councils.organs.rule_checks import mistakes_of
from orchestrator.councils.organs.store import (
    MOST_ORGANS,
    Overtaken,
    TooManyOrgans,
    change_rules,
    change_title,
    make_organ,
    organs_of,
    seats_in_office,
    set_officers,
)
from orchestrator.councils.organs.today import today
from orchestrator.councils.organs.words import mistake_words, wrong_words
from orchestrator.people.asker import doer_of
from orchestrator.people.doer import Doer
from orchestrator.people.known import known_organisation
from orchestrator.web.bodies import json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.languages import language_of
from orchestrator.web.shell.catalogues import Say, translations
from schedules.store.transaction import Transaction

COUNCILS = "/api/v1/organisations/{organisation}/councils"
ONE = f"{COUNCILS}/{{organ}}"


async def show_all(request: web.Request) -> web.Response:
    """All of them."""
    known, database = await known_organisation(request), request.app[DATABASE]
    organs = await database.read(organs_of, known.id)
    counts = await database.read(seats_in_office, known.id, today(request))
    return json_answer(OrgansView(councils=tuple(seen_view(organ, counts.get(organ.id, 0)) for organ in organs)))


async def make(request: web.Request) -> web.Response:
    """Make one."""
    body, known = await read_body(request, NewOrganBody), await known_organisation(request)
    told = known.id, str(uuid4()), body.title, body.preset
    try:
        organ: Organ = await request.app[DATABASE].write(make_organ, *told, doer_of(request))
    except TooManyOrgans as error:
        raise ApiError(409, "too_many_organs", most=MOST_ORGANS) from error
    return json_answer(organ_view(organ, (), (), language_of(request)), 201)


async def show(request: web.Request) -> web.Response:
    """One of them."""
    return _whole(request, await known_organ(request))


async def change(request: web.Request) -> web.Response:
    """Its title and rules."""
    body, known = await read_body(request, OrganBody), await known_organ(request)
    if body.rules is not None:
        say = _say(request)
        wrong = mistakes_of(known.organ.preset, body.rules)
        _refuse((f"rules.{name}", wrong_words(name, why, say)) for name, why in wrong.items())
    return await _write(request, known, body.revision, partial(_change, body=body))


async def put_members(request: web.Request) -> web.Response:
    """Give seats, or change those who have one."""
    body, known = await read_body(request, MembersBody), await known_organ(request)
    lines = told_apart(member.line(number) for number, member in enumerate(body.members, 1))
    rows, say = rows_of(lines, known.seats), _say(request)
    _refuse(
        (f"members.{row.line.number - 1}", mistake_words(row.line, say)) for row in rows if row.fate is Fate.MISTAKE
    )
    try:
        return await _write(request, known, body.revision, lambda db, organ, by: put_rows(db, organ, rows, by))
    except TooManySeats as error:
        raise ApiError(409, "too_many_seats", most=MOST_SEATS) from error


async def put_officers(request: web.Request) -> web.Response:
    """Name all who lead it and keep its papers."""
    body, known = await read_body(request, OfficersBody), await known_organ(request)
    say = _say(request)
    _refuse(
        (f"officers.{number}", say("Serve una persona dell’organo, oppure un indirizzo."))
        for number, officer in enumerate(body.officers)
        if (officer.email is None) == (known.holder(officer.person) is None)
    )
    singles = [each.office for each in body.officers if each.office is not Office.DEPUTY]
    if len(singles) > len(set(singles)):
        _refuse([("officers", say("Sono troppe persone."))])
    officers = [Officer(each.office, each.person, each.email or "") for each in body.officers]
    return await _write(request, known, body.revision, lambda db, organ, by: set_officers(db, organ, officers, by))


def _change(db: Transaction, organ: Organ, by: Doer, body: OrganBody) -> None:
    if body.title is not None:
        change_title(db, organ, body.title, by)
        organ = replace(organ, revision=organ.revision + 1)
    if body.rules is not None:
        change_rules(db, organ, body.rules, by)


async def _write(
    request: web.Request, known: Known, revision: int, doing: Callable[[Transaction, Organ, Doer], object]
) -> web.Response:
    """Do it to the organ as it was at that revision. Raises ApiError (409), where somebody else has changed it since."""
    try:
        await request.app[DATABASE].write(doing, replace(known.organ, revision=revision), doer_of(request))
    except Overtaken as error:
        raise ApiError(409, "changed") from error
    return _whole(request, await known_organ(request))


def _refuse(mistakes: Iterable[tuple[str, str]]) -> None:
    """Raises ApiError (422) where there are some."""
    told = [{"path": path, "message": words} for path, words in mistakes]
    if told:
        raise ApiError(422, "invalid", mistakes=told)


def _whole(request: web.Request, known: Known) -> web.Response:
    return json_answer(organ_view(known.organ, known.seats, known.officers, language_of(request)))


def _say(request: web.Request) -> Say:
    return translations(language_of(request)).gettext


_sees = partial(Route, scope=Scope.ORGANISATION, action=Action.SEE_COUNCILS, errors=(404,))
_manages = partial(Route, scope=Scope.ORGANISATION, action=Action.MANAGE_COUNCILS, errors=(404, 409))
ROUTES = (
    _sees("GET", COUNCILS, show_all, "The organs of an organisation.", answer=OrgansView),
    _manages("POST", COUNCILS, make, "Make an organ.", body=NewOrganBody, answer=OrganView, status=201),
    _sees("GET", ONE, show, "An organ, with its rules, seats and officers.", answer=OrganView),
    _manages("PATCH", ONE, change, "Change its title or its rules.", body=OrganBody, answer=OrganView),
    _manages("POST", f"{ONE}/members", put_members, "Give people seats.", body=MembersBody, answer=OrganView),
    _manages("PUT", f"{ONE}/officers", put_officers, "Name its officers.", body=OfficersBody, answer=OrganView),
)
