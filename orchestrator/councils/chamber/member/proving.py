"""How a member proves who they are, as the rules of the sitting ask: by a code, by their account, or by the link alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.emails import key_of
from orchestrator.councils.chamber.member.opening import Member
from orchestrator.councils.dossiers.dossier import mails_of
from orchestrator.councils.dossiers.link_store import take_over
from orchestrator.councils.identity.pin_store import Found, check_pin
from orchestrator.councils.organs.store import seats_of
from orchestrator.councils.sitting.rules import Identity
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction


class Why(StrEnum):
    """Why somebody has not proved who they are."""

    WRONG_PIN = "wrong_pin"
    BLOCKED = "blocked"
    """Too many wrong ones: the secretary makes another."""
    NO_PIN = "no_pin"
    SIGNED_OUT = "signed_out"
    OTHER_ACCOUNT = "other_account"
    """The address of the account is not the member's."""
    NO_SEAT = "no_seat"
    """The seat is not in office any more."""


@dataclass(frozen=True, slots=True)
class Unproved:
    """What is missing, and how many more codes may be wrong."""

    why: Why
    left: int = 0


async def prove(request: web.Request, member: Member, pin: str) -> str | Unproved:
    """The secret that this browser is to keep, by which it alone acts for the seat now. Raises StorageError."""
    app, sitting, seat = request.app, member.attending.dossier.sitting, member.seat
    if seat not in member.sitting.seats:
        return Unproved(Why.NO_SEAT)
    match member.sitting.rules.identity:
        case Identity.PIN:
            return await app[DATABASE].write(_by_pin, app[SENDING].keys, sitting, seat, pin, app[CLOCK]())
        case Identity.ACCOUNT:
            if (missing := await _account(request, member)) is not None:
                return Unproved(missing)
        case Identity.LINK:
            pass
    return await app[DATABASE].write(take_over, sitting, seat, app[CLOCK]())


def _by_pin(db: Transaction, keys: Keys, sitting: str, seat: str, pin: str, now: datetime) -> str | Unproved:
    checked = check_pin(db, keys, sitting, seat, pin)
    match checked.found:
        case Found.RIGHT:
            return take_over(db, sitting, seat, now)
        case Found.WRONG:
            return Unproved(Why.WRONG_PIN, checked.left)
        case Found.BLOCKED:
            return Unproved(Why.BLOCKED)
        case Found.NONE:
            return Unproved(Why.NO_PIN)


async def _account(request: web.Request, member: Member) -> Why | None:
    """What keeps the account of this browser from being the member's."""
    identity = request.get(IDENTITY)
    if identity is None or identity.person is None:
        return Why.SIGNED_OUT
    mails = mails_of(await request.app[DATABASE].read(seats_of, member.attending.dossier.organ))
    theirs, mail = mails.get(member.person, ""), identity.person.account.email
    same = bool(theirs and mail) and key_of(theirs) == key_of(mail or "")
    return None if same else Why.OTHER_ACCOUNT
