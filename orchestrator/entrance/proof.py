"""Somebody who is signed in proves once more who they are: by their password, or by a code where they have none."""

from datetime import datetime

from aiohttp import web

from orchestrator.access.actors import actor_of
from orchestrator.access.identity import Actor
from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.delays import Wait
from orchestrator.accounts.passwords import PasswordsBusy
from orchestrator.accounts.second_factor import spend_code
from orchestrator.accounts.sign_ins import Person, note_proof
from orchestrator.audit.acts import ActKind
from orchestrator.entrance.acts import note_own_act
from orchestrator.entrance.cookies import ACCOUNT, keep_cookie
from orchestrator.entrance.entering import believe_no_more
from orchestrator.entrance.keys import DELAYS
from orchestrator.entrance.sentences import busy, waits
from orchestrator.entrance.tries import begin, is_password
from orchestrator.entrance.visitors import visitor_of
from orchestrator.outbox.keys import SENDING
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction


def person_of(request: web.Request) -> Person:
    """Who is signed in. Raises ApiError for a token, which has no account."""
    person = request[IDENTITY].person
    if person is None:
        raise ApiError(403, "forbidden")
    return person


async def check_own_password(request: web.Request, person: Person, password: str) -> None:
    """Raise ApiError where it is not their password, or it may not be tried yet."""
    try:
        right = await is_password(request, person.account.id, password)
    except PasswordsBusy:
        raise busy() from None
    if isinstance(right, Wait):
        raise waits(right)
    if not right:
        raise ApiError(422, "wrong_password")


async def prove_by_password(request: web.Request, person: Person, password: str) -> str:
    """The sign-in's other cookie. Raises ApiError."""
    await check_own_password(request, person, password)
    return await request.app[DATABASE].write(proved, person, actor_of(request), request.app[CLOCK]())


async def prove_by_code(request: web.Request, person: Person, code: str) -> str:
    """The same by a code of the second factor. Raises ApiError."""
    begun = begin(request, visitor_of(request), person.account.id)
    if isinstance(begun, Wait):
        raise waits(begun)
    keys, now = request.app[SENDING].keys, request.app[CLOCK]()
    try:
        cookie = await request.app[DATABASE].write(_spend, keys, person, actor_of(request), code, now)
    except Unreadable:
        raise ApiError(503, "second_factor_unreadable") from None
    if cookie is None:
        raise ApiError(422, "wrong_code")
    request.app[DELAYS].right(begun)
    return cookie


def _spend(db: Transaction, keys: Keys, person: Person, actor: Actor, code: str, now: datetime) -> str | None:
    if not spend_code(db, keys, person.account.id, code, now):
        return None
    return proved(db, person, actor, now)


def proved(db: Transaction, person: Person, actor: Actor, now: datetime) -> str:
    """They have proved it: the sign-in's other cookie."""
    note_own_act(db, actor, ActKind.PROVED_AGAIN, person.account.id, now)
    return note_proof(db, person.sign_in.id, now)


def keep_proof(request: web.Request, answer: web.Response, cookie: str) -> None:
    """Give the browser the sign-in's other cookie."""
    keep_cookie(request, answer, ACCOUNT, cookie)
    believe_no_more(request)
