"""The cookie that lets a tablet vote for whoever has just typed their code there, until they go."""

from datetime import datetime

from aiohttp import web

from orchestrator.councils.chamber.tablet.answers import council_path
from orchestrator.councils.chamber.tablet.hall import AtHall
from orchestrator.councils.chamber.tablet.proof import LASTS, pass_for, seat_of_pass
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import CLOCK
from orchestrator.web.origin import is_secure

COOKIE = "regia_hall_vote"


def give_pass(request: web.Request, answer: web.Response, hall: AtHall, seat: str) -> None:
    """Let this browser vote for the seat, for a minute and a half."""
    now: datetime = request.app[CLOCK]()
    value = pass_for(request.app[SENDING].keys, hall.dossier.sitting, hall.room, seat, now)
    answer.set_cookie(
        COOKIE,
        value,
        max_age=int(LASTS.total_seconds()),
        path=council_path(hall.room),
        secure=is_secure(request),
        httponly=True,
        samesite="Strict",
    )


def shown_pass(request: web.Request, hall: AtHall) -> str | None:
    """The seat that this browser may vote for now."""
    value = request.cookies.get(COOKIE, "")
    return seat_of_pass(request.app[SENDING].keys, hall.dossier.sitting, hall.room, value, request.app[CLOCK]())


def forget_pass(request: web.Request, answer: web.Response, room: str) -> None:
    """They have voted, or gone."""
    if COOKIE in request.cookies:
        answer.del_cookie(COOKIE, path=council_path(room), secure=is_secure(request), httponly=True, samesite="Strict")
