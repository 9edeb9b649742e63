"""Closing rooms for a time from here, as calendars do with their category: blocked instead of booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from schedules.bookings import OWN_CALENDAR, Entry, Occurrence
from schedules.store.diary import BookingClash, UnknownRooms, booked, entry_of, new_row
from schedules.store.occupancies import rooms_of
from schedules.store.sessions import pin_due
from schedules.store.sites import active_rooms, touch
from schedules.store.tables import OccupancyRow, OccurrenceRow


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure, and the bookings that it closes over."""

    entry: Entry
    over: Sequence[Entry] = ()
    repeated: bool = False
    """It was there already, and nothing has changed."""


def close(session: Session, secret: bytes, wanted: Occurrence, reason: str | None, now: datetime) -> Closed:
    """Close all the rooms of *wanted*, or none. Raises BookingClash, UnknownRooms.

    Who gives a *reason* closes over bookings, which keep their places and wait; what is live runs on. The same closure
    again answers the one that there is.
    """
    known = _same(session, wanted)
    if known is not None:
        return Closed(entry_of(known, wanted.rooms), repeated=True)
    over = [one for one in booked(session, wanted.rooms, wanted.start, wanted.end) if not one.closure]
    if over and reason is None:
        raise BookingClash(over)
    missing = set(wanted.rooms).difference(active_rooms(session))
    if missing:
        raise UnknownRooms(sorted(missing))
    pin_due(session, wanted.rooms, now)
    row = new_row(secret, wanted, now)
    session.add(row)
    session.flush()
    taken = {"occurrence_id": row.id, "start": wanted.start, "end": wanted.end, "holding": False}
    session.add_all(OccupancyRow(**taken, room_id=room) for room in wanted.rooms)
    session.flush()
    touch(session, wanted.rooms)
    return Closed(entry_of(row, wanted.rooms), over)


def _same(session: Session, wanted: Occurrence) -> OccurrenceRow | None:
    """A closure that says the same of the same rooms, made here and not taken back."""
    alike = (
        select(OccurrenceRow)
        .where(OccurrenceRow.end == wanted.end, OccurrenceRow.start == wanted.start, OccurrenceRow.closure)
        .where(OccurrenceRow.calendar == OWN_CALENDAR, ~OccurrenceRow.withdrawn, OccurrenceRow.title == wanted.title)
        .where(OccurrenceRow.confidential == wanted.confidential)
    )
    rooms = sorted(wanted.rooms)
    return next((row for row in session.scalars(alike) if [*rooms_of(session, row.id)] == rooms), None)
