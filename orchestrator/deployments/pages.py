"""The pages of the Jitsi servers: who gets in, and what works of each when somebody asks it."""

import asyncio
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from aiohttp import web

from config.jitsi import JitsiDeployment
from config.words.sentences import Language
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.conferences.check_words import GRADES, TOPICS, said
from orchestrator.conferences.checking import Grade, Point, gate
from orchestrator.deployments.asking import asked_of
from orchestrator.deployments.checks import CHECKS, Check
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.shell.forms import new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

SERVERS = "/jitsi"
_AGAIN_S = 2
"""After how long a page that shows a check under way is loaded anew."""
_SYMBOLS = {Grade.GOOD: "ready", Grade.LACKS: "limited", Grade.BAD: "not_ready", Grade.UNASKED: "details"}


async def every(request: web.Request) -> web.Response:
    """The Jitsi servers of the room files."""
    language, gettext = page_language(request), words(request).gettext
    rows = []
    for written in request.app[SITE].installation.jitsi:
        newest = request.app[CHECKS].of(written.id)
        rows.append(
            {
                "server": written,
                "gate": said(gate(asked_of(request.app, written)), language),
                "checked": _outcome(newest, gettext, language),
            }
        )
    return page(request, "deployments/servers.html", rows=rows, form=new_form(request, {}))


async def show(request: web.Request) -> web.Response:
    """One server, with what its newest check has found so far."""
    written = _server(request)
    newest = request.app[CHECKS].of(written.id)
    answer = page(
        request,
        "deployments/server.html",
        server=written,
        form=new_form(request, {}),
        newest=newest,
        zone=ZoneInfo(request.app[SITE].installation.sites[0].timezone),
        points=[_told(request, point) for point in newest.points] if newest is not None else [],
        worst=_worst(newest.points) if newest is not None and not newest.running else None,
    )
    if newest is not None and newest.running:
        answer.headers["Refresh"] = str(_AGAIN_S)
    return answer


async def ask(request: web.Request) -> web.Response:
    """Have the server checked."""
    written = _server(request)
    await read_form(request)
    try:
        request.app[CHECKS].ask(asked_of(request.app, written))
    except asyncio.QueueFull:
        return see_other(
            request, SERVERS, words(request).gettext("Si stanno controllando già tanti server: riprova tra poco.")
        )
    raise web.HTTPSeeOther(f"{SERVERS}/{written.id}")


def _server(request: web.Request) -> JitsiDeployment:
    """The server of the path. Raises ApiError."""
    try:
        return request.app[SITE].installation.deployment(request.match_info["deployment"])
    except KeyError:
        raise ApiError(404, "not_found") from None


def _told(request: web.Request, point: Point) -> dict[str, str]:
    language = page_language(request)
    return {
        "topic": TOPICS[point.topic][language],
        "grade": GRADES[point.grade][language],
        "symbol": _SYMBOLS[point.grade],
        "said": said(point, language),
    }


def _outcome(newest: Check | None, say: Callable[[str], str], language: Language) -> str:
    """What the newest check came to, in a word."""
    if newest is None:
        return say("non ancora, dall’ultimo avvio")
    return say("in corso") if newest.running else GRADES[_worst(newest.points)][language]


def _worst(points: Sequence[Point]) -> Grade:
    """What the points come to together."""
    return next((grade for grade in (Grade.BAD, Grade.LACKS) if grade in {point.grade for point in points}), Grade.GOOD)


ROUTES = (
    Route("GET", SERVERS, every, "The Jitsi servers.", scope=Scope.OWN, action=Action.SEE_SITE, page=True),
    Route("GET", f"{SERVERS}/{{deployment}}", show, "One of them.", scope=Scope.OWN, action=Action.SEE_SITE, page=True),
    Route(
        "POST",
        f"{SERVERS}/{{deployment}}/check",
        ask,
        "Ask it what works.",
        scope=Scope.OWN,
        action=Action.SEE_SITE,
        page=True,
        status=303,
    ),
)
