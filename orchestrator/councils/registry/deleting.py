"""Deleting everything of an organisation's councils, and the certificate that says what that was."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC

from sqlalchemy import ColumnElement, Table, delete, false, func, or_, select

from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.store import blank_all, record
from orchestrator.conferences.tables import BookingPersonRow, MeetingEventRow, PresenceEntryRow
from orchestrator.councils.ballots.tables import SecretVoteRow
from orchestrator.councils.ballots.votes import RUNNING
from orchestrator.councils.convening.tables import SittingMailRow
from orchestrator.councils.dossiers.tables import DossierRow
from orchestrator.councils.log.tables import SittingRow
from orchestrator.councils.registry.ownership import council_tables, owned_by, rows_of
from orchestrator.councils.sitting.state import UNDER_WAY, Status
from orchestrator.outbox.tables import OutboxRow
from orchestrator.people.doer import Doer
from schedules.store.rows import Base, portions
from schedules.store.transaction import Transaction

STAYS = (
    "Bookings of the halls: they are the house's",
    "Records of who did what (kept as long as the room files say), in which no name and no word of a council stands",
    "Copies that were made by `regia backup`, and exports: whoever made them has them",
)
"""What is not deleted with it."""


class SittingGoesOn(Exception):
    """Sittings are under way: their ids. Nothing is deleted."""

    def __init__(self, sittings: Sequence[str]) -> None:
        super().__init__(*sittings)
        self.sittings = sittings


@dataclass(frozen=True, slots=True)
class DeletedSitting:
    """One that was deleted: its head proves later which acts it had, to whoever has its export."""

    sitting: str
    status: str
    acts: int
    head: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was deleted."""

    organisation: str
    at: str
    by: str
    rows: Mapping[str, int]
    """By table; only those that had some. Besides those of councils: who was in the meetings of their halls, and was invited there."""
    mails: int
    """Of the outbox, with what they said."""
    sittings: Sequence[DeletedSitting]
    stays: Sequence[str] = STAYS

    def text(self) -> str:
        """As a file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def delete_councils(db: Transaction, organisation: str, by: Doer) -> Certificate:
    """Delete all of it. Raises SittingGoesOn, Unowned."""
    owned = owned_by(db, organisation)
    if going := goes_on(db, owned.sittings, owned.votes):
        raise SittingGoesOn(going)
    certificate = certified(db, organisation, by)
    mails = _mails(db, owned.sittings)
    conditions = rows_of(owned)
    for table, condition in _of_meetings(db, owned.sittings):
        db.execute(delete(table).where(condition))
    for table in reversed(council_tables()):
        db.execute(delete(table).where(conditions[table.name]))
    for portion in portions(mails):
        db.execute(delete(OutboxRow).where(OutboxRow.id.in_(portion)))
    for kind, ids in ((ObjectKind.SITTING, owned.sittings), (ObjectKind.ORGAN, owned.organs)):
        for portion in portions(ids):
            blank_all(db, kind, portion)
    count = changes_between({}, {Field.COUNT: sum(certificate.rows.values())})
    about = ActObject(ObjectKind.ORGANISATION, organisation)
    record(db, by.actor, Act(ActKind.COUNCILS_DELETED, by.now, about, organisation=organisation, changes=count))
    return certificate


def certified(db: Transaction, organisation: str, by: Doer) -> Certificate:
    """What there is to be deleted. Raises Unowned."""
    owned = owned_by(db, organisation)
    counts = {
        table.name: db.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for table, condition in (
            *zip(council_tables(), rows_of(owned).values(), strict=True),
            *_of_meetings(db, owned.sittings),
        )
    }
    return Certificate(
        organisation=organisation,
        at=by.now.astimezone(UTC).isoformat(timespec="seconds"),
        by=by.actor.id,
        rows={name: count for name, count in counts.items() if count},
        mails=len(_mails(db, owned.sittings)),
        sittings=_sittings(db, owned.sittings),
    )


def _of_meetings(db: Transaction, sittings: Sequence[str]) -> Sequence[tuple[Table, ColumnElement[bool]]]:
    """What names people in the meetings of the sittings' halls: acts told what counts of it."""
    found = set[str]()
    for portion in portions(sittings):
        for bookings in db.scalars(select(DossierRow.bookings).where(DossierRow.sitting_id.in_(portion))):
            found.update(bookings)
    return [
        (
            Base.metadata.tables[row.__tablename__],
            or_(false(), *(row.occurrence_id.in_(portion) for portion in portions(sorted(found)))),
        )
        for row in (MeetingEventRow, PresenceEntryRow, BookingPersonRow)
    ]


def goes_on(db: Transaction, sittings: Sequence[str], votes: Sequence[str]) -> Sequence[str]:
    """Those of the sittings that are under way, or have a secret vote that runs."""
    found = set[str]()
    for portion in portions(sittings):
        running = select(SittingRow.id).where(SittingRow.id.in_(portion), SittingRow.status.in_(sorted(UNDER_WAY)))
        found |= set(db.scalars(running))
    for portion in portions(votes):
        open_ones = or_(*(SecretVoteRow.stage == stage for stage in RUNNING))
        for vote in db.scalars(select(SecretVoteRow.id).where(SecretVoteRow.id.in_(portion), open_ones)):
            found.add(vote.partition(":")[0])
    return sorted(found)


def _sittings(db: Transaction, sittings: Sequence[str]) -> Sequence[DeletedSitting]:
    told = []
    for portion in portions(sittings):
        rows = db.execute(
            select(DossierRow.sitting_id, SittingRow.status, SittingRow.number, SittingRow.head)
            .outerjoin(SittingRow, SittingRow.id == DossierRow.sitting_id)
            .where(DossierRow.sitting_id.in_(portion))
            .order_by(DossierRow.begins, DossierRow.sitting_id)
        )
        told += [DeletedSitting(row[0], row[1] or Status.DRAFTED, row[2] or 0, row[3] or "") for row in rows]
    return told


def _mails(db: Transaction, sittings: Sequence[str]) -> Sequence[str]:
    """Those of the outbox about them."""
    found: list[str] = []
    for portion in portions(sittings):
        found += db.scalars(select(SittingMailRow.mail_id).where(SittingMailRow.sitting_id.in_(portion)))
    there: list[str] = []
    for portion in portions(found):
        there += db.scalars(select(OutboxRow.id).where(OutboxRow.id.in_(portion)))
    return there
