"""What a page says about the act before it: a sentence that outlives one redirect, in a cookie of this browser alone."""

from urllib.parse import quote, unquote

from aiohttp import web

from orchestrator.web.origin import is_secure

COOKIE = "regia_notice"
LASTS_S = 120
"""Seconds. A page that is not opened by then has lost its reader."""
LONGEST = 300
"""Characters of a sentence; a cookie holds 4 kB."""


def see_other(request: web.Request, address: str, notice: str = "") -> web.Response:
    """Post, redirect, get: go on to *address*, whose page says *notice*, in the reader's language."""
    answer = web.Response(status=303, headers={"Location": address})
    if notice:
        leave(request, answer, notice)
    return answer


def leave(request: web.Request, answer: web.Response, notice: str) -> None:
    """Have the next page say *notice*, also where a script goes there, whom a redirect would tell nothing."""
    told = quote(notice[:LONGEST])
    answer.set_cookie(COOKIE, told, max_age=LASTS_S, path="/", secure=is_secure(request), httponly=True, samesite="Lax")


def told(request: web.Request) -> str | None:
    """What the page is to say about the act before it, if anything."""
    return unquote(request.cookies.get(COOKIE, ""))[:LONGEST] or None


def forget(request: web.Request, answer: web.Response) -> None:
    """It was said: once is enough."""
    answer.del_cookie(COOKIE, path="/", secure=is_secure(request), httponly=True, samesite="Lax")
