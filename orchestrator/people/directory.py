"""People in the store as administrators see them: looked for, filtered, sorted, a page at a time, in four queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, func, or_, select

from orchestrator.accounts.accounts import Account, find_accounts
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.names import folded
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.tables import AccountRow, IdentityRow, MembershipRow, OrganisationRow, StaffRow
from orchestrator.web.shell.listing import PER_PAGE
from schedules.store.transaction import Transaction


class State(StrEnum):
    """How it stands with an account."""

    ACTIVE = "active"
    INVITED = "invited"
    """Nobody has come by it yet."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """An account with all that it is."""

    account: Account
    has_come: bool
    staff: tuple[Staff, ...] = ()
    memberships: tuple[Membership, ...] = ()
    organisations: Mapping[str, str] = field(default_factory=dict)
    """The names of the organisations of *memberships*, by their ids."""

    @property
    def state(self) -> State:
        """How it stands with it."""
        if self.account.closed_at is not None:
            return State.CLOSED
        return State.ACTIVE if self.has_come else State.INVITED

    @property
    def is_blank(self) -> bool:
        """Whether who it was has been forgotten."""
        return self.account.email is None


@dataclass(frozen=True, slots=True)
class Sought:
    """Which people, in which order, and which part of them."""

    words: str = ""
    """Within the name or the address."""
    state: State | None = None
    role: StaffRole | OrganisationRole | None = None
    sort: str = "name"
    """``name``, ``email`` or ``since``."""
    descending: bool = False
    page: int = 1
    per_page: int = PER_PAGE


def people(db: Transaction, sought: Sought) -> tuple[Sequence[PersonSeen], int]:
    """A page of those who are *sought*, and how many they are; a page beyond the last one is the last."""
    those = _those(sought)
    total = db.scalar(select(func.count()).select_from(AccountRow).where(*those)) or 0
    page = min(sought.page, max(1, -(-total // sought.per_page)))
    ordered = _ordered(select(AccountRow.id).where(*those), sought).offset((page - 1) * sought.per_page)
    return people_of(db, db.scalars(ordered.limit(sought.per_page)).all()), total


def person(db: Transaction, account_id: str) -> PersonSeen | None:
    """The one of that id."""
    found = people_of(db, [account_id])
    return found[0] if found else None


def everybody(db: Transaction) -> Sequence[PersonSeen]:
    """All there are, by their addresses; for a terminal, which scrolls."""
    ids = db.scalars(
        select(AccountRow.id).where(AccountRow.email_key.is_not(None)).order_by(AccountRow.email_key)
    ).all()
    return [seen for start in range(0, len(ids), 500) for seen in people_of(db, ids[start : start + 500])]


def people_of(db: Transaction, ids: Sequence[str]) -> Sequence[PersonSeen]:
    """Those of *ids*, in that order; who is not there is left out. As many as a page has."""
    accounts = {account.id: account for account in find_accounts(db, ids)}
    come = set(db.scalars(select(AccountRow.id).where(AccountRow.id.in_(ids), has_come())))
    staff: dict[str, list[Staff]] = {}
    for row in db.scalars(select(StaffRow).where(StaffRow.account_id.in_(ids))):
        staff.setdefault(row.account_id, []).append(Staff(StaffRole(row.role), row.site_id))
    memberships, names = _memberships(db, ids)
    return [
        PersonSeen(
            accounts[account_id],
            account_id in come,
            tuple(sorted(staff.get(account_id, ()))),
            tuple(sorted(memberships.get(account_id, ()))),
            names,
        )
        for account_id in ids
        if account_id in accounts
    ]


def has_come() -> ColumnElement[bool]:
    """Of an account, that somebody has chosen its password, or has come by a provider."""
    return or_(AccountRow.password.is_not(None), exists().where(IdentityRow.account_id == AccountRow.id))


def contains(words: str) -> ColumnElement[bool]:
    """Of an account, that its name or address has *words* in it, whatever their capitals and accents."""
    return or_(
        AccountRow.name_key.contains(folded(words), autoescape=True),
        AccountRow.email_key.contains(key_of(words), autoescape=True),
    )


def _memberships(db: Transaction, ids: Iterable[str]) -> tuple[Mapping[str, Sequence[Membership]], Mapping[str, str]]:
    found: dict[str, list[Membership]] = {}
    names: dict[str, str] = {}
    rows = db.execute(
        select(MembershipRow.account_id, MembershipRow.role, OrganisationRow.id, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(MembershipRow.account_id.in_(ids))
    )
    for account_id, role, organisation, name in rows:
        found.setdefault(account_id, []).append(Membership(organisation, OrganisationRole(role)))
        names[organisation] = name
    return found, names


def _those(sought: Sought) -> Sequence[ColumnElement[bool]]:
    those: list[ColumnElement[bool]] = [AccountRow.email_key.is_not(None)]
    if sought.words:
        those.append(contains(sought.words))
    match sought.state:
        case State.CLOSED:
            those.append(AccountRow.closed_at.is_not(None))
        case State.ACTIVE:
            those += [AccountRow.closed_at.is_(None), has_come()]
        case State.INVITED:
            those += [AccountRow.closed_at.is_(None), ~has_come()]
    if isinstance(sought.role, StaffRole):
        those.append(exists().where(StaffRow.account_id == AccountRow.id, StaffRow.role == sought.role))
    elif sought.role is not None:
        those.append(exists().where(MembershipRow.account_id == AccountRow.id, MembershipRow.role == sought.role))
    return those


def _ordered(those: Select[str], sought: Sought) -> Select[str]:
    columns: Mapping[str, SQLColumnExpression[Any]] = {
        "name": AccountRow.name_key,
        "email": AccountRow.email_key,
        "since": AccountRow.created_at,
    }
    by = (columns[sought.sort], AccountRow.id)
    return those.order_by(*(column.desc() if sought.descending else column.asc() for column in by))
