"""Who is expected at a booking over HTTP: the list, and inviting them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.conferences.guest_list import Expected
from orchestrator.invitations.acting import act
from orchestrator.invitations.api_models import (
    ChangedPersonBody,
    ExpectedList,
    InviteBody,
    InvitedView,
    PeopleBody,
    list_view,
)
from orchestrator.invitations.doing import (
    add_as,
    add_listed_as,
    change_as,
    invite_again_as,
    invite_as,
    look_to_invite,
    remove_as,
)
from orchestrator.invitations.refusing import as_refused
from orchestrator.invitations.seeing import PersonSeen, see_people
from orchestrator.web.bodies import json_answer, read_body
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.languages import language_of
from schedules.store.transaction import Transaction

PEOPLE = "/api/v1/bookings/{booking}/people"


async def show(request: web.Request) -> web.Response:
    """All on the list, and how it stands with each."""
    app, asker, booking_id = request.app, asker_of(request), request.match_info["booking"]

    def see(db: Transaction) -> list[PersonSeen]:
        looked = look_to_invite(db, asker, booking_id, app[CLOCK]())
        return list(see_people(db, looked.entry.id, app[CLOCK]()))

    with as_refused(request):
        people = await app[DATABASE].read(see)
    return json_answer(list_view(people, language_of(request)))


async def add(request: web.Request) -> web.Response:
    """Put people on it; who is on it already stays as they are."""
    body = await read_body(request, PeopleBody)
    people = [person.expected for person in body.people]
    await act(request, partial(_add, people=people, list_id=body.list))
    return await show(request)


def _add(
    db: Transaction, asker: Asker, booking_id: str, people: Sequence[Expected], list_id: str | None, now: datetime
) -> None:
    """Both, or nothing."""
    if list_id is not None:
        add_listed_as(db, asker, booking_id, list_id, now)
    add_as(db, asker, booking_id, people, now)


async def change(request: web.Request) -> web.Response:
    """Let somebody on it be called otherwise, read otherwise, moderate or not."""
    body = await read_body(request, ChangedPersonBody)
    said = partial(change_as, name=body.name, language=body.language, moderator=body.moderator)
    await act(request, partial(said, person_id=request.match_info["person"]))
    return await show(request)


async def remove(request: web.Request) -> web.Response:
    """Take somebody off it; who was invited gets a message that cancels."""
    await act(request, partial(remove_as, person_id=request.match_info["person"]))
    return web.Response(status=204)


async def invite(request: web.Request) -> web.Response:
    """Invite all on it, or some of them, by mail; who is invited already gets no second message."""
    body = await read_body(request, InviteBody)
    new = await act(request, partial(invite_as, person_ids=body.people, expressly=body.expressly))
    return json_answer(InvitedView(invited=len(new)), status=202)


async def invite_again(request: web.Request) -> web.Response:
    """Send somebody who is invited the same once more."""
    await act(request, partial(invite_again_as, person_id=request.match_info["person"]))
    return web.Response(status=202)


_of_booking = partial(Route, scope=Scope.OWN, action=Action.CHANGE_BOOKING)
ROUTES = (
    _of_booking(
        "GET",
        PEOPLE,
        show,
        "Who is expected at a booking, and how it stands with their invitations.",
        answer=ExpectedList,
        errors=(404,),
    ),
    _of_booking(
        "POST",
        PEOPLE,
        add,
        "Put people on the list of a booking.",
        body=PeopleBody,
        answer=ExpectedList,
        errors=(404, 409),
    ),
    _of_booking(
        "PATCH",
        f"{PEOPLE}/{{person}}",
        change,
        "Change what somebody on the list is called, reads and may.",
        body=ChangedPersonBody,
        answer=ExpectedList,
        errors=(404, 409),
    ),
    _of_booking(
        "DELETE",
        f"{PEOPLE}/{{person}}",
        remove,
        "Take somebody off the list; who was invited is told.",
        status=204,
        errors=(404,),
    ),
    _of_booking(
        "POST",
        "/api/v1/bookings/{booking}/invitations",
        invite,
        "Invite all on the list by mail, or some of them.",
        body=InviteBody,
        answer=InvitedView,
        status=202,
        errors=(404, 409),
    ),
    _of_booking(
        "POST",
        f"{PEOPLE}/{{person}}/invitation",
        invite_again,
        "Send somebody who is invited the same once more.",
        status=202,
        errors=(404, 409),
    ),
)
