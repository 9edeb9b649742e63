"""Free times over HTTP: when rooms are all free next, and what is in the way."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from aiohttp import web

from config.rooms import Installation
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.bookings.queries import FreeQuery
from orchestrator.bookings.views import FreeView, free_view
from orchestrator.bookings.wanted import rooms_by_sites
from orchestrator.site.keys import SITE
from orchestrator.web.bodies import json_answer, read_query
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.languages import language_of
from schedules.bookings import Entry
from schedules.free_times import Span
from schedules.store.diary import wanting
from schedules.store.free_times import next_free
from schedules.store.transaction import Transaction

STRETCHES = 3


async def look_for(request: web.Request) -> web.Response:
    """The next stretches in which all of the rooms are free for so long."""
    query, installation = read_query(request, FreeQuery), request.app[SITE].installation
    rooms_by_sites(installation, query.all_rooms, language_of(request))
    since = max(query.since, request.app[CLOCK]())
    looked = partial(_look, installation, query, asker_of(request), since)
    return json_answer(free_view(*await request.app[DATABASE].read(looked)))


def _look(
    installation: Installation, query: FreeQuery, asker: Asker, since: datetime, db: Transaction
) -> tuple[Sequence[Span], Sequence[Entry]]:
    free = next_free(db, installation, query.all_rooms, query.length, since, STRETCHES)
    blocking = wanting(db, query.all_rooms, query.since, query.since + query.length, audience=asker.audience)
    return free, blocking


ROUTES = (
    Route(
        "GET",
        "/api/v1/free",
        look_for,
        "When rooms are all free.",
        scope=Scope.OWN,
        action=Action.SEE_BOOKINGS,
        query=FreeQuery,
        answer=FreeView,
        errors=(404,),
    ),
)
