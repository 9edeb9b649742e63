"""Which rows are of an organisation's councils, in every table of them: what is exported whole, and deleted whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from orchestrator.councils.ballots.tables import SecretVoteRow
from orchestrator.councils.dossiers.tables import DossierRow
from orchestrator.councils.log.tables import SittingRow
from orchestrator.councils.organs.tables import OrganRow, SeatRow
from schedules.store.rows import Base, portions
from schedules.store.transaction import Transaction

_PREFIXES = ("council_", "ballot", "secret_votes")
_ITSELF = {
    "council_organs": ("id", "organ"),
    "council_sittings": ("id", "sitting"),
    "secret_votes": ("id", "vote"),
    "council_headings": ("organisation", "organisation"),
}
_BY_COLUMN = {
    "sitting_id": "sitting",
    "vote": "vote",
    "vote_id": "vote",
    "organ_id": "organ",
    "seat_id": "seat",
}
"""Of every other table: by which column its rows are of a sitting, a vote, an organ or a seat; the first one counts."""


class Unowned(LookupError):
    """A table of councils of which nobody knows whose its rows are."""


@dataclass(frozen=True, slots=True)
class Owned:
    """What there is of an organisation's councils, by ids."""

    organisation: str
    organs: Sequence[str]
    seats: Sequence[str]
    sittings: Sequence[str]
    votes: Sequence[str]

    def ids(self, kind: str) -> Sequence[str]:
        """Those of a kind of `_BY_COLUMN`."""
        return {
            "organisation": (self.organisation,),
            "organ": self.organs,
            "seat": self.seats,
            "sitting": self.sittings,
            "vote": self.votes,
        }[kind]


def owned_by(db: Transaction, organisation: str) -> Owned:
    """All of it."""
    organs = db.scalars(select(OrganRow.id).where(OrganRow.organisation == organisation).order_by(OrganRow.id)).all()
    seats = db.scalars(select(SeatRow.id).where(_among(SeatRow.organ_id, organs))).all()
    logged = db.scalars(select(SittingRow.id).where(_among(SittingRow.organ, organs)))
    kept = db.scalars(select(DossierRow.sitting_id).where(DossierRow.organisation == organisation))
    sittings = sorted({*logged, *kept})
    votes = [vote for vote in db.scalars(select(SecretVoteRow.id)) if vote.partition(":")[0] in set(sittings)]
    return Owned(organisation, organs, seats, sittings, votes)


def council_tables() -> Sequence[Table]:
    """Every table of councils, in an order in which rows may be made; the other way round they may be deleted."""
    return [table for table in Base.metadata.sorted_tables if table.name.startswith(_PREFIXES)]


def rows_of(owned: Owned) -> Mapping[str, ColumnElement[bool]]:
    """Which rows of each table are of it. Raises Unowned."""
    return {table.name: _condition(table, owned) for table in council_tables()}


def _condition(table: Table, owned: Owned) -> ColumnElement[bool]:
    if table.name in _ITSELF:
        column, kind = _ITSELF[table.name]
        return _among(table.columns[column], owned.ids(kind))
    for column, kind in _BY_COLUMN.items():
        if column in table.columns:
            return _among(table.columns[column], owned.ids(kind))
    raise Unowned(table.name)


def _among(column: ColumnElement[str] | InstrumentedAttribute[str], ids: Sequence[str]) -> ColumnElement[bool]:
    """That the column is one of *ids*, however many there are."""
    return or_(false(), *(column.in_(portion) for portion in portions(ids)))
