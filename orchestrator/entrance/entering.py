"""Somebody enters: after what proved who they are, the second factor where there is one, and then a sign-in of its own.

Each sign-in has a new cookie, whatever the browser came with, and takes the place of the one that it had.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from aiohttp import web

from orchestrator.access.credentials import Credential, Shown
from orchestrator.access.identities import IDENTITIES
from orchestrator.accounts.accounts import Account, find_account, staff_of
from orchestrator.accounts.known_devices import LASTS as DEVICE_LASTS
from orchestrator.accounts.known_devices import remember_device
from orchestrator.accounts.roles import StaffRole
from orchestrator.accounts.second_factor import second_factor_of
from orchestrator.accounts.sign_ins import end_sign_in_of, open_sign_in
from orchestrator.audit.acts import ActKind, Field
from orchestrator.entrance import half_way
from orchestrator.entrance.acts import note_own_act, owner
from orchestrator.entrance.cookies import ACCOUNT, DEVICE, HALF_WAY, drop_cookie, keep_cookie
from orchestrator.entrance.half_way import HalfWay
from orchestrator.entrance.visitors import Visitor, visitor_of
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.store.transaction import Transaction

OF_TECHNICAL = frozenset({StaffRole.ADMINISTRATOR, StaffRole.TECHNICIAN})
"""Whom a room file may oblige to have a second factor."""


class Needed(Enum):
    """What is asked of somebody before they are let in."""

    CODE = "code"
    SET_UP = "set_up"
    """A second factor, which the house wants of them and they do not have."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is signed in."""

    account: Account
    cookie: str = field(repr=False)
    device: str = field(repr=False)
    """The cookie by which this browser is known next time."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What entering goes by: the key of cookies, whether the house wants a second factor of its technicians, and the time."""

    key: bytes = field(repr=False)
    wants_second_factor: bool
    now: datetime


def rules_of(request: web.Request) -> Rules:
    """Those in force."""
    service = request.app[SITE].installation.service
    required = service is not None and service.second_factor == "required"
    return Rules(request.app[FACTS].cookies_key, required, request.app[CLOCK]())


def advance(db: Transaction, rules: Rules, account: str, way: str, visitor: Visitor) -> Entered | Needed:
    """Let in whose *account* that is, or say what is needed first."""
    if second_factor_of(db, account) is not None:
        return Needed.CODE
    if rules.wants_second_factor and is_technical(db, account):
        return Needed.SET_UP
    return enter(db, rules, account, way, visitor)


def enter(
    db: Transaction, rules: Rules, account_id: str, way: str, visitor: Visitor, level: str | None = None
) -> Entered:
    """Sign in the account in that browser. Raises LookupError for one that is not there."""
    account = find_account(db, account_id)
    if account is None:
        raise LookupError(account_id)
    if visitor.sign_in is not None:
        end_sign_in_of(db, visitor.sign_in)
    cookie, _ = open_sign_in(db, account_id, way, visitor.browser, visitor.address, rules.now, level)
    actor = owner(account_id, visitor.address)
    note_own_act(db, actor, ActKind.SIGNED_IN, account_id, rules.now, {Field.WAY: (None, way)})
    return Entered(account, cookie, remember_device(rules.key, visitor.device, account_id, rules.now))


def is_technical(db: Transaction, account: str) -> bool:
    """Whether it administers, or keeps the technical side of a site."""
    return any(staff.role in OF_TECHNICAL for staff in staff_of(db, account))


async def is_required(request: web.Request, account: str) -> bool:
    """Whether the house wants a second factor of that account's owner."""
    if not rules_of(request).wants_second_factor:
        return False
    return await request.app[DATABASE].read(is_technical, account)


async def sign_out_here(request: web.Request) -> None:
    """End the sign-in whose cookie came along, whatever it is worth."""
    visitor = visitor_of(request)
    if visitor.sign_in is not None:
        await request.app[DATABASE].write(_sign_out, visitor.sign_in, visitor.address, request.app[CLOCK]())
        believe_no_more(request)


def _sign_out(db: Transaction, sign_in: str, address: str, now: datetime) -> None:
    account = end_sign_in_of(db, sign_in)
    if account is not None:
        note_own_act(db, owner(account, address), ActKind.SIGNED_OUT, account, now)


def forget_sign_in(request: web.Request, answer: web.Response) -> None:
    """Have the browser forget that somebody was signed in."""
    drop_cookie(request, answer, ACCOUNT)
    drop_cookie(request, answer, HALF_WAY)


async def let_on(request: web.Request, account: Account, way: str) -> Entered | Needed:
    """The same as `advance`, in a transaction of its own."""
    return await request.app[DATABASE].write(advance, rules_of(request), account.id, way, visitor_of(request))


def keep_entered(request: web.Request, answer: web.Response, entered: Entered) -> None:
    """Give the browser what it needs to be let through from now on."""
    keep_cookie(request, answer, ACCOUNT, entered.cookie)
    keep_cookie(request, answer, DEVICE, entered.device, DEVICE_LASTS)
    drop_cookie(request, answer, HALF_WAY)
    believe_no_more(request)


def keep_half_way(request: web.Request, answer: web.Response, account: Account, way: str, then: str) -> None:
    """Give the browser what it needs to go on from here."""
    rules = rules_of(request)
    kept = HalfWay(account.id, account.revision, way, visitor_of(request).agent, then)
    keep_cookie(request, answer, HALF_WAY, half_way.to_cookie(rules.key, kept, rules.now), half_way.LASTS)


def believe_no_more(request: web.Request) -> None:
    """What the browser came with is good no more, or stands for something else."""
    before = visitor_of(request).sign_in
    if before is not None:
        request.app[IDENTITIES].forget(Credential(before, Shown.SIGN_IN))
