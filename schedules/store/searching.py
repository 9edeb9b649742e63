"""Looking for bookings in the diary, page by page, so that nobody finds by a word what they may not read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select, tuple_

from schedules.bookings import OWN_CALENDAR, AudienceOf, Entry, Occurrence
from schedules.fields import seen_by
from schedules.store.diary import UnknownRooms, listed
from schedules.store.inputs import occurrence_of
from schedules.store.rows import portions
from schedules.store.tables import OccupancyRow, OccurrenceRow, RoomRow
from schedules.store.transaction import Transaction

AT_ONCE = 500
MOST_LOOKED_AT = 5000
"""Bookings that one search looks at; where it finds too few among these, it says where to go on."""
Place = tuple[datetime, str, str]
"""Where an entry stands in the order of all: its start, its id, its room."""


def _anything(_id: str, _seen: Occurrence) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Search:
    """Which bookings. None is no bound."""

    rooms: frozenset[str] | None = None
    organisation: str | None = None
    account: str | None = None
    """Who booked them, or who is named by *email* as the organiser of what was booked here."""
    email: str | None = None
    accepts: Callable[[str, Occurrence], bool] = _anything
    """Of a booking's id, and of it as it is seen."""


EVERYTHING = Search()


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, earliest first, and where there may be more, the place after which to look."""

    entries: Sequence[Entry]
    after: Place | None = None


def find_bookings(
    db: Transaction,
    search: Search,
    start: datetime,
    end: datetime,
    *,
    audience: AudienceOf,
    limit: int,
    after: Place | None = None,
) -> Found:
    """The first bookings that touch [start, end), with the times they really take: an entry for each room of a booking.

    As *audience* sees each, *limit* of them at most, and only those that stand *after* a place. Raises UnknownRooms for
    rooms that there never were.
    """
    for room in search.rooms or ():
        if db.get(RoomRow, room) is None:
            raise UnknownRooms([room])
    query = _query(search, start, end)
    entries: list[Entry] = []
    for _ in range(MOST_LOOKED_AT // AT_ONCE):
        at_once = min(AT_ONCE, limit + 1) if search.accepts is _anything else AT_ONCE
        rows = db.execute(_after(query, after).limit(at_once)).all()
        for entry in _seen(db, rows, audience):
            if search.accepts(entry.id, entry.booking):
                entries.append(entry)
            if len(entries) > limit:
                return Found(entries[:limit], _place(entries[limit - 1]))
        if len(rows) < at_once:
            return Found(entries)
        after = (rows[-1].start, rows[-1].id, rows[-1].room_id)
    return Found(entries, after)


def _query(search: Search, start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    query = listed(OccupancyRow).where(OccupancyRow.start < end, OccupancyRow.end > start)
    if search.rooms is not None:
        query = query.where(OccupancyRow.room_id.in_(sorted(search.rooms)))
    if search.organisation is not None:
        query = query.where(OccurrenceRow.organisation == search.organisation)
    if search.account is not None:
        booked = OccurrenceRow.booked_by == search.account
        named = and_(OccurrenceRow.organiser == search.email, OccurrenceRow.calendar == OWN_CALENDAR)
        query = query.where(booked if search.email is None else or_(booked, named))
    return query.order_by(OccupancyRow.start, OccupancyRow.occurrence_id, OccupancyRow.room_id)


def _after(query: Select[*tuple[Any, ...]], after: Place | None) -> Select[*tuple[Any, ...]]:
    if after is None:
        return query
    return query.where(tuple_(OccupancyRow.start, OccupancyRow.occurrence_id, OccupancyRow.room_id) > after)


def _seen(db: Transaction, rows: Sequence[Any], audience: AudienceOf) -> Iterable[Entry]:
    rooms = _rooms_by_booking(db, {row.id for row in rows})
    for row in rows:
        booking = occurrence_of(row, rooms[row.id], holds=row.holding)
        yield Entry(row.id, row.room_id, seen_by(booking, audience(booking)))


def _place(entry: Entry) -> Place:
    return entry.start, entry.id, entry.room


def _rooms_by_booking(db: Transaction, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """All rooms of each booking, in order."""
    found: dict[str, list[str]] = {}
    each = select(OccupancyRow.occurrence_id, OccupancyRow.room_id).order_by(OccupancyRow.room_id)
    for some in portions(ids):
        for row in db.execute(each.where(OccupancyRow.occurrence_id.in_(some))):
            found.setdefault(row.occurrence_id, []).append(row.room_id)
    return {booking: tuple(rooms) for booking, rooms in found.items()}
