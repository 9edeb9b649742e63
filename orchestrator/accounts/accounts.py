"""Accounts in the store: made, found, changed, closed, opened again, and blanked."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from config.words.sentences import Language
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.names import folded
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.tables import (
    AccountRow,
    IdentityRow,
    LinkRow,
    MembershipRow,
    PaperCodeRow,
    SecondFactorRow,
    SignInRow,
    StaffRow,
)
from schedules.store.transaction import Transaction


class EmailTaken(Exception):
    """Another account has that address."""


class Changed(Exception):
    """Somebody else changed it since it was read."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as others may see it, without what proves who somebody is."""

    id: str
    email: str | None
    name: str
    language: Language
    created_at: datetime
    closed_at: datetime | None
    has_password: bool
    revision: int


def make_account(
    db: Transaction, email: str, name: str, language: Language, now: datetime, account_id: str | None = None
) -> Account:
    """Store a new one for a good address, under *account_id* or an id of chance. Raises EmailTaken."""
    if account_by_email(db, email) is not None:
        raise EmailTaken(email)
    row = AccountRow(
        id=account_id or secrets.token_hex(8),
        email=email,
        email_key=key_of(email),
        name=name,
        name_key=folded(name),
        language=language,
        created_at=now,
    )
    db.add(row)
    db.flush()
    return _account(row)


def find_account(db: Transaction, account_id: str) -> Account | None:
    """The one of that id."""
    row = db.get(AccountRow, account_id)
    return None if row is None else _account(row)


def find_accounts(db: Transaction, ids: Iterable[str]) -> Sequence[Account]:
    """Those of *ids* that there are."""
    return [_account(row) for row in db.scalars(select(AccountRow).where(AccountRow.id.in_(ids)))]


def account_by_email(db: Transaction, email: str) -> Account | None:
    """The one with that address, whatever its letters' case."""
    row = db.scalar(select(AccountRow).where(AccountRow.email_key == key_of(email)))
    return None if row is None else _account(row)


def change_account(db: Transaction, account_id: str, revision: int, name: str, language: Language) -> Account:
    """Give it another name and language. Raises Changed where its revision is another by now."""
    row = db.get(AccountRow, account_id)
    if row is None or row.revision != revision:
        raise Changed(account_id)
    row.name, row.name_key, row.language, row.revision = name, folded(name), language, row.revision + 1
    db.flush()
    return _account(row)


def move_account(db: Transaction, account_id: str, revision: int, email: str) -> Account:
    """Give it another good address; links that went to the old one are good no more. Raises Changed, EmailTaken."""
    row = db.get(AccountRow, account_id)
    if row is None or row.revision != revision or row.email_key is None:
        raise Changed(account_id)
    other = account_by_email(db, email)
    if other is not None and other.id != account_id:
        raise EmailTaken(email)
    row.email, row.email_key, row.revision = email, key_of(email), row.revision + 1
    db.execute(delete(LinkRow).where(LinkRow.account_id == account_id))
    db.flush()
    return _account(row)


def close_account(db: Transaction, account_id: str, now: datetime) -> bool:
    """Let nobody sign in to it any more, and end what is signed in. False where none of that id is open."""
    open_one = (AccountRow.id == account_id) & AccountRow.closed_at.is_(None)
    closed = update(AccountRow).where(open_one).values(closed_at=now, revision=AccountRow.revision + 1)
    if db.scalar(closed.returning(AccountRow.id)) is None:
        return False
    for table in (SignInRow, LinkRow):
        db.execute(delete(table).where(table.account_id == account_id))
    return True


def reopen_account(db: Transaction, account_id: str) -> bool:
    """Let it be signed in to again, as it was before. False where none of that id is closed, or it was blanked."""
    closed_one = (AccountRow.id == account_id) & AccountRow.closed_at.is_not(None) & AccountRow.email.is_not(None)
    opened = update(AccountRow).where(closed_one).values(closed_at=None, revision=AccountRow.revision + 1)
    return db.scalar(opened.returning(AccountRow.id)) is not None


def blank_account(db: Transaction, account_id: str, now: datetime) -> None:
    """Close it and forget who it was; its acts stay under its id."""
    close_account(db, account_id, now)
    forgotten = {"email": None, "email_key": None, "name": "", "name_key": "", "password": None}
    db.execute(update(AccountRow).where(AccountRow.id == account_id).values(**forgotten))
    for table in (MembershipRow, StaffRow, SecondFactorRow, PaperCodeRow, IdentityRow):
        db.execute(delete(table).where(table.account_id == account_id))


def staff_of(db: Transaction, account_id: str) -> Sequence[Staff]:
    """What it is on the staff of sites, in order."""
    rows = db.scalars(select(StaffRow).where(StaffRow.account_id == account_id))
    return sorted(Staff(StaffRole(row.role), row.site_id) for row in rows)


def memberships_of(db: Transaction, account_id: str) -> Sequence[Membership]:
    """What it is in organisations, in order."""
    rows = db.scalars(select(MembershipRow).where(MembershipRow.account_id == account_id))
    return sorted(Membership(row.organisation_id, OrganisationRole(row.role)) for row in rows)


def give_staff(db: Transaction, account_id: str, staff: Staff) -> None:
    """Give it that role, if it has it not."""
    db.merge(StaffRow(account_id=account_id, site_id=staff.site, role=staff.role))


def take_staff(db: Transaction, account_id: str, staff: Staff) -> None:
    """Take that role away, if it has it."""
    those = (StaffRow.account_id == account_id, StaffRow.site_id == staff.site, StaffRow.role == staff.role)
    db.execute(delete(StaffRow).where(*those))


def give_membership(db: Transaction, account_id: str, membership: Membership) -> None:
    """Give it that role in the organisation, if it has it not."""
    db.merge(MembershipRow(account_id=account_id, organisation_id=membership.organisation, role=membership.role))


def take_membership(db: Transaction, account_id: str, membership: Membership) -> None:
    """Take that role in the organisation away, if it has it."""
    those = (
        MembershipRow.account_id == account_id,
        MembershipRow.organisation_id == membership.organisation,
        MembershipRow.role == membership.role,
    )
    db.execute(delete(MembershipRow).where(*those))


def _account(row: AccountRow) -> Account:
    language: Language = "en" if row.language == "en" else "it"
    return Account(
        row.id, row.email, row.name, language, row.created_at, row.closed_at, row.password is not None, row.revision
    )
