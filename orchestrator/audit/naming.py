"""What those are called who did something, and what it was done to: all of a page of acts at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, literal, select, union_all

from orchestrator.access.tables import TokenRow
from orchestrator.accounts.tables import AccountRow, OrganisationRow
from orchestrator.audit.acts import Field, ObjectKind
from orchestrator.audit.seeking import ActFound
from schedules.bookings import Occurrence
from schedules.store.inputs import occurrence_of
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Names:
    """Names by kind and id, and whole bookings by their ids. Who was blanked has none."""

    by_id: Mapping[tuple[str, str], str] = field(default_factory=dict)
    bookings: Mapping[str, Occurrence] = field(default_factory=dict)

    def of(self, kind: str, thing_id: str) -> str | None:
        """What it is called."""
        return self.by_id.get((kind, thing_id)) or None


def names_for(db: Transaction, acts: Sequence[ActFound]) -> Names:
    """The names for *acts*, in three queries however many they are."""
    accounts = _ids(acts, ObjectKind.ACCOUNT) | {act.who for act in acts if act.who_kind == "account"}
    tokens = _ids(acts, ObjectKind.TOKEN) | {act.who for act in acts if act.who_kind == "token"}
    organisations = _ids(acts, ObjectKind.ORGANISATION) | {act.organisation for act in acts if act.organisation}
    organisations |= {str(told) for act in acts for told in act.changes.get(Field.ORGANISATION, ()) if told}
    return Names(_named(db, accounts, tokens, organisations), _bookings(db, _ids(acts, ObjectKind.BOOKING)))


def _ids(acts: Sequence[ActFound], kind: ObjectKind) -> set[str]:
    return {act.object_id for act in acts if act.object_kind == kind}


def _named(
    db: Transaction, accounts: Collection[str], tokens: Collection[str], organisations: Collection[str]
) -> Mapping[tuple[str, str], str]:
    named: CompoundSelect[*tuple[Any, ...]] = union_all(
        select(literal("account"), AccountRow.id, AccountRow.name, AccountRow.email).where(AccountRow.id.in_(accounts)),
        select(literal("token"), TokenRow.id, TokenRow.label, TokenRow.role).where(TokenRow.id.in_(tokens)),
        select(literal("organisation"), OrganisationRow.id, OrganisationRow.name, literal(None)).where(
            OrganisationRow.id.in_(organisations)
        ),
    )
    return {(kind, thing_id): name or other or "" for kind, thing_id, name, other in db.execute(named)}


def _bookings(db: Transaction, ids: Collection[str]) -> Mapping[str, Occurrence]:
    """Whole, as whoever decides who may see them needs them."""
    if not ids:
        return {}
    rooms: dict[str, list[str]] = {}
    held = select(OccupancyRow.occurrence_id, OccupancyRow.room_id).where(OccupancyRow.occurrence_id.in_(ids))
    for booking, room in db.execute(held.order_by(OccupancyRow.room_id)):
        rooms.setdefault(booking, []).append(room)
    rows = db.scalars(select(OccurrenceRow).where(OccurrenceRow.id.in_(ids)))
    return {row.id: occurrence_of(row, tuple(rooms.get(row.id, ()))) for row in rows}
