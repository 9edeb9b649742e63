"""Where Jitsi posts what happens in its meetings: 2xx once it is stored, 5xx where it was not, so that it is posted again."""

from aiohttp import web

from integrations.services.jaas_webhooks import HEADER, is_signed
from orchestrator.access.keys import IDENTITY
from orchestrator.access.permissions import Action, Role
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.attendance.intake import INTAKE
from orchestrator.conferences.presence.event_store import Arrived, Outcome
from orchestrator.conferences.presence.evidence import Told
from orchestrator.conferences.presence.wire import JAAS, Malformed, read
from orchestrator.site.keys import SITE
from orchestrator.web.bodies import LARGEST_BODY
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, METRICS

LARGEST = 1024**2
"""Bytes of one message; the list at the end of a meeting of 1,000 devices has a quarter of it."""
_EVENTS = "/jitsi/events/{deployment}"


async def created(request: web.Request) -> web.Response:
    """A room was made."""
    return await _take(request, Told.CREATED)


async def destroyed(request: web.Request) -> web.Response:
    """A room came to its end, with the list of who was there."""
    return await _take(request, Told.DESTROYED)


async def joined(request: web.Request) -> web.Response:
    """Somebody came."""
    return await _take(request, Told.JOINED)


async def left(request: web.Request) -> web.Response:
    """Somebody left."""
    return await _take(request, Told.LEFT)


async def hosted(request: web.Request) -> web.Response:
    """A webhook of hosted JaaS."""
    return await _take(request, JAAS)


async def _take(request: web.Request, kind: str) -> web.Response:
    app, deployment = request.app, request.match_info["deployment"]
    if not any(held.role is Role.EVENTS_WRITE and held.deployment == deployment for held in request[IDENTITY].holdings):
        _count(request, "refused")
        raise ApiError(403, "forbidden")
    try:
        raw = await _whole(request).read()
        if kind == JAAS:
            _check_signature(request, deployment, raw)
        message = read(kind, raw)
    except web.HTTPRequestEntityTooLarge:
        _count(request, "too_large")
        raise
    except Malformed as error:
        _count(request, "malformed")
        raise ApiError(400, "malformed") from error
    outcome = await app[INTAKE].take(Arrived(deployment, kind, message))
    _count(request, outcome)
    return web.Response(status=201 if outcome in {Outcome.STORED, Outcome.UNKNOWN} else 200)


def _whole(request: web.Request) -> web.BaseRequest:
    """The request, which may be as large as a list at the end; most are not, and need no other limit."""
    short = request.content_length is not None and request.content_length <= LARGEST_BODY
    return request if short else request.clone(client_max_size=LARGEST)


def _check_signature(request: web.Request, deployment: str, raw: bytes) -> None:
    """Raises ApiError where the room file names a secret, and the webhook is not signed with it in these minutes."""
    known = request.app[SITE].files.deployments.get(deployment)
    secret = None if known is None else known.webhook_secret
    if secret is None:
        return
    header, now = request.headers.get(HEADER, ""), int(request.app[CLOCK]().timestamp())
    if not is_signed(header, secret, raw, now):
        _count(request, "forged")
        raise ApiError(403, "not_signed")


def _count(request: web.Request, outcome: str) -> None:
    request.app[METRICS].meeting_events.labels(outcome).inc()


ROUTES = tuple(
    Route(
        "POST",
        f"{_EVENTS}/{path}",
        handler,
        summary,
        scope=Scope.INSTALLATION,
        action=Action.TELL_EVENTS,
        status=201,
        repeated=200,
        errors=(400, 413),
    )
    for path, handler, summary in (
        ("events/room/created", created, "A room of Jitsi was made, as event_sync tells it."),
        ("events/room/destroyed", destroyed, "A room of Jitsi came to its end, as event_sync tells it."),
        ("events/occupant/joined", joined, "Somebody came into a meeting, as event_sync tells it."),
        ("events/occupant/left", left, "Somebody left a meeting, as event_sync tells it."),
        ("jaas", hosted, "Something happened in a meeting, as a webhook of hosted JaaS tells it."),
    )
)
