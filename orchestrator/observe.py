"""What is done for every request, whatever it asks: an id, a time, and the headers that keep browsers safe."""

import random
import time

import structlog
from aiohttp import web

from orchestrator.auth import route_of
from orchestrator.keys import BEGUN, METRICS, REQUEST_ID
from orchestrator.routes import Handler

# Scripts, styles and data come from our own origin only, and no other page may frame ours.
SAFETY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Number the request, for its logs and its answer, and count how long it took."""
    request[REQUEST_ID] = f"{random.getrandbits(64):016x}"
    structlog.contextvars.bind_contextvars(request_id=request[REQUEST_ID])
    began = time.perf_counter()
    try:
        answer = await handler(request)
    finally:
        structlog.contextvars.unbind_contextvars("request_id")
    route = route_of(request)
    if route is None or not route.streams:
        path, method = (route.path, route.method) if route else ("other", "other")  # few labels, whatever is tried
        took_s = time.perf_counter() - began
        request.app[METRICS].requests.labels(method, path, str(answer.status)).observe(took_s)
    return answer


async def begin_answer(request: web.Request, answer: web.StreamResponse) -> None:
    """Add the headers of every answer, streams too, just before it goes out."""
    request[BEGUN] = True
    answer.headers["X-Request-ID"] = request[REQUEST_ID]
    answer.headers["Server"] = "Regia"  # and not the versions of what it is made of
    answer.headers.setdefault("Cache-Control", "no-store")
    for name, value in SAFETY.items():
        answer.headers.setdefault(name, value)
