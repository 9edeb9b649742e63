"""How many were in a meeting, in the store: one row a minute from each source at most, and none of a confidential booking."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from orchestrator.conferences.presence.evidence import Snapshot
from orchestrator.conferences.tables import MeetingSnapshotRow
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

PROSODY = "prosody"
"""The meeting's own server, asked for the size of its room."""
STAGE = "stage"
"""The big screens that are in it."""


def store_counts(db: Transaction, counts: Mapping[str, int], source: str, now: datetime) -> None:
    """Store how many were counted, by booking.

    That nobody is there is believed only where somebody was counted before: a server that is asked for the wrong name says
    nobody too.
    """
    for booking, count in sorted(counts.items()):
        shown = db.scalar(select(OccurrenceRow.confidential).where(OccurrenceRow.id == booking))
        if shown is not False or (count == 0 and not _was_counted(db, booking)):
            continue
        db.add(MeetingSnapshotRow(occurrence_id=booking, at=now, source=source, count=count))
    db.flush()


def snapshots_of(db: Transaction, booking_id: str) -> Sequence[Snapshot]:
    """What was counted in a booking's meeting; nothing of one that has become confidential."""
    if db.scalar(select(OccurrenceRow.confidential).where(OccurrenceRow.id == booking_id)) is not False:
        return ()
    told = select(MeetingSnapshotRow.at, MeetingSnapshotRow.count).where(MeetingSnapshotRow.occurrence_id == booking_id)
    return [Snapshot(int(row.at.timestamp()), row[1]) for row in db.execute(told.order_by(MeetingSnapshotRow.number))]


def _was_counted(db: Transaction, booking: str) -> bool:
    told = select(MeetingSnapshotRow.number).where(
        MeetingSnapshotRow.occurrence_id == booking, MeetingSnapshotRow.count > 0
    )
    return db.scalar(told.limit(1)) is not None
