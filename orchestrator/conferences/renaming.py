"""Another name for the meeting of a booking, in the store: whoever knows the one before finds nobody there any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from schedules.store.occupancies import rooms_of
from schedules.store.sites import touch
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction


def rename_meeting(db: Transaction, booking_id: str) -> Sequence[str]:
    """Let the meeting of that booking have another name; gives its id."""
    return _rename(db, [db.get_one(OccurrenceRow, booking_id)])


def rename_meeting_of_series(db: Transaction, booking_id: str, now: datetime) -> Sequence[str]:
    """The same of the one in which all bookings of its series meet that are not over; gives their ids."""
    row = db.get_one(OccurrenceRow, booking_id)
    same = select(OccurrenceRow).where(OccurrenceRow.calendar == row.calendar, OccurrenceRow.uid == row.uid)
    return _rename(db, db.scalars(same.where(OccurrenceRow.end > now).order_by(OccurrenceRow.id)).all())


def _rename(db: Transaction, rows: Sequence[OccurrenceRow]) -> Sequence[str]:
    """Let all of them be of one generation, above any that they had."""
    generation = 1 + max((row.naming or 0 for row in rows), default=0)
    for row in rows:
        row.naming = generation
    db.flush()
    touch(db, sorted({room for row in rows for room in rooms_of(db, row.id)}))
    return [row.id for row in rows]
