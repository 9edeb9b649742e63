"""The cookies of people's browsers. No script reads one, and over TLS none goes anywhere but to this very host.

Lax lets them come along where somebody follows a link here, from a mail or back from a provider, and nowhere else.
"""

from datetime import timedelta

from aiohttp import web

from orchestrator.access.credentials import ACCOUNT_COOKIE
from orchestrator.web.origin import is_secure

ACCOUNT = ACCOUNT_COOKIE
"""Of who is signed in; gone when the browser is closed, for browsers are shared."""
DEVICE = "regia_device"
HALF_WAY = "regia_half_way"
PROVIDER = "regia_provider"


def cookie_named(request: web.Request, name: str) -> str:
    """Its value; "" where there is none."""
    return request.cookies.get(_full(request, name), "")


def keep_cookie(
    request: web.Request, answer: web.Response, name: str, value: str, lasts: timedelta | None = None
) -> None:
    """Have the browser keep it; until it is closed, where nothing is said."""
    answer.set_cookie(
        _full(request, name),
        value,
        max_age=None if lasts is None else int(lasts.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(request: web.Request, answer: web.Response, name: str) -> None:
    """Have the browser forget it."""
    answer.del_cookie(_full(request, name), path="/", secure=is_secure(request), httponly=True, samesite="Lax")


def _full(request: web.Request, name: str) -> str:
    """With __Host- a browser takes it over TLS alone, and from no sibling domain (RFC 6265bis 4.1.3.2)."""
    return f"__Host-{name}" if is_secure(request) else name
