"""What a request shows of who sent it: a token, the cookie that a token was exchanged for, or that of a sign-in."""

from dataclasses import dataclass
from enum import Enum

from aiohttp import web

from orchestrator.access.tokens import looks_like_token
from orchestrator.accounts.hashing import hash_of
from orchestrator.web.origin import is_secure

COOKIE = "regia"
SECURE_COOKIE = "__Host-regia"
ACCOUNT_COOKIE = "regia_account"
SECURE_ACCOUNT_COOKIE = "__Host-regia_account"


class Shown(Enum):
    """What a request shows."""

    TOKEN = "token"  # noqa: S105 - no password
    SESSION = "session"
    """The cookie that a token was exchanged for."""
    SIGN_IN = "sign-in"
    """The cookie of somebody who is signed in."""


@dataclass(frozen=True, slots=True)
class Credential:
    """The credential of a request: what it is, and its hash."""

    hash: str
    shown: Shown = Shown.TOKEN

    @property
    def is_cookie(self) -> bool:
        """Whether the browser adds it by itself."""
        return self.shown is not Shown.TOKEN


def credential_of(request: web.Request) -> Credential | None:
    """The token or cookie of a request.

    A token counts before all cookies; then that of the path's own room, since a panel hangs there; then somebody's who is
    signed in.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return Credential(hash_of(token)) if looks_like_token(token) else None
    room = request.match_info.get("room")
    of_room = request.cookies.get(cookie_name(request, room)) if room is not None else None
    if not of_room and request.cookies.get(account_cookie_name(request)):
        return sign_in_of(request)
    cookie = cookie_of(request)
    return Credential(hash_of(cookie), Shown.SESSION) if cookie else None


def sign_in_of(request: web.Request) -> Credential:
    """The cookie of somebody who is signed in, which the request must have."""
    return Credential(hash_of(request.cookies[account_cookie_name(request)]), Shown.SIGN_IN)


def account_cookie_name(request: web.Request) -> str:
    """The name of the cookie of somebody who is signed in."""
    return SECURE_ACCOUNT_COOKIE if is_secure(request) else ACCOUNT_COOKIE


def cookie_of(request: web.Request) -> str | None:
    """The cookie that counts: that of the path's room before one for all rooms; any panel's if the path names no room."""
    room, for_all = request.match_info.get("room"), cookie_name(request)
    others = [name for name in request.cookies if room is None and name.startswith(f"{for_all}-")]
    named = (cookie_name(request, room), for_all, *others)
    return next(filter(None, map(request.cookies.get, named)), None)


def cookie_name(request: web.Request, room: str | None = None) -> str:
    """The cookie's name: with __Host- a browser takes it over TLS alone, and from no sibling domain.

    Each room's panel has one of its own, so that one browser may show several.
    """
    name = SECURE_COOKIE if is_secure(request) else COOKIE
    return name if room is None else f"{name}-{room}"
