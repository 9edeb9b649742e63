"""The second factor of an account, as its owner sets it up and turns it off. A page and the API call the same functions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from orchestrator.access.actors import actor_of
from orchestrator.access.identity import Actor
from orchestrator.accounts import second_factor
from orchestrator.accounts.accounts import Account
from orchestrator.accounts.codes import qr_of, uri_of
from orchestrator.accounts.delays import Wait
from orchestrator.audit.acts import ActKind
from orchestrator.entrance.acts import note_own_act, owner
from orchestrator.entrance.entering import is_required
from orchestrator.entrance.keys import DELAYS
from orchestrator.entrance.sentences import waits
from orchestrator.entrance.tries import begin
from orchestrator.entrance.visitors import visitor_of
from orchestrator.outbox.keys import SENDING
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.pages import HOUSE
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret for an authenticator, which counts once a code has shown that one knows it."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)

    @property
    def qr(self) -> Markup:
        """The same for a camera, as SVG."""
        return Markup(qr_of(self.uri))  # noqa: S704  drawn by us

    @property
    def spelt(self) -> str:
        """The secret in groups of four, for who types it."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


async def begin_set_up(request: web.Request, account: str) -> None:
    """Make a secret; one that counts is left as it is until the new one is proved."""
    await request.app[DATABASE].write(second_factor.set_up, request.app[SENDING].keys, account)


async def offer_of(request: web.Request, account: Account) -> Offer | None:
    """The secret that waits to be proved; none where there is none, or none that can still be read."""
    try:
        secret = await request.app[DATABASE].read(second_factor.offered, request.app[SENDING].keys, account.id)
    except Unreadable:
        return None
    if secret is None:
        return None
    return Offer(secret, uri_of(secret, account.email or account.name, request.app[HOUSE]()))


async def prove_offer(request: web.Request, account: str, code: str) -> Sequence[str]:
    """Let the secret count from now on; its codes for paper. Raises ApiError."""
    visitor = visitor_of(request)
    begun, actor = begin(request, visitor, account), owner(account, visitor.address)
    if isinstance(begun, Wait):
        raise waits(begun)
    try:
        papers = await request.app[DATABASE].write(_prove, request.app[SENDING].keys, actor, code, request.app[CLOCK]())
    except Unreadable:
        raise ApiError(503, "second_factor_unreadable") from None
    if papers is None:
        raise ApiError(422, "wrong_code")
    request.app[DELAYS].right(begun)
    return papers


def _prove(db: Transaction, keys: Keys, actor: Actor, code: str, now: datetime) -> Sequence[str] | None:
    papers = second_factor.prove(db, keys, actor.id, code, now)
    if papers is not None:
        note_own_act(db, actor, ActKind.SECOND_FACTOR_SET, actor.id, now)
    return papers


async def make_papers(request: web.Request, account: str) -> Sequence[str]:
    """Other codes for paper. Raises ApiError where there is no second factor."""
    papers = await request.app[DATABASE].write(_papers, actor_of(request), account, request.app[CLOCK]())
    if papers is None:
        raise ApiError(404, "not_found")
    return papers


def _papers(db: Transaction, actor: Actor, account: str, now: datetime) -> Sequence[str] | None:
    if second_factor.second_factor_of(db, account) is None:
        return None
    note_own_act(db, actor, ActKind.PAPER_CODES_MADE, account, now)
    return second_factor.new_papers(db, account)


async def turn_second_factor_off(request: web.Request, account: str) -> None:
    """Let a password be enough again. Raises ApiError where the house wants a second factor of them."""
    if await is_required(request, account):
        raise ApiError(409, "second_factor_required")
    await request.app[DATABASE].write(_turn_off, actor_of(request), account, request.app[CLOCK]())


def _turn_off(db: Transaction, actor: Actor, account: str, now: datetime) -> None:
    if second_factor.second_factor_of(db, account) is not None:
        note_own_act(db, actor, ActKind.SECOND_FACTOR_REMOVED, account, now)
    second_factor.turn_off(db, account)
