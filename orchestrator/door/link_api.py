"""The links into a booking's meeting over HTTP: showing, renewing and revoking them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.conferences.links import MeetingLink
from orchestrator.door.link_models import LinksView, SeenLinkBody, links_view
from orchestrator.door.link_refusing import link_refused
from orchestrator.door.managing import Meant, look_at_links, meant_by, renew_as, revoke_as
from orchestrator.outbox.keys import SENDING
from orchestrator.site.address import service_or_path
from orchestrator.web.bodies import json_answer, read_body
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

LINKS = "/api/v1/bookings/{booking}/links"
Doing = Callable[[Transaction, Asker, Keys, str, Meant, datetime], MeetingLink]


async def show(request: web.Request) -> web.Response:
    """All of them, with the addresses that people are given."""
    app, booking = request.app, request.match_info["booking"]
    with link_refused(request):
        _, seen = await app[DATABASE].read(look_at_links, asker_of(request), app[SENDING].keys, booking, app[CLOCK]())
    return json_answer(links_view(seen, service_or_path(request)))


async def renew(request: web.Request) -> web.Response:
    """Another link in its place."""
    return await _do(request, renew_as)


async def revoke(request: web.Request) -> web.Response:
    """None in its place."""
    return await _do(request, revoke_as)


async def _do(request: web.Request, doing: Doing) -> web.Response:
    body, app = await read_body(request, SeenLinkBody), request.app
    meant = meant_by(request.match_info["link"], body.revision)
    booking = request.match_info["booking"]
    with link_refused(request):
        await app[DATABASE].write(doing, asker_of(request), app[SENDING].keys, booking, meant, app[CLOCK]())
    return await show(request)


_of_booking = partial(Route, scope=Scope.OWN, action=Action.CHANGE_BOOKING)
ROUTES = (
    _of_booking("GET", LINKS, show, "The links into a booking's meeting.", answer=LinksView, errors=(404,)),
    _of_booking(
        "POST",
        f"{LINKS}/{{link}}/renew",
        renew,
        "Let another link open the meeting in place of that one.",
        body=SeenLinkBody,
        answer=LinksView,
        errors=(404, 409),
    ),
    _of_booking(
        "POST",
        f"{LINKS}/{{link}}/revoke",
        revoke,
        "Let a link open nothing any more.",
        body=SeenLinkBody,
        answer=LinksView,
        errors=(404, 409),
    ),
)
