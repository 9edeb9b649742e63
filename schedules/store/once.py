"""Booking once, however often the same request comes: the client's uuid is the booking's UID."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from schedules.bookings import OWN_CALENDAR, AudienceOf, Entry, Occurrence, as_desk
from schedules.store.changing import find_booking
from schedules.store.diary import book
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction


class IdTaken(Exception):
    """Another booking has that UID, or one that was taken back."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking, and whether it was there already."""

    entry: Entry
    repeated: bool = False


def book_once(
    db: Transaction, secret: bytes, wanted: Occurrence, now: datetime, *, audience: AudienceOf = as_desk
) -> Booked:
    """As `book`, but for a UID that is there already: then what was booked with it, as it is now, whatever else is wanted.

    Raises IdTaken where somebody else booked that, or took it back, and what `book` raises.
    """
    known = known_booking(db, wanted)
    if known is not None:
        return Booked(find_booking(db, known, audience), repeated=True)
    return Booked(book(db, secret, wanted, now, audience=audience))


def known_booking(db: Transaction, wanted: Occurrence) -> str | None:
    """The id of what the same account or token booked here with that UID; None for a new one. Raises IdTaken."""
    alike = select(OccurrenceRow).where(OccurrenceRow.calendar == OWN_CALENDAR, OccurrenceRow.uid == wanted.key.uid)
    row = db.scalars(alike).one_or_none()
    if row is None:
        return None
    same = (row.booked_by, row.made_by, row.closure) == (wanted.booked_by, wanted.made_by, wanted.closure)
    if row.withdrawn or not same:
        raise IdTaken(wanted.key.uid)
    return row.id
