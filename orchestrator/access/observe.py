"""What happens to every request: it is numbered and timed, and its answer gets compression and headers."""

import time

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from config.addresses import is_loopback
from orchestrator.access.auth import route_of
from orchestrator.web.compression import compress
from orchestrator.web.headers import dress, named_host, number_of
from orchestrator.web.keys import BEGUN, METRICS
from orchestrator.web.origin import is_secure

TLS_ALONE = "max-age=31536000"
"""A browser that came over TLS uses only TLS for a year (RFC 6797)."""


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Number the request, for its logs and its answer, and count how long it took."""
    structlog.contextvars.bind_contextvars(request_id=number_of(request))
    began = time.perf_counter()
    try:
        answer = await handler(request)
        await compress(request, answer)
    finally:
        structlog.contextvars.unbind_contextvars("request_id")
    route = route_of(request)
    if route is None or not (route.streams or route.unobserved):
        path, method = (route.path, route.method) if route else ("other", "other")  # few labels, whatever is tried
        took_s = time.perf_counter() - began
        request.app[METRICS].requests.labels(method, path, str(answer.status)).observe(took_s)
    return answer


async def begin_answer(request: web.Request, answer: web.StreamResponse) -> None:
    """Add the headers of every answer, streams too, just before it goes out."""
    request[BEGUN] = True
    dress(request, answer)
    if is_secure(request) and not is_loopback(
        named_host(request).partition(":")[0]
    ):  # of this machine other services speak http
        answer.headers["Strict-Transport-Security"] = TLS_ALONE
