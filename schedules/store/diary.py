"""The diary of bookings made here: book, look up, cancel, refusing what is taken."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Executable, Select, bindparam, exists, insert, select
from sqlalchemy.exc import IntegrityError

from schedules.bookings import OWN_CALENDAR, AudienceOf, Entry, Occurrence, as_desk, as_room
from schedules.fields import Audience, seen_by
from schedules.identity import opaque_id
from schedules.store.inputs import COLUMNS, occurrence_of
from schedules.store.occupancies import rooms_of, settle, touching, withdraw
from schedules.store.rows import Base
from schedules.store.sessions import pin_due
from schedules.store.sites import active_rooms, touch
from schedules.store.tables import OccupancyRow, OccurrenceRow, SessionRow
from schedules.store.transaction import Transaction

_NEAR = touching()
_RUNS = exists().where(SessionRow.occurrence_id == _NEAR.occurrence_id, SessionRow.room_id == _NEAR.room_id)
# Built once, and run without the mapper: every booking runs them, and the database takes the lesser part of that time.
_STORE = insert(Base.metadata.tables[OccurrenceRow.__tablename__])
_OCCUPY = insert(Base.metadata.tables[OccupancyRow.__tablename__])

_in_columns = attrgetter(*COLUMNS)


def listed(occupancies: type[OccupancyRow]) -> Select[*tuple[Any, ...]]:
    """What an entry tells, of *occupancies* and their bookings, with the times that these have there."""
    times = (occupancies.room_id, occupancies.start, occupancies.end, occupancies.holding)
    return (
        select(*(column for column in OccurrenceRow.__table__.columns if column.name not in {"start", "end"}), *times)
        .select_from(occupancies)
        .join(OccurrenceRow, OccurrenceRow.id == occupancies.occurrence_id)
    )


_IN_THE_WAY = listed(_NEAR).where(_NEAR.start < _NEAR.end, OccurrenceRow.id != bindparam("besides"))
# What waits is in a press's way as much as what holds. A whole day that its calendar marks free is in nobody's.
_TAKEN = _IN_THE_WAY.where(_NEAR.holding | OccurrenceRow.closure | _RUNS, ~OccurrenceRow.yields)
_BOOKED = _IN_THE_WAY.where(~OccurrenceRow.withdrawn | _RUNS)
_WANTED = _BOOKED.where(~OccurrenceRow.yields)


class BookingClash(Exception):
    """The room is taken; *blocking* are the bookings in the way."""

    def __init__(self, blocking: Sequence[Entry]) -> None:
        super().__init__("taken")
        self.blocking = blocking


class UnknownRooms(Exception):
    """There are no such *rooms*."""

    def __init__(self, rooms: Sequence[str]) -> None:
        super().__init__(rooms)
        self.rooms = rooms


class NotOurs(Exception):
    """The booking belongs to a calendar: it is changed there."""

    def __init__(self, calendar: str | None) -> None:
        """*calendar*: None for a confidential booking, of which its calendar's name would tell too much."""
        super().__init__(calendar)
        self.calendar = calendar


class NoSuchBooking(Exception):
    """There is none of that id."""


def book(db: Transaction, secret: bytes, wanted: Occurrence, now: datetime, *, audience: AudienceOf = as_desk) -> Entry:
    """Store *wanted* in all its rooms, or in none; gives it as *audience* sees it. Raises BookingClash, UnknownRooms."""
    blocking = in_the_way(db, wanted.rooms, wanted.start, wanted.end, audience=audience)
    if blocking:
        raise BookingClash(blocking)
    if len(touch(db, wanted.rooms)) < len(set(wanted.rooms)):
        raise UnknownRooms(sorted(set(wanted.rooms).difference(active_rooms(db))))
    values = row_values(opaque_id(secret, wanted.key), wanted, now)
    taken = {"occurrence_id": values["id"], "start": wanted.start, "end": wanted.end, "holding": True}
    connection = db.connection()
    try:
        connection.execute(_STORE, values)
        connection.execute(_OCCUPY, [{**taken, "room_id": room} for room in sorted(wanted.rooms)])
    except IntegrityError as error:  # the database's own promise, where the look above was not enough
        raise BookingClash(()) from error
    if wanted.start <= now:
        pin_due(db, wanted.rooms, now)
    return Entry(values["id"], wanted.rooms[0], seen_by(wanted, audience(wanted)))


def in_the_way(
    db: Transaction,
    rooms: Iterable[str],
    start: datetime,
    end: datetime,
    *,
    besides: str | None = None,
    audience: AudienceOf = as_room,
) -> Sequence[Entry]:
    """What holds, closes or runs in one of *rooms* within [start, end), earliest first; not the booking *besides*.

    With the times it has there, as *audience* sees it.
    """
    return _entries(db, _TAKEN, rooms, (start, end), besides, audience)


def wanting(
    db: Transaction,
    rooms: Iterable[str],
    start: datetime,
    end: datetime,
    *,
    besides: str | None = None,
    audience: AudienceOf = as_room,
) -> Sequence[Entry]:
    """All that wants one of *rooms* within [start, end), whether it has it or waits for it: nobody's time is taken."""
    return _entries(db, _WANTED, rooms, (start, end), besides, audience)


def booked(db: Transaction, rooms: Iterable[str], start: datetime, end: datetime) -> Sequence[Entry]:
    """All that is to be in one of *rooms* within [start, end), what yields to others too."""
    return _entries(db, _BOOKED, rooms, (start, end), None, as_room)


def _entries(
    db: Transaction,
    query: Executable,
    rooms: Iterable[str],
    within: tuple[datetime, datetime],
    besides: str | None,
    audience: AudienceOf,
) -> Sequence[Entry]:
    db.flush()
    connection = db.connection()
    wanted = {"since": within[0], "until": within[1], "besides": besides or ""}
    found = [row for room in set(rooms) for row in connection.execute(query, {**wanted, "room": room})]
    found.sort(key=lambda row: (row.start, row.id, row.room_id))
    return [_entry(row, (row.room_id,), audience) for row in found]


def cancel(db: Transaction, booking_id: str, now: datetime) -> None:
    """Take back a booking made here. A live booking runs on, marked as withdrawn.

    Raises NoSuchBooking, NotOurs.
    """
    row = own_row(db, booking_id)
    pin_due(db, rooms_of(db, row.id), now)
    rooms = withdraw(db, [row])
    settle(db, rooms, now)
    pin_due(db, rooms, now)


def entry_of(row: OccurrenceRow, rooms: tuple[str, ...], audience: AudienceOf = as_desk) -> Entry:
    """A booking of *rooms* with the times that it was booked for, as *audience* sees it."""
    booking = occurrence_of(row, rooms, holds=not row.closure)
    return Entry(row.id, rooms[0], seen_by(booking, audience(booking)))


def own_row(db: Transaction, booking_id: str) -> OccurrenceRow:
    """The row of a booking made here, which may be changed and taken back. Raises NoSuchBooking, NotOurs."""
    row = db.get(OccurrenceRow, booking_id)
    if row is None or row.withdrawn:
        raise NoSuchBooking(booking_id)
    if row.calendar != OWN_CALENDAR:
        raise NotOurs(seen_by(occurrence_of(row, ()), Audience.DESK).key.calendar or None)
    return row


def new_row(secret: bytes, wanted: Occurrence, now: datetime) -> OccurrenceRow:
    """A row for an occurrence that is not stored yet."""
    return OccurrenceRow(**row_values(opaque_id(secret, wanted.key), wanted, now))


def row_values(occurrence_id: str, wanted: Occurrence, now: datetime) -> dict[str, Any]:
    """The columns of a row for an occurrence that is not stored yet."""
    key = wanted.key
    return {
        "id": occurrence_id,
        "calendar": key.calendar,
        "uid": key.uid,
        "recurrence": key.recurrence,
        "created_at": now,
        **dict(zip(COLUMNS, _in_columns(wanted), strict=True)),
    }


def _entry(row: Any, rooms: tuple[str, ...], audience: AudienceOf) -> Entry:
    """*row* is one of those that `listed` finds."""
    booking = occurrence_of(row, rooms, holds=row.holding)
    return Entry(row.id, row.room_id, seen_by(booking, audience(booking)))
