"""Where Prosody's `mod_reservations` asks whether a conference may open: answered from memory, and never so that it wedges."""

from collections.abc import Mapping

import structlog
from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.auth import refused
from orchestrator.access.credentials import Credential, credential_of
from orchestrator.access.identities import IDENTITIES
from orchestrator.access.permissions import Role
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.conferences.meeting import OUTLASTS
from orchestrator.conferences.reservations import words
from orchestrator.conferences.reservations.granting import Granted, Refusal, Refused, decide
from orchestrator.conferences.reservations.memory import MEMORY, Reserving
from orchestrator.conferences.reservations.wire import (
    LARGEST,
    Asked,
    Unreadable,
    granted,
    read_asked,
    without_tenant,
)
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, METRICS
from orchestrator.web.languages import language_of
from orchestrator.web.origin import address_of

log = structlog.get_logger()

_CONFERENCE = "/jitsi/reservations/{deployment}/conference"


async def ask(request: web.Request) -> web.Response:
    """Whether a conference may open now."""
    await _let_in(request)
    language, server = language_of(request), _server(request)
    if server is None:
        return _refuse(request, 403, "not_asked", words.NOT_ASKED[language])
    try:
        asked = read_asked(await request.clone(client_max_size=LARGEST).read())
    except Unreadable:
        return _refuse(request, 400, "unreadable", words.UNREADABLE[language])
    try:
        return _answer(request, server, asked, language)
    except Exception:
        log.exception("reservations.broken")
        return _in_spite(request, server, asked, language)


async def look(request: web.Request) -> web.Response:
    """What was granted to a booking's conference; asked only after a conflict, which we never tell of."""
    await _let_in(request)
    language, server = language_of(request), _server(request)
    now, booking = request.app[CLOCK](), request.match_info["booking"]
    for name, slots in server.slots.items() if server is not None else ():
        mine = [slot for slot in slots if slot.booking == booking]
        decided = decide(mine, now) if mine else None
        if isinstance(decided, Granted):
            return web.json_response(granted(Asked(name, "", ""), decided, now))
    return _refuse(request, 404, "no_such", words.sentence(Refused(Refusal.UNKNOWN), language))


async def over(request: web.Request) -> web.Response:
    """A conference was destroyed: nothing follows from it, for a booking lasts as long as it was booked."""
    await _let_in(request)
    return web.json_response({"success": True})


def _answer(request: web.Request, server: Reserving, asked: Asked, language: Language) -> web.Response:
    app, name = request.app, without_tenant(asked.name, server.tenant)
    now = app[CLOCK]()
    decided = decide(server.slots.get(name, ()) if name is not None else (), now)
    match decided:
        case Granted():
            _count(request, "granted")
            return web.json_response(granted(asked, decided, now))
        case Refused() if name is not None and not app[MEMORY].is_sure:
            # Prosody asks again three times, some seconds apart; a refusal it would keep for a minute and more
            return _refuse(request, 503, "unsure", words.UNSURE[language])
        case Refused():
            return _refuse(request, 403, decided.why, words.sentence(decided, language))


def _in_spite(request: web.Request, server: Reserving, asked: Asked, language: Language) -> web.Response:
    """The answer where ours is broken: what is booked opens, for the gate is the token, and nothing else does.

    An error of ours would be asked three times more, while people wait, and then refuse the conference all the same.
    """
    slots = server.slots.get(without_tenant(asked.name, server.tenant) or "", ())
    if not slots:
        return _refuse(request, 403, "broken", words.BROKEN[language])
    _count(request, "granted")
    return web.json_response(granted(asked, Granted(slots[0].booking, OUTLASTS), request.app[CLOCK]()))


async def _let_in(request: web.Request) -> None:
    """Return for a token of this server that may ask. One that is in memory waits for nothing. Raises ApiError."""
    deployment, credential = request.match_info["deployment"], credential_of(request)
    if credential is None or credential.is_cookie:
        raise await refused(request)
    if _is_held(request, credential, deployment):
        return
    identity = await request.app[IDENTITIES].verify(credential, address_of(request))
    if identity is None:
        raise await refused(request)
    if not any(held.role is Role.EVENTS_WRITE and held.deployment == deployment for held in identity.holdings):
        raise ApiError(403, "forbidden")


def _is_held(request: web.Request, credential: Credential, deployment: str) -> bool:
    bearer, now = request.app[MEMORY].held.bearers.get(credential.hash), request.app[CLOCK]()
    if bearer is None or bearer.deployment != deployment:
        return False
    if bearer.expires_at is not None and bearer.expires_at <= now:
        return False
    request.app[IDENTITIES].used(bearer.token, now)
    return True


def _server(request: web.Request) -> Reserving | None:
    return request.app[MEMORY].held.servers.get(request.match_info["deployment"])


def _refuse(request: web.Request, status: int, why: str, message: str) -> web.Response:
    """A refusal as Prosody reads it: people in Jitsi see *message*."""
    _count(request, why)
    headers: Mapping[str, str] = {"Retry-After": "3"} if status == 503 else {}
    return web.json_response({"message": message}, status=status, headers=headers)


def _count(request: web.Request, answer: str) -> None:
    request.app[METRICS].reservations.labels(answer).inc()


ROUTES = (
    Route(
        "POST",
        _CONFERENCE,
        ask,
        "Whether a conference may open now, as mod_reservations asks it.",
        scope=Scope.PUBLIC,
        errors=(400, 403, 413, 503),
    ),
    Route(
        "GET",
        f"{_CONFERENCE}/{{booking}}",
        look,
        "What was granted to a conference, as mod_reservations asks it.",
        scope=Scope.PUBLIC,
        errors=(403, 404),
    ),
    Route(
        "DELETE",
        f"{_CONFERENCE}/{{booking}}",
        over,
        "A conference was destroyed, as mod_reservations tells it.",
        scope=Scope.PUBLIC,
        errors=(403,),
    ),
)
