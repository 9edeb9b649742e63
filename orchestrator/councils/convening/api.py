"""Sittings of an organ over HTTP, before they begin: listed, drafted, changed, convened, cancelled."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from uuid import uuid4

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.wanted import rooms_by_sites
from orchestrator.councils.convening.agenda_form import MOST_ITEMS
from orchestrator.councils.convening.api_models import (
    CancelBody,
    ConvokeBody,
    RollBody,
    SittingBody,
    SittingChangeBody,
    SittingsView,
    SittingView,
    seen_view,
    sitting_view,
)
from orchestrator.councils.convening.drafting import MOST_DRAFTS, TooManyDrafts, draft, redraft
from orchestrator.councils.convening.knowing import Desk, desk_of, house_of, office_of
from orchestrator.councils.convening.posting import links_and_proofs
from orchestrator.councils.convening.ready import called
from orchestrator.councils.convening.refusing import wrong_of
from orchestrator.councils.convening.sending import anew, call_off, convoke, take_roll_over
from orchestrator.councils.convening.sitting_pages import notice_of
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import DossierOvertaken, dossiers_of
from orchestrator.councils.organs.store import Overtaken
from orchestrator.councils.sitting.state import CALLED, COMING, Status
from orchestrator.people.asker import nothing_there
from orchestrator.site.keys import SITE
from orchestrator.web.blocking import blocking_json
from orchestrator.web.bodies import json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.languages import language_of
from orchestrator.web.shell.catalogues import translations
from schedules.store.diary import BookingClash

SITTINGS = "/api/v1/organisations/{organisation}/councils/{organ}/sittings"
ONE = f"{SITTINGS}/{{sitting}}"


async def show_all(request: web.Request) -> web.Response:
    """All of them."""
    office = await office_of(request)
    if office.known.organisation.id != request.match_info["organisation"]:
        raise nothing_there()
    found = await request.app[DATABASE].read(dossiers_of, office.known.organ.id)
    return json_answer(SittingsView(sittings=tuple(map(seen_view, found))))


async def make(request: web.Request) -> web.Response:
    """Draft one."""
    body, office = await read_body(request, SittingBody), await office_of(request)
    organ, sitting = office.known.organ, str(uuid4())
    if organ.organisation != request.match_info["organisation"]:
        raise nothing_there()
    _check_rooms(request, body)
    empty = Dossier(sitting, organ.id, organ.organisation, body.begins, body.ends)
    try:
        await request.app[DATABASE].write(draft, office.convener, body.of(empty, _new_ids()))
    except TooManyDrafts as error:
        raise ApiError(409, "too_many_drafts", most=MOST_DRAFTS) from error
    return await _whole(request, sitting, 201)


async def show(request: web.Request) -> web.Response:
    """One of them."""
    return await _whole(request, (await _desk(request)).ready.dossier.sitting)


async def change(request: web.Request) -> web.Response:
    """Let it be so: a draft, or a convened one, which is convened anew."""
    desk = await _desk(request)
    body = await read_body(request, SittingChangeBody)
    dossier = desk.ready.dossier
    _check_rooms(request, body)
    wanted = replace(body.of(dossier, _new_ids()), revision=body.revision)
    with _refused(request):
        if dossier.status is Status.DRAFTED:
            await request.app[DATABASE].write(redraft, desk.convener, wanted)
        elif dossier.status is Status.CONVENED:
            await anew(request, house_of(request, language_of(request)), desk, wanted)
        else:
            raise ApiError(409, "sitting_begun")
    return await _whole(request, dossier.sitting)


async def convene(request: web.Request) -> web.Response:
    """Convene a draft."""
    desk = await _desk(request)
    body = await read_body(request, ConvokeBody)
    dossier = desk.ready.dossier
    if dossier.status is not Status.DRAFTED:
        raise ApiError(409, "sitting_begun")
    reason = dossier.late_reason if body.late_reason is None else body.late_reason
    wanted = replace(dossier, late_reason=reason, revision=body.revision)
    with _refused(request):
        await convoke(request, house_of(request, language_of(request)), desk, wanted)
    return await _whole(request, dossier.sitting)


async def cancel(request: web.Request) -> web.Response:
    """Cancel a convened one."""
    desk = await _desk(request)
    body = await read_body(request, CancelBody)
    if desk.ready.dossier.status not in COMING:
        raise ApiError(409, "sitting_elsewhere")
    with _refused(request):
        await call_off(request, house_of(request, language_of(request)), desk.as_seen(body.revision), body.reason)
    return await _whole(request, desk.ready.dossier.sitting)


async def take_roll(request: web.Request) -> web.Response:
    """Let a convened one go by the organ's roll of now."""
    desk = await _desk(request)
    body = await read_body(request, RollBody)
    if desk.ready.dossier.status not in CALLED:
        raise ApiError(409, "sitting_begun")
    with _refused(request):
        await take_roll_over(request, house_of(request, language_of(request)), desk.as_seen(body.revision), body.reason)
    return await _whole(request, desk.ready.dossier.sitting)


async def _desk(request: web.Request) -> Desk:
    """The sitting of the path, of its organ and organisation. Raises ApiError (404)."""
    desk = await desk_of(request)
    told = desk.ready.dossier.organisation, desk.ready.dossier.organ
    if told != (request.match_info["organisation"], request.match_info["organ"]):
        raise nothing_there()
    return desk


async def _whole(request: web.Request, sitting: str, status: int = 200) -> web.Response:
    """It as it is now."""
    request.match_info["sitting"] = sitting
    desk, house = await desk_of(request), house_of(request, language_of(request))
    links, proofs = await request.app[DATABASE].read(links_and_proofs, sitting)
    people = called(desk.ready.seats, desk.ready.dossier.begins, house.zone)
    days = notice_of(desk, house)
    return json_answer(sitting_view(desk.ready, people, links, proofs, (days.days, days.asked)), status)


@contextmanager
def _refused(request: web.Request) -> Iterator[None]:
    """Turns what forbids a convocation into the API's errors."""
    try:
        yield
    except ApiError:
        raise
    except (DossierOvertaken, Overtaken) as error:
        raise ApiError(409, "changed") from error
    except BookingClash as error:
        raise ApiError(409, "clash", blocking=blocking_json(error.blocking)) from error
    except Exception as error:
        language = language_of(request)
        told = wrong_of(error, language, translations(language).gettext)
        if told is None:
            raise
        raise ApiError(409, "not_convened", sentence=" ".join(told.values())) from error


def _check_rooms(request: web.Request, body: SittingBody) -> None:
    """Raises ApiError (404) for rooms that there are not."""
    rooms_by_sites(request.app[SITE].installation, tuple(body.rooms), language_of(request))


def _new_ids() -> list[str]:
    return [uuid4().hex[:12] for _ in range(MOST_ITEMS)]


_sees = partial(Route, scope=Scope.ORGANISATION, action=Action.SEE_COUNCILS, errors=(404,))
_manages = partial(
    Route, scope=Scope.ORGANISATION, action=Action.MANAGE_COUNCILS, errors=(404, 409), answer=SittingView
)
ROUTES = (
    _sees("GET", SITTINGS, show_all, "The sittings of an organ.", answer=SittingsView),
    _manages("POST", SITTINGS, make, "Draft a sitting.", body=SittingBody, status=201),
    _sees("GET", ONE, show, "A sitting, for its office.", answer=SittingView),
    _manages("PUT", ONE, change, "Change a draft, or convene anew.", body=SittingChangeBody),
    _manages("POST", f"{ONE}/convene", convene, "Convene a draft.", body=ConvokeBody),
    _manages("POST", f"{ONE}/roll", take_roll, "Let it go by the organ's roll of now.", body=RollBody),
    _manages("POST", f"{ONE}/cancel", cancel, "Cancel a convened sitting.", body=CancelBody),
)
