"""The headers of every answer: the request's number, and what keeps browsers safe."""

import random

from aiohttp import hdrs, web

from orchestrator.web.keys import REQUEST_ID

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
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


SAFETY_OF_DATA = {**SAFETY, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
"""The policy of answers that are neither pages nor scripts: a browser may load nothing from them."""
_ACTIVE = {"text/html", "text/javascript"}


def number_of(request: web.BaseRequest) -> str:
    """The request's number, for its logs and its answer; made at the first call."""
    if REQUEST_ID not in request:
        request[REQUEST_ID] = f"{random.getrandbits(64):016x}"
    return request[REQUEST_ID]


def named_host(request: web.BaseRequest) -> str:
    """The request's Host; "" if it has none, for which aiohttp would ask the network for our own name."""
    return request.headers.get(hdrs.HOST, "")


def dress(request: web.BaseRequest, answer: web.StreamResponse) -> None:
    """Add the headers of every answer."""
    answer.headers["X-Request-ID"] = number_of(request)
    answer.headers["Server"] = "Regia"  # and not the versions of what it is made of
    answer.headers.setdefault("Cache-Control", "no-store")
    if answer.status == web.HTTPNotModified.status_code:
        return  # the browser keeps the headers of what it has (RFC 9110 15.4.5)
    for name, value in (SAFETY if answer.content_type in _ACTIVE else SAFETY_OF_DATA).items():
        answer.headers.setdefault(name, value)
