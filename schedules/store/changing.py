"""Changing a booking made here: all of it or nothing, and never so that a room is two bookings' at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from uuid import uuid4

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from schedules.bookings import AudienceOf, Entry, Occurrence, OverrideKind, Session, as_desk
from schedules.fields import field_rules, seen_by
from schedules.store.database import PRESSED
from schedules.store.diary import BookingClash, NoSuchBooking, UnknownRooms, in_the_way, own_row, wanting
from schedules.store.inputs import occurrence_of
from schedules.store.occupancies import settle
from schedules.store.real_times import follow_presses, lasting_rooms
from schedules.store.sessions import pin_due
from schedules.store.sites import active_rooms, touch
from schedules.store.tables import OccupancyRow, OccurrenceRow, OverrideRow, SessionRow
from schedules.store.transaction import Transaction

EDITED = tuple(name for name, rule in field_rules(Occurrence).items() if rule.edited and rule.column)
"""What people may change of a booking, besides its rooms."""
PINNED = tuple(name for name in EDITED if name in field_rules(Session) and name not in {"start", "end"})
"""What a session has of them for good."""
_edited, _pinned = attrgetter(*EDITED), attrgetter(*PINNED)
_Held = Mapping[str, OccupancyRow]
"""What the booking has, room by room."""


class Changed(Exception):
    """Somebody has changed it since it was looked at; *present* is how it is now."""

    def __init__(self, present: Entry) -> None:
        super().__init__(present.id)
        self.present = present


class Unchangeable(Exception):
    """It cannot become that; *reason* is a code: over, in_the_past, live, closure."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def change(
    db: Transaction,
    booking_id: str,
    wanted: Occurrence,
    seen_revision: int,
    now: datetime,
    *,
    who: str,
    audience: AudienceOf = as_desk,
) -> Entry:
    """Give the booking the rooms, times and words of *wanted*, or leave it as it is; its id and key stay.

    *seen_revision* is the sequence that it had when it was looked at, *who* the id of the account or token. Of a booking
    that has begun only the end may move, and what its rooms are not told. Gives it as *audience* sees it. Raises NoSuchBooking, NotOurs, Changed,
    Unchangeable, UnknownRooms, BookingClash.
    """
    row = own_row(db, booking_id)
    held = _held(db, row.id)
    rooms = {*held, *wanted.rooms}
    pin_due(db, rooms, now)
    if row.sequence != seen_revision:
        raise Changed(_entry(row, held, audience))
    if row.closure:
        raise Unchangeable("closure")
    if all(occupancy.end <= now or occupancy.start == occupancy.end for occupancy in held.values()):
        raise Unchangeable("over")
    wanted = _with_own_start(row, held, wanted)
    if _says(row, held, wanted):
        return _entry(row, held, audience)
    if wanted.end <= now:
        raise Unchangeable("in_the_past")
    since, until = min(row.start, wanted.start), max(row.end, wanted.end, _end(held))
    if _has_begun(db, row.id):
        _change_begun(db, row, held, wanted, now, who, audience)
    else:
        _move(db, row, held, wanted, audience)
    settle(db, rooms, now, since, until)
    pin_due(db, rooms, now)
    return _entry(row, _held(db, row.id), audience)


def find_booking(db: Transaction, booking_id: str, audience: AudienceOf) -> Entry:
    """The booking of that id, of a calendar too, with the times it really takes. Raises NoSuchBooking."""
    row, held = db.get(OccurrenceRow, booking_id), _held(db, booking_id)
    if row is None or not held:
        raise NoSuchBooking(booking_id)
    return _entry(row, held, audience)


def _held(db: Transaction, booking_id: str) -> _Held:
    occupied = select(OccupancyRow).where(OccupancyRow.occurrence_id == booking_id).order_by(OccupancyRow.room_id)
    return {occupancy.room_id: occupancy for occupancy in db.scalars(occupied)}


def _entry(row: OccurrenceRow, held: _Held, audience: AudienceOf) -> Entry:
    """In the room where it lasts longest."""
    longest = max(held.values(), key=lambda occupancy: occupancy.end)
    booked = occurrence_of(row, tuple(held), holds=longest.holding)
    real = replace(booked, start=longest.start, end=longest.end)
    return Entry(row.id, longest.room_id, seen_by(real, audience(booked)))


def _end(held: _Held) -> datetime:
    """When it is really over, in its last room."""
    return max(occupancy.end for occupancy in held.values())


def _with_own_start(row: OccurrenceRow, held: _Held, wanted: Occurrence) -> Occurrence:
    """What was begun early keeps the start that it was booked for, whichever of the two is said."""
    real = {occupancy.start for occupancy in held.values()}
    return replace(wanted, start=row.start) if wanted.start in real else wanted


def _says(row: OccurrenceRow, held: _Held, wanted: Occurrence) -> bool:
    """Whether it is as *wanted* already, with the end that people gave it."""
    present = occurrence_of(row, tuple(held))
    return set(held) == set(wanted.rooms) and _edited(replace(present, end=_end(held))) == _edited(wanted)


def _has_begun(db: Transaction, booking_id: str) -> bool:
    return bool(db.scalar(select(exists().where(SessionRow.occurrence_id == booking_id))))


def _change_begun(
    db: Transaction,
    row: OccurrenceRow,
    held: _Held,
    wanted: Occurrence,
    now: datetime,
    who: str,
    audience: AudienceOf,
) -> None:
    """What is live is pinned: its end may move, as a press moves it, and what its rooms are not told may be said anew."""
    if set(held) != set(wanted.rooms) or row.start != wanted.start or _pinned(row) != _pinned(wanted):
        raise Unchangeable("live")
    rooms = lasting_rooms(db, row.id, now)
    moved = wanted.end != _end(held)
    if moved:
        _check_longer(db, row.id, held, rooms, wanted.end, audience)
    _write(row, wanted if moved else replace(wanted, end=row.end))
    revisions = touch(db, rooms)
    if moved:
        db.add(
            OverrideRow(
                id=str(uuid4()),
                kind=OverrideKind.EXTEND,
                room_id=rooms[0],
                occurrence_id=row.id,
                at=now,
                until=wanted.end,
                who=who,
                revision=revisions[rooms[0]],
            )
        )
        db.info.setdefault(PRESSED, set()).update(rooms)
        db.flush()
        try:
            follow_presses(db, row.id, rooms)
        except IntegrityError as error:
            raise BookingClash(()) from error


def _check_longer(
    db: Transaction, booking_id: str, held: _Held, rooms: Sequence[str], until: datetime, audience: AudienceOf
) -> None:
    """Nobody else waits for the time that it would have besides. Raises BookingClash."""
    blocking = [
        entry
        for room in rooms
        if until > held[room].end
        for entry in wanting(db, [room], held[room].end, until, besides=booking_id, audience=audience)
    ]
    if blocking:
        raise BookingClash(blocking)


def _move(db: Transaction, row: OccurrenceRow, held: _Held, wanted: Occurrence, audience: AudienceOf) -> None:
    """What has not begun may have all that is free, and keeps what it has."""
    new = [room for room in wanted.rooms if not _has(held.get(room), wanted)]
    blocking = in_the_way(db, new, wanted.start, wanted.end, besides=row.id, audience=audience)
    if blocking:
        raise BookingClash(blocking)
    unknown = set(wanted.rooms).difference(held, active_rooms(db))
    if unknown:
        raise UnknownRooms(sorted(unknown))
    _write(row, wanted)
    try:
        _occupy(db, row.id, held, wanted)
    except IntegrityError as error:  # the database's own promise, where the look above was not enough
        raise BookingClash(()) from error
    touch(db, {*held, *wanted.rooms})


def _has(occupancy: OccupancyRow | None, wanted: Occurrence) -> bool:
    """Whether that time is its own already, also where something was laid over it since."""
    return (
        occupancy is not None and occupancy.holding and occupancy.start <= wanted.start and wanted.end <= occupancy.end
    )


def _occupy(db: Transaction, booking_id: str, held: _Held, wanted: Occurrence) -> None:
    """Let the booking occupy just the rooms of *wanted*, at its times."""
    for room in _left(held, wanted.rooms):
        db.delete(held[room])
    for room in wanted.rooms:
        occupancy = held.get(room) or OccupancyRow(occurrence_id=booking_id, room_id=room)
        occupancy.start, occupancy.end, occupancy.holding = wanted.start, wanted.end, True
        db.add(occupancy)
    db.flush()


def _left(held: _Held, rooms: Collection[str]) -> Collection[str]:
    return held.keys() - set(rooms)


def _write(row: OccurrenceRow, wanted: Occurrence) -> None:
    """The words and times of *wanted*, which raise the sequence (RFC 5546 2.1.4)."""
    for name, value in zip(EDITED, _edited(wanted), strict=True):
        setattr(row, name, value)
    row.sequence += 1
