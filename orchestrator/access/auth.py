"""Who asks, and whether the table of routes lets them. Nobody may what it does not say.

Programs carry a token (Authorization: Bearer), the browsers in rooms a cookie that they exchanged one for, people's browsers
the cookie of their sign-in: see credentials and identities.
"""

import math
from collections.abc import Mapping
from urllib.parse import quote

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from config.addresses import is_loopback
from orchestrator.access.credentials import Credential, Shown, account_cookie_name, credential_of, sign_in_of
from orchestrator.access.guesses import Guesses
from orchestrator.access.identities import IDENTITIES
from orchestrator.access.identity import Identity
from orchestrator.access.keys import IDENTITY, REACH, ROOMS_OF
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Reach, Scope, reach_for, reach_of
from orchestrator.access.tokens import Token, find_token
from orchestrator.access.viewing import look_as
from orchestrator.access.web_sessions import find_token_of_cookie
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE, ONLY_PROXY, PROXY
from orchestrator.web.origin import address_of, is_same_origin
from schedules.store.transaction import Transaction

log = structlog.get_logger()

SIGN_IN = "/sign-in"
"""The page where people sign in; it takes ``?then=`` for where they wanted to go."""
PROVE = "/sign-in/again"
"""The page where they prove once more who they are."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


GUESSES = web.AppKey("guesses", Guesses)
TABLE: web.AppKey[Mapping[web.AbstractRoute, Route]] = web.AppKey("routes")
"""The Route of each of the application's resources."""


@web.middleware
async def authenticate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request through if the table of routes says so; 401 without good credentials, 403 with too little."""
    if request.app[ONLY_PROXY] and not _comes_by_proxy(request):
        raise ApiError(403, "not_by_proxy")
    route = route_of(request)
    if route is not None and route.action is not None:
        await _let_in(request, route, route.action)
    elif request.cookies.get(account_cookie_name(request)) and (route is None or route.page):
        await _greet(request)
    return await handler(request)


async def _let_in(request: web.Request, route: Route, action: Action) -> None:
    """Note who asks and how far they may reach on *route*. Raises ApiError, and HTTPSeeOther to where people sign in."""
    identity = await identify(request)
    if identity is None:
        if route.page and request.method in SAFE_METHODS:
            raise web.HTTPSeeOther(f"{SIGN_IN}?then={quote(request.raw_path)}")
        raise await refused(request)
    look_as(request, identity)
    whole = reach_for(action, identity, request.app[ROOMS_OF])
    match = request.match_info
    reach = reach_of(route.scope, whole, match.get("room"), match.get("organisation")) if whole is not None else None
    if reach is None:
        raise _forbidden(request, route, identity, may_elsewhere=whole is not None)
    request[IDENTITY], request[REACH] = identity, reach
    if route.proof and identity.person is not None and not identity.person.has_proved(request.app[CLOCK]()):
        if request.method in SAFE_METHODS:
            raise web.HTTPSeeOther(f"{PROVE}?then={quote(request.raw_path)}")
        raise ApiError(403, "proof_needed")


async def _greet(request: web.Request) -> None:
    """Have a page that is everybody's show who looks."""
    identity = await request.app[IDENTITIES].verify(sign_in_of(request), address_of(request))
    if identity is not None:
        request[IDENTITY] = identity
        look_as(request, identity)


def _forbidden(request: web.Request, route: Route, identity: Identity, *, may_elsewhere: bool) -> ApiError:
    """What to answer who may not.

    What is foreign to people looks like what does not exist: their own, of which they may not do this, is another matter.
    """
    if times := request.app[GUESSES].forbidden(identity.who):
        about = {"method": request.method, "route": route.path}
        log.info("access.forbidden", who=identity.who, times=times, **about)
    foreign = route.scope in {Scope.ROOM, Scope.ORGANISATION} and may_elsewhere
    if identity.person is None or not foreign or identity.belongs_to(request.match_info.get("organisation", "")):
        return ApiError(403, "forbidden")
    return ApiError(404, "not_found")


def may(
    request: web.Request,
    action: Action,
    *,
    room: str | None = None,
    organisation: str | None = None,
    account: str | None = None,
) -> bool:
    """Whether who asks may do that with something of that room, organisation and account."""
    reach = reach_in(request, action)
    return reach is not None and reach.includes(room, organisation, account)


def reach_in(request: web.Request, action: Action) -> Reach | None:
    """How far who asks may reach with *action*; None: not at all."""
    identity = request.get(IDENTITY)
    return None if identity is None else reach_for(action, identity, request.app[ROOMS_OF])


async def refused(request: web.Request) -> ApiError:
    """What to answer who showed no good credentials: after many wrong tokens of one address that it has to wait.

    Of a token that was good once its bearer may know what became of it.
    """
    shown = "Authorization" in request.headers
    if shown:  # nobody guesses cookies
        address = address_of(request)
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


async def identify(request: web.Request) -> Identity | None:
    """Who asks, by token or cookie. Raises ApiError 403 for a cookie that another site's page may have sent."""
    credential = credential_of(request)
    if credential is None:
        return None
    if credential.is_cookie and request.method not in SAFE_METHODS and not is_same_origin(request):
        raise ApiError(403, "cross_origin")
    return await request.app[IDENTITIES].verify(credential, address_of(request))


def route_of(request: web.Request) -> Route | None:
    """The Route that serves *request*; None if there is none (404, 405)."""
    return request.app[TABLE].get(request.match_info.route)


def _comes_by_proxy(request: web.Request) -> bool:
    peer = request.remote or ""
    return peer == request.app[PROXY] or is_loopback(peer)


def _find_token(db: Transaction, credential: Credential) -> Token | None:
    """The token in the request, or that of its cookie, in force or not; none of somebody who signed in."""
    match credential.shown:
        case Shown.TOKEN:
            return find_token(db, credential.hash)
        case Shown.SESSION:
            return find_token_of_cookie(db, credential.hash)
        case Shown.SIGN_IN:
            return None
