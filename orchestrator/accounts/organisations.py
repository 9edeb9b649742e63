"""Organisations in the store: made, found, changed, closed and opened again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from orchestrator.accounts.accounts import Changed
from orchestrator.accounts.tables import OrganisationRow
from schedules.store.transaction import Transaction


class OrganisationTaken(Exception):
    """Another organisation has that id."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that owns bookings."""

    id: str
    name: str
    created_at: datetime
    closed_at: datetime | None
    revision: int


def make_organisation(db: Transaction, organisation_id: str, name: str, now: datetime) -> Organisation:
    """Store a new one. Raises OrganisationTaken."""
    if db.get(OrganisationRow, organisation_id) is not None:
        raise OrganisationTaken(organisation_id)
    row = OrganisationRow(id=organisation_id, name=name, created_at=now, revision=1)
    db.add(row)
    db.flush()
    return _organisation(row)


def find_organisation(db: Transaction, organisation_id: str) -> Organisation | None:
    """The one of that id."""
    row = db.get(OrganisationRow, organisation_id)
    return None if row is None else _organisation(row)


def find_organisations(db: Transaction, ids: Iterable[str]) -> Sequence[Organisation]:
    """Those of *ids* that there are."""
    return [_organisation(row) for row in db.scalars(select(OrganisationRow).where(OrganisationRow.id.in_(ids)))]


def list_organisations(db: Transaction) -> Sequence[Organisation]:
    """All of them by name; a town has some dozens."""
    return [
        _organisation(row)
        for row in db.scalars(select(OrganisationRow).order_by(OrganisationRow.name, OrganisationRow.id))
    ]


def organisation_ids(db: Transaction) -> Sequence[str]:
    """The ids of all of them, in order, closed ones too: their bookings are still theirs."""
    return db.scalars(select(OrganisationRow.id).order_by(OrganisationRow.id)).all()


def change_organisation(
    db: Transaction, organisation_id: str, revision: int, name: str, closed_at: datetime | None
) -> Organisation:
    """Give it another name, close it, or open it again. Raises Changed where its revision is another by now."""
    row = db.get(OrganisationRow, organisation_id)
    if row is None or row.revision != revision:
        raise Changed(organisation_id)
    row.name, row.closed_at, row.revision = name, closed_at, row.revision + 1
    db.flush()
    return _organisation(row)


def _organisation(row: OrganisationRow) -> Organisation:
    return Organisation(row.id, row.name, row.created_at, row.closed_at, row.revision)
