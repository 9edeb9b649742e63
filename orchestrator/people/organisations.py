"""Organisations and their members in the store, as lists show them; and what is changed of an organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select

from orchestrator.accounts.accounts import Changed
from orchestrator.accounts.organisations import (
    Organisation,
    change_organisation,
    find_organisation,
    find_organisations,
    make_organisation,
)
from orchestrator.accounts.roles import OrganisationRole
from orchestrator.accounts.tables import AccountRow, MembershipRow, OrganisationRow
from orchestrator.audit.acts import Act, ActKind, ActObject, Changes, Field, ObjectKind
from orchestrator.audit.store import record
from orchestrator.people.directory import PersonSeen, contains, people_of
from orchestrator.people.doer import Doer
from orchestrator.web.shell.listing import PER_PAGE
from schedules.store.transaction import Transaction

LONGEST_ORGANISATION = 120
"""Characters of a name."""
ALL = 1_000
"""As many organisations as can be chosen from; a town has some dozens."""


@dataclass(frozen=True, slots=True)
class OrganisationSeen:
    """An organisation in a list."""

    organisation: Organisation
    members: int
    managers: int


@dataclass(frozen=True, slots=True)
class SoughtOrganisations:
    """Which, in which order, and which part of them."""

    words: str = ""
    state: Literal["open", "closed"] | None = None
    only: frozenset[str] | None = None
    """Their ids; None for all."""
    sort: str = "name"
    """``name`` or ``members``."""
    descending: bool = False
    page: int = 1
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class SoughtMembers:
    """Which members of one organisation, in which order, and which part of them."""

    organisation: str
    words: str = ""
    role: OrganisationRole | None = None
    sort: str = "name"
    """``name`` or ``email``."""
    descending: bool = False
    page: int = 1
    per_page: int = PER_PAGE


def organisations(db: Transaction, sought: SoughtOrganisations) -> tuple[Sequence[OrganisationSeen], int]:
    """A page of those who are *sought*, and how many they are; a page beyond the last one is the last."""
    those: list[ColumnElement[bool]] = []
    if sought.words:
        those.append(
            OrganisationRow.name.icontains(sought.words, autoescape=True)
            | OrganisationRow.id.contains(sought.words.casefold(), autoescape=True)
        )
    if sought.only is not None:
        those.append(OrganisationRow.id.in_(sought.only))
    if sought.state is not None:
        closed = OrganisationRow.closed_at.is_not(None)
        those.append(closed if sought.state == "closed" else ~closed)
    total = db.scalar(select(func.count()).select_from(OrganisationRow).where(*those)) or 0
    counted = _counted().subquery()
    members = func.coalesce(counted.c.members, 0)
    column: ColumnElement[object] = members if sought.sort == "members" else func.lower(OrganisationRow.name)
    rows = db.execute(
        select(OrganisationRow.id, members.label("members"), func.coalesce(counted.c.managers, 0).label("managers"))
        .outerjoin(counted, counted.c.organisation_id == OrganisationRow.id)
        .where(*those)
        .order_by(column.desc() if sought.descending else column, OrganisationRow.id)
        .offset(_offset(sought.page, sought.per_page, total))
        .limit(sought.per_page)
    ).all()
    known = {found.id: found for found in find_organisations(db, [row.id for row in rows])}
    return [OrganisationSeen(known[row.id], row.members, row.managers) for row in rows], total


def organisation_names(db: Transaction) -> Mapping[str, str]:
    """The open ones by id, in the order of their names."""
    rows = db.execute(
        select(OrganisationRow.id, OrganisationRow.name)
        .where(OrganisationRow.closed_at.is_(None))
        .order_by(func.lower(OrganisationRow.name), OrganisationRow.id)
        .limit(ALL)
    )
    return {row.id: row.name for row in rows}


def taken_ids(db: Transaction) -> frozenset[str]:
    """All ids that organisations have."""
    return frozenset(db.scalars(select(OrganisationRow.id)))


def members(db: Transaction, sought: SoughtMembers) -> tuple[Sequence[PersonSeen], int]:
    """A page of those who are *sought*, and how many they are; a page beyond the last one is the last."""
    held = select(MembershipRow.account_id).where(MembershipRow.organisation_id == sought.organisation)
    if sought.role is not None:
        held = held.where(MembershipRow.role == sought.role)
    those: list[ColumnElement[bool]] = [AccountRow.id.in_(held)]
    if sought.words:
        those.append(contains(sought.words))
    total = db.scalar(select(func.count()).select_from(AccountRow).where(*those)) or 0
    sort: SQLColumnExpression[Any] = AccountRow.email_key if sought.sort == "email" else AccountRow.name_key
    ids = (
        select(AccountRow.id)
        .where(*those)
        .order_by(*(column.desc() if sought.descending else column.asc() for column in (sort, AccountRow.id)))
        .offset(_offset(sought.page, sought.per_page, total))
        .limit(sought.per_page)
    )
    return people_of(db, db.scalars(ids).all()), total


def member(db: Transaction, organisation: str, account_id: str) -> PersonSeen | None:
    """Somebody who is something in the organisation; None for all others, whether there are such or not."""
    found = people_of(db, [account_id])
    return next((seen for seen in found if roles_in(seen, organisation)), None)


def roles_in(seen: PersonSeen, organisation: str) -> tuple[OrganisationRole, ...]:
    """What somebody is in an organisation, as lists put it."""
    held = {membership.role for membership in seen.memberships if membership.organisation == organisation}
    return tuple(role for role in OrganisationRole if role in held)


def found_organisation(db: Transaction, organisation_id: str, name: str, by: Doer) -> Organisation:
    """Make a new one. Raises OrganisationTaken."""
    made = make_organisation(db, organisation_id, name, by.now)
    record(db, by.actor, _act(ActKind.ORGANISATION_MADE, organisation_id, by, {Field.NAME: (None, name)}))
    return made


def change_whole(
    db: Transaction, organisation_id: str, revision: int, name: str, by: Doer, *, is_closed: bool
) -> Organisation:
    """Give it that name, and close it or open it again. Raises Changed."""
    before = _found(db, organisation_id)
    closed_at = (before.closed_at or by.now) if is_closed else None
    after = change_organisation(db, organisation_id, revision, name, closed_at)
    if before.name != name:
        changes: Changes = {Field.NAME: (before.name, name)}
        record(db, by.actor, _act(ActKind.ORGANISATION_CHANGED, organisation_id, by, changes))
    if (before.closed_at is not None) != is_closed:
        kind = ActKind.ORGANISATION_CLOSED if is_closed else ActKind.ORGANISATION_REOPENED
        record(db, by.actor, _act(kind, organisation_id, by))
    return after


def rename_organisation(db: Transaction, organisation_id: str, revision: int, name: str, by: Doer) -> Organisation:
    """Give it another name. Raises Changed."""
    is_closed = _found(db, organisation_id).closed_at is not None
    return change_whole(db, organisation_id, revision, name, by, is_closed=is_closed)


def close_organisation(db: Transaction, organisation_id: str, by: Doer) -> None:
    """Let it book nothing more. Raises Changed where there is none."""
    before = _found(db, organisation_id)
    change_whole(db, organisation_id, before.revision, before.name, by, is_closed=True)


def reopen_organisation(db: Transaction, organisation_id: str, by: Doer) -> None:
    """Let it be as before. Raises Changed where there is none."""
    before = _found(db, organisation_id)
    change_whole(db, organisation_id, before.revision, before.name, by, is_closed=False)


def _found(db: Transaction, organisation_id: str) -> Organisation:
    found = find_organisation(db, organisation_id)
    if found is None:
        raise Changed(organisation_id)
    return found


def _counted() -> Select[str, int, int]:
    """How many people each has, and how many manage it."""
    managing = func.count(func.distinct(MembershipRow.account_id)).filter(
        MembershipRow.role == OrganisationRole.MANAGER
    )
    return select(
        MembershipRow.organisation_id,
        func.count(func.distinct(MembershipRow.account_id)).label("members"),
        managing.label("managers"),
    ).group_by(MembershipRow.organisation_id)


def _offset(page: int, per_page: int, total: int) -> int:
    return (min(page, max(1, -(-total // per_page))) - 1) * per_page


def _act(kind: ActKind, organisation_id: str, by: Doer, changes: Changes | None = None) -> Act:
    about = ActObject(ObjectKind.ORGANISATION, organisation_id)
    return Act(kind, by.now, about, organisation=organisation_id, changes=changes or {})
