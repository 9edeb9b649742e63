"""A browser's session: a token, or a session that is still good, is exchanged for a cookie."""

from collections.abc import Iterator
from datetime import datetime

import structlog
from aiohttp import web
from pydantic import AwareDatetime, BaseModel

from orchestrator.access.actors import actor_of
from orchestrator.access.auth import identify, refused
from orchestrator.access.credentials import Shown, cookie_name, cookie_of, credential_of
from orchestrator.access.identities import IDENTITIES
from orchestrator.access.identity import Actor, Identity
from orchestrator.access.keys import IDENTITY
from orchestrator.access.permissions import Action, Role
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.access.web_sessions import LIFETIMES, close_web_session, open_web_session, renew_web_session
from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.store import record
from orchestrator.web.bodies import json_answer
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.origin import address_of, is_secure
from schedules.store.sites import active_rooms
from schedules.store.transaction import Transaction

log = structlog.get_logger()


class SessionView(BaseModel):
    """Who is signed in, where, and until when."""

    role: Role
    rooms: tuple[str, ...]
    """The rooms it is confined to; none for an administrator."""
    expires_at: AwareDatetime


async def open_session(request: web.Request) -> web.Response:
    """Exchange; called again with the cookie it starts the time anew, so a tablet on its wall never runs out."""
    identity = await identify(request)
    if identity is None:
        raise await refused(request)
    room, held = request.match_info.get("room"), identity.of_token
    if held is None or held.role not in LIFETIMES or not (room is None or held.is_of(room)):
        raise ApiError(403, "forbidden")
    await _look_up(request, room)
    if held.role is Role.PANEL:
        (room,) = held.rooms
    cookie, expires_at = await _opened_or_renewed(request, identity, held.role, room)
    view = SessionView(role=held.role, rooms=tuple(sorted(held.rooms)), expires_at=expires_at)
    opened = json_answer(view)
    opened.set_cookie(
        cookie_name(request, room),
        cookie,
        max_age=int(LIFETIMES[held.role].total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="Strict",
    )
    return opened


async def close_session(request: web.Request) -> web.Response:
    """Forget the session and its cookie."""
    room = request.match_info.get("room")
    await _look_up(request, room)
    await _close(request)
    closed = web.Response(status=204)
    name = cookie_name(request, room)
    closed.del_cookie(name, path="/", secure=is_secure(request), httponly=True, samesite="Strict")
    return closed


async def _look_up(request: web.Request, room: str | None) -> None:
    """Raise ApiError 404 for an unknown room, before a cookie is named after it: not every text may be in a cookie's name."""
    if room is not None and room not in await request.app[DATABASE].read(active_rooms):
        raise ApiError(404, "no_such_room")


async def _opened_or_renewed(
    request: web.Request, identity: Identity, role: Role, room: str | None
) -> tuple[str, datetime]:
    """The cookie's value and its end: of a new one for a token, of the same one for a cookie."""
    database, now = request.app[DATABASE], request.app[CLOCK]()
    credential, cookie = credential_of(request), cookie_of(request)
    if credential is not None and credential.is_cookie and cookie is not None:
        return cookie, await database.write(renew_web_session, credential.hash, role, now)
    opened = await database.write(_open, identity.actor(address_of(request)), role, room, now)
    log.info("session.opened", token=identity.who, role=role.value, remote=address_of(request))
    return opened


def _open(db: Transaction, actor: Actor, role: Role, room: str | None, now: datetime) -> tuple[str, datetime]:
    record(db, actor, Act(ActKind.SESSION_OPENED, now, ActObject(ObjectKind.TOKEN, actor.id), room=room))
    return open_web_session(db, actor.id, role, now)


async def _close(request: web.Request) -> None:
    credential = credential_of(request)
    if credential is not None and credential.shown is Shown.SESSION:
        now, room = request.app[CLOCK](), request.match_info.get("room")
        await request.app[DATABASE].write(_close_it, actor_of(request), credential.hash, room, now)
        request.app[IDENTITIES].forget(credential)
        log.info("session.closed", token=request[IDENTITY].who, remote=address_of(request))


def _close_it(db: Transaction, actor: Actor, cookie_hash: str, room: str | None, now: datetime) -> None:
    record(db, actor, Act(ActKind.SESSION_CLOSED, now, ActObject(ObjectKind.TOKEN, actor.id), room=room))
    close_web_session(db, cookie_hash)


def _routes(path: str, whose: str, scope: Scope) -> Iterator[Route]:
    yield Route(
        "POST",
        path,
        open_session,
        f"Exchange a token for a cookie{whose}.",
        scope=Scope.PUBLIC,  # it looks at the credentials itself
        answer=SessionView,
        errors=(401, 403, 429),
    )
    yield Route(
        "DELETE",
        path,
        close_session,
        f"Give the cookie{whose} back.",
        scope=scope,
        action=Action.CLOSE_SESSION,
        status=204,
    )


ROUTES = (
    *_routes("/api/v1/session", "", Scope.OWN),
    *_routes("/api/v1/rooms/{room}/session", " of one room", Scope.ROOM),
)
