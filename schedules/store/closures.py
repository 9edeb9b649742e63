"""Closing rooms for a time from here, as calendars do with their category: blocked instead of booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from schedules.bookings import OWN_CALENDAR, Entry, Occurrence
from schedules.store.diary import BookingClash, UnknownRooms, booked, entry_of, new_row
from schedules.store.occupancies import rooms_of
from schedules.store.sessions import pin_due
from schedules.store.sites import active_rooms, touch
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure, and the bookings that it closes over."""

    entry: Entry
    over: Sequence[Entry] = ()
    repeated: bool = False
    """It was there already, and nothing has changed."""


def close(db: Transaction, secret: bytes, wanted: Occurrence, reason: str | None, now: datetime) -> Closed:
    """Close all the rooms of *wanted*, or none. Raises BookingClash, UnknownRooms.

    Who gives a *reason* closes over bookings, which keep their places and wait; what is live runs on. The same closure
    again answers the one that there is.
    """
    known = _same(db, wanted)
    if known is not None:
        return Closed(entry_of(known, wanted.rooms), repeated=True)
    over = [entry for entry in booked(db, wanted.rooms, wanted.start, wanted.end) if not entry.booking.closure]
    if over and reason is None:
        raise BookingClash(over)
    missing = set(wanted.rooms).difference(active_rooms(db))
    if missing:
        raise UnknownRooms(sorted(missing))
    pin_due(db, wanted.rooms, now)
    row = new_row(secret, wanted, now)
    db.add(row)
    db.flush()
    taken = {"occurrence_id": row.id, "start": wanted.start, "end": wanted.end, "holding": False}
    db.add_all(OccupancyRow(**taken, room_id=room) for room in wanted.rooms)
    db.flush()
    touch(db, wanted.rooms)
    return Closed(entry_of(row, wanted.rooms), over)


def _same(db: Transaction, wanted: Occurrence) -> OccurrenceRow | None:
    """A closure that says the same of the same rooms, made here and not taken back."""
    alike = (
        select(OccurrenceRow)
        .where(OccurrenceRow.end == wanted.end, OccurrenceRow.start == wanted.start, OccurrenceRow.closure)
        .where(OccurrenceRow.calendar == OWN_CALENDAR, ~OccurrenceRow.withdrawn, OccurrenceRow.title == wanted.title)
        .where(OccurrenceRow.confidential == wanted.confidential)
    )
    rooms = sorted(wanted.rooms)
    return next((row for row in db.scalars(alike) if [*rooms_of(db, row.id)] == rooms), None)
