"""People are invited, one or many, in one transaction: who is new gets an account and a link, who is here gets roles.

What each is to be sent is written before that transaction begins, by what a look at the store said. Where that is not so
any more when the transaction begins, nothing is done, and it is looked at again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from config.words.sentences import Language
from orchestrator.accounts.accounts import give_membership, give_staff, make_account
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.links import LinkKind, keep_link
from orchestrator.accounts.roles import Membership, Staff
from orchestrator.accounts.sign_ins import end_all_sign_ins
from orchestrator.accounts.tables import AccountRow
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind
from orchestrator.audit.store import record
from orchestrator.outbox.sealed import SealedMail
from orchestrator.outbox.store import put_mail
from orchestrator.people.directory import PersonSeen, State, people_of
from orchestrator.people.doer import Doer
from schedules.store.rows import portions
from schedules.store.transaction import Transaction


class Overtaken(Exception):
    """Somebody else has changed who is here since it was looked at."""


class Standing(StrEnum):
    """How it stands with somebody who is to be invited."""

    NEW = "new"
    WAITS = "waits"
    """They have an account, by which nobody has come."""
    JOINS = "joins"
    """They come by an account of theirs, and get roles."""
    THERE = "there"
    """They have all of those roles."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody who is to be invited, at a good address."""

    email: str
    name: str
    language: Language = "it"
    staff: tuple[Staff, ...] = ()
    memberships: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the store knows of somebody who is to be invited."""

    standing: Standing
    person: PersonSeen | None = None


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who is to be invited, how it stands with them, and what they are to be sent."""

    wanted: Wanted
    found: Found
    account_id: str
    """Which a new account is to have."""
    link: str | None = None
    """The secret of a link for who has not come."""
    mail: SealedMail | None = None


def account_id_of(form_id: UUID, who: str, email: str) -> str:
    """The id that the account gets which *who* makes by that form: sent twice, it makes one."""
    return hashlib.sha256(f"{form_id}:{who}:{key_of(email)}".encode()).hexdigest()[:16]


def look(db: Transaction, wanted: Sequence[Wanted]) -> Sequence[Found]:
    """How it stands with each of them."""
    ids: dict[str, str] = {}
    for keys in portions(key_of(person.email) for person in wanted):
        rows = db.execute(select(AccountRow.email_key, AccountRow.id).where(AccountRow.email_key.in_(keys)))
        ids.update((str(key), account_id) for key, account_id in rows)
    known: Mapping[str, PersonSeen] = {
        seen.account.id: seen for portion in portions(ids.values()) for seen in people_of(db, portion)
    }
    return [_found(person, known.get(ids.get(key_of(person.email), ""))) for person in wanted]


def invite(db: Transaction, invitees: Sequence[Invitee], by: Doer) -> None:
    """Do it for all of them, or raise Overtaken and do nothing."""
    if look(db, [invitee.wanted for invitee in invitees]) != [invitee.found for invitee in invitees]:
        raise Overtaken
    for invitee in invitees:
        if invitee.found.standing is not Standing.THERE or invitee.link is not None:
            _invite(db, invitee, by)


def _invite(db: Transaction, invitee: Invitee, by: Doer) -> None:
    seen, wanted = invitee.found.person, invitee.wanted
    account_id = invitee.account_id if seen is None else seen.account.id
    if seen is None:
        make_account(db, wanted.email, wanted.name, wanted.language, by.now, account_id)
        told = {Field.EMAIL: (None, wanted.email), Field.NAME: (None, wanted.name)}
        record(db, by.actor, Act(ActKind.ACCOUNT_MADE, by.now, ActObject(ObjectKind.ACCOUNT, account_id), changes=told))
    new_staff = [staff for staff in wanted.staff if seen is None or staff not in seen.staff]
    new_memberships = [each for each in wanted.memberships if seen is None or each not in seen.memberships]
    for staff in new_staff:
        give_staff(db, account_id, staff)
        record(db, by.actor, staff_act(ActKind.STAFF_GIVEN, account_id, staff, by.now))
    for membership in new_memberships:
        give_membership(db, account_id, membership)
        record(db, by.actor, membership_act(ActKind.MEMBERSHIP_GIVEN, account_id, membership, by.now))
    if new_staff:
        end_all_sign_ins(db, account_id)
    if invitee.link is not None:
        keep_link(db, account_id, LinkKind.INVITATION, invitee.link, by.now)
        record(db, by.actor, Act(ActKind.INVITED, by.now, ActObject(ObjectKind.ACCOUNT, account_id)))
    if invitee.mail is not None:
        put_mail(db, invitee.mail, by.now)


def staff_act(kind: ActKind, account_id: str, staff: Staff, now: datetime) -> Act:
    """That a role on the staff was given or taken."""
    taken = kind is ActKind.STAFF_TAKEN
    changes = {
        Field.ROLE: (staff.role.value, None) if taken else (None, staff.role.value),
        Field.SITE: (staff.site, None) if taken else (None, staff.site),
    }
    return Act(kind, now, ActObject(ObjectKind.ACCOUNT, account_id), changes=changes)


def membership_act(kind: ActKind, account_id: str, membership: Membership, now: datetime) -> Act:
    """That a role in an organisation was given or taken."""
    taken = kind is ActKind.MEMBERSHIP_TAKEN
    role = membership.role.value
    changes = {Field.ROLE: (role, None) if taken else (None, role)}
    about = ActObject(ObjectKind.ACCOUNT, account_id)
    return Act(kind, now, about, organisation=membership.organisation, changes=changes)


def _found(wanted: Wanted, seen: PersonSeen | None) -> Found:
    if seen is None:
        return Found(Standing.NEW)
    if seen.state is State.CLOSED:
        return Found(Standing.CLOSED, seen)
    has_all = set(wanted.staff) <= set(seen.staff) and set(wanted.memberships) <= set(seen.memberships)
    if has_all and (wanted.staff or wanted.memberships):
        return Found(Standing.THERE, seen)
    return Found(Standing.JOINS if seen.has_come else Standing.WAITS, seen)
