"""Whom or what a path names, as it stands in the store, or that there is nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.organisations import Organisation, find_organisation
from orchestrator.accounts.second_factor import second_factor_of
from orchestrator.accounts.sign_ins import list_sign_ins
from orchestrator.outbox.store import MailSeen, failed_of
from orchestrator.people.asker import nothing_there
from orchestrator.people.directory import PersonSeen, person
from orchestrator.people.organisations import member, organisation_names
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Known:
    """A person with what stands around them."""

    person: PersonSeen
    sign_ins: int
    """In how many browsers they are signed in."""
    second_factor: bool
    """Whether a password alone is not enough."""
    failed: Sequence[MailSeen]
    """Mails to them that did not go out, of those that whoever asks has caused."""
    organisations: Mapping[str, str]
    """The names of all open organisations, by id."""


async def known_person(request: web.Request) -> Known:
    """The person of the path. Raises ApiError (404)."""
    account_id, who = request.match_info["account"], request[IDENTITY].who
    known = await request.app[DATABASE].read(_person, account_id, who, request.app[CLOCK]())
    if known is None:
        raise nothing_there()
    return known


async def known_organisation(request: web.Request) -> Organisation:
    """The organisation of the path. Raises ApiError (404)."""
    found = await request.app[DATABASE].read(find_organisation, request.match_info["organisation"])
    if found is None:
        raise nothing_there()
    return found


async def known_member(request: web.Request) -> tuple[Organisation, PersonSeen]:
    """The organisation of the path, and its member of the path. Raises ApiError (404)."""
    found = await request.app[DATABASE].read(_member, request.match_info["organisation"], request.match_info["account"])
    if found is None:
        raise nothing_there()
    return found


def _person(db: Transaction, account_id: str, who: str, now: datetime) -> Known | None:
    seen = person(db, account_id)
    if seen is None:
        return None
    failed = [mail for mail in failed_of(db, who) if mail.recipient == seen.account.email]
    has_second = second_factor_of(db, account_id) is not None
    return Known(seen, len(list_sign_ins(db, account_id, now)), has_second, failed, organisation_names(db))


def _member(db: Transaction, organisation: str, account_id: str) -> tuple[Organisation, PersonSeen] | None:
    found, seen = find_organisation(db, organisation), member(db, organisation, account_id)
    return None if found is None or seen is None else (found, seen)
