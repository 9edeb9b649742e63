"""What people wrote about who was there, in the store: nothing is ever changed; what is struck out stands there still, with why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from orchestrator.accounts.tables import AccountRow
from orchestrator.conferences.presence.evidence import HandEntry
from orchestrator.conferences.tables import PresenceEntryRow
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

MOST_ENTRIES = 2_000
"""Of one booking, those that are struck out too."""


class TooManyEntries(Exception):
    """There are as many of the booking as there may be."""


@dataclass(frozen=True, slots=True)
class Striking:
    """That an entry counts no more."""

    who: str
    why: str
    at: int


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """An entry as it was written, and whether it was struck out since."""

    entry: HandEntry
    struck: Striking | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What somebody says about a person: that they were there from *start* to *end*, or were not."""

    person: str
    """Key of the person (`orchestrator.conferences.presence.people`), or of somebody of whom nothing else is known."""
    name: str
    start: datetime
    end: datetime
    present: bool
    why: str


def entries_of(db: Transaction, booking_id: str) -> Sequence[WrittenEntry]:
    """All that was written of a booking, in order; of one that has become confidential nothing."""
    if db.scalar(select(OccurrenceRow.confidential).where(OccurrenceRow.id == booking_id)) is not False:
        return ()
    rows = db.scalars(select(PresenceEntryRow).where(PresenceEntryRow.occurrence_id == booking_id))
    found = sorted(rows, key=lambda row: row.number)
    ids = {account for row in found for account in (row.account, row.struck_by) if account is not None}
    named = db.execute(select(AccountRow.id, AccountRow.name, AccountRow.email).where(AccountRow.id.in_(ids)))
    names = {row.id: row.name or row.email or "" for row in named}
    return [_written(row, names) for row in found]


def revision_of(entries: Sequence[WrittenEntry]) -> int:
    """It grows with each entry, and with each that is struck out."""
    return max((written.entry.number for written in entries), default=0) + sum(
        written.struck is not None for written in entries
    )


def is_written(db: Transaction, form_id: str) -> bool:
    """Whether that form was sent before."""
    return db.scalar(select(PresenceEntryRow.number).where(PresenceEntryRow.form_id == form_id)) is not None


def write_entry(db: Transaction, booking_id: str, new: NewEntry, account: str, form_id: str, now: datetime) -> None:
    """Write it, signed by *account*, from a form that was not sent before. Raises TooManyEntries."""
    counted = select(func.count()).select_from(PresenceEntryRow).where(PresenceEntryRow.occurrence_id == booking_id)
    if (db.scalar(counted) or 0) >= MOST_ENTRIES:
        raise TooManyEntries
    db.add(
        PresenceEntryRow(
            occurrence_id=booking_id,
            person=new.person,
            name=new.name,
            start=new.start,
            end=new.end,
            present=new.present,
            why=new.why,
            account=account,
            at=now,
            form_id=form_id,
        )
    )
    db.flush()


def strike_entry(db: Transaction, number: int, account: str, why: str, now: datetime) -> bool:
    """Let it count no more; False where it is struck out already."""
    row = db.get(PresenceEntryRow, number)
    if row is None or row.struck_at is not None:
        return False
    row.struck_at, row.struck_by, row.struck_why = now, account, why
    db.flush()
    return True


def _written(row: PresenceEntryRow, names: dict[str, str]) -> WrittenEntry:
    entry = HandEntry(
        row.number,
        row.person,
        row.name,
        _seconds(row.start),
        _seconds(row.end),
        row.present,
        names.get(row.account, ""),
        row.why,
        _seconds(row.at),
    )
    if row.struck_at is None:
        return WrittenEntry(entry)
    return WrittenEntry(entry, Striking(names.get(row.struck_by or "", ""), row.struck_why, _seconds(row.struck_at)))


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
