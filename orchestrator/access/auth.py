"""Who asks, and whether the table of routes lets them. Nobody may what it does not say.

Programs carry a token (Authorization: Bearer), browsers a cookie they exchanged one for. What was verified is believed
for BELIEVED_S, so that a request costs no database read and a revoked token still ends within seconds.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from config.addresses import is_loopback
from orchestrator.access.guesses import Guesses
from orchestrator.access.keys import IDENTITY, REACH
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Reach, reach_of
from orchestrator.access.tokens import Identity, Token, find_token, hash_of, looks_like_token, verify_token
from orchestrator.access.web_sessions import find_token_of_cookie, verify_web_session
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE, ONLY_PROXY, PROXY
from orchestrator.web.origin import is_same_origin, is_secure
from schedules.store.database import Database
from schedules.store.transaction import Transaction

log = structlog.get_logger()

BELIEVED_S = 2.0
REMEMBERED = 1024
"""Credentials remembered at most; a town has some dozens of panels and agents."""
COOKIE = "regia"
SECURE_COOKIE = "__Host-regia"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Credential:
    """The credential of a request: the hash of a token or of a cookie."""

    hash: str
    is_cookie: bool


class Identities:
    """Verifies credentials, and believes each good one for *believed_s*."""

    def __init__(self, database: Database, clock: Callable[[], datetime], believed_s: float = BELIEVED_S) -> None:
        self._database = database
        self._clock = clock
        self._believed_s = believed_s
        self._believed: dict[Credential, tuple[float, Identity]] = {}
        self._uses: dict[str, datetime] = {}

    async def verify(self, credential: Credential) -> Identity | None:
        """Whose credential this is; None if it is unknown, ended or revoked. Long connections ask again every few seconds."""
        until, identity = self._believed.get(credential, (0.0, None))
        if time.monotonic() < until:
            return identity
        self._believed.pop(credential, None)
        now = self._clock()
        found = await self._database.read(_look_up, credential, now)
        if found is not None:
            self._uses[found.token] = now
            if len(self._believed) >= REMEMBERED:
                self._believed.clear()
            self._believed[credential] = (time.monotonic() + self._believed_s, found)
        return found

    def take_uses(self) -> Mapping[str, datetime]:
        """When each token was last used, since the last call of this."""
        uses, self._uses = self._uses, {}
        return uses

    def forget(self, credential: Credential) -> None:
        """Believe the credential no longer, since it was given back."""
        self._believed.pop(credential, None)


IDENTITIES = web.AppKey("identities", Identities)
GUESSES = web.AppKey("guesses", Guesses)
TABLE: web.AppKey[Mapping[web.AbstractRoute, Route]] = web.AppKey("routes")
"""The Route of each of the application's resources."""


@web.middleware
async def authenticate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request through if the table of routes says so; 401 without good credentials, 403 with too little."""
    if request.app[ONLY_PROXY] and not _comes_by_proxy(request):
        raise ApiError(403, "not_by_proxy")
    route = route_of(request)
    if route is not None and not route.is_public:
        identity = await identify(request)
        if identity is None:
            raise await refused(request)
        reach = reach_on(route, identity, request.match_info)
        if reach is None:
            if times := request.app[GUESSES].forbidden(identity.token):
                about = {"method": request.method, "route": route.path}
                log.info("access.forbidden", token=identity.token, times=times, **about)
            raise ApiError(403, "forbidden")
        request[IDENTITY], request[REACH] = identity, reach
    return await handler(request)


async def refused(request: web.Request) -> ApiError:
    """What to answer who showed no good credentials: after many wrong tokens of one address that it has to wait.

    Of a token that was good once its bearer may know what became of it.
    """
    shown = "Authorization" in request.headers
    if shown:  # nobody guesses cookies
        address = request.remote or ""
        times, wait_s = request.app[GUESSES].wrong(address)
        if times:
            log.warning("access.refused", remote=address, times=times, waits=wait_s > 0)
        if wait_s:
            return ApiError(429, "too_many_guesses", seconds=math.ceil(wait_s))
    credential = credential_of(request)
    token = await request.app[DATABASE].read(_find_token, credential) if credential is not None else None
    if token is None:
        return ApiError(401, "token_unknown" if shown else "unauthorised")
    if token.revoked_at is not None:
        return ApiError(401, "token_revoked")
    return ApiError(401, "token_over" if token.is_over(request.app[CLOCK]()) else "unauthorised")


def reach_on(route: Route, identity: Identity, match: Mapping[str, str]) -> Reach | None:
    """How far the table lets *identity* reach on *route*, where the path named what is in *match*; None: not at all."""
    return reach_of(route.scope, identity, match.get("room")) if identity.role in route.roles else None


async def identify(request: web.Request) -> Identity | None:
    """Who asks, by token or cookie. Raises ApiError 403 for a cookie that another site's page may have sent."""
    credential = credential_of(request)
    if credential is None:
        return None
    if credential.is_cookie and request.method not in SAFE_METHODS and not is_same_origin(request):
        raise ApiError(403, "cross_origin")
    return await request.app[IDENTITIES].verify(credential)


def credential_of(request: web.Request) -> Credential | None:
    """The token or cookie of a request; the token counts if there are both."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return Credential(hash_of(token), is_cookie=False) if looks_like_token(token) else None
    cookie = cookie_of(request)
    return Credential(hash_of(cookie), is_cookie=True) if cookie else None


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


def route_of(request: web.Request) -> Route | None:
    """The Route that serves *request*; None if there is none (404, 405)."""
    return request.app[TABLE].get(request.match_info.route)


def _comes_by_proxy(request: web.Request) -> bool:
    peer = request.remote or ""
    return peer == request.app[PROXY] or is_loopback(peer)


def _look_up(db: Transaction, credential: Credential, now: datetime) -> Identity | None:
    if credential.is_cookie:
        return verify_web_session(db, credential.hash, now)
    return verify_token(db, credential.hash, now)


def _find_token(db: Transaction, credential: Credential) -> Token | None:
    """The token in the request, or that of its cookie, in force or not."""
    return (find_token_of_cookie if credential.is_cookie else find_token)(db, credential.hash)
