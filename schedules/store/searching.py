"""Looking for bookings in the diary, page by page, so that nobody finds by a word what they may not read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from schedules.bookings import OWN_CALENDAR, AudienceOf, Entry, Occurrence
from schedules.fields import seen_by
from schedules.identity import EPOCH
from schedules.store.diary import UnknownRooms, listed
from schedules.store.inputs import occurrence_of
from schedules.store.rows import portions
from schedules.store.tables import OccupancyRow, OccurrenceRow, RoomRow
from schedules.store.transaction import Transaction

AT_ONCE = 500
MOST_LOOKED_AT = 5000
"""Bookings that one search looks at; where it finds too few among these, it says where to go on."""
LENGTHENED = timedelta(days=31)
"""By no more than this people press a booking longer than it was booked: a day at a time at most."""
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
    query = _after(_query(db, search, start, end), after)
    entries: list[Entry] = []
    looked_at = MOST_LOOKED_AT if search.accepts is not _anything else limit + 1
    place, number = after, 0
    for rows in db.execute(query.limit(looked_at)).partitions(AT_ONCE):
        for entry in _seen(db, rows, audience):
            place, number = (entry.start, entry.id, entry.room), number + 1
            if search.accepts(entry.id, entry.booking):
                entries.append(entry)
            if len(entries) > limit:
                last = entries[limit - 1]
                return Found(entries[:limit], (last.start, last.id, last.room))
    return Found(entries, place if number == MOST_LOOKED_AT else None)


def _query(db: Transaction, search: Search, start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    query = listed(OccupancyRow).where(OccupancyRow.start < end, OccupancyRow.end > start)
    if search.rooms is not None:
        query = query.where(OccupancyRow.room_id.in_(sorted(search.rooms)))
    elif search.account is None:
        query = query.where(OccupancyRow.start >= _earliest(db, start))
    lately = OccurrenceRow.end > max(start, EPOCH) - LENGTHENED
    if search.organisation is not None:
        query = query.where(OccurrenceRow.organisation == search.organisation, lately)
    if search.account is not None:
        booked = and_(OccurrenceRow.booked_by == search.account, lately)
        named = and_(OccurrenceRow.organiser == search.email, OccurrenceRow.calendar == OWN_CALENDAR, lately)
        query = query.where(booked if search.email is None else or_(booked, named))
    return query.order_by(OccupancyRow.start, OccupancyRow.occurrence_id, OccupancyRow.room_id)


def _earliest(db: Transaction, since: datetime) -> datetime:
    """Before what time nothing begins that lasts until *since*: so far back an index by starts has to be read.

    Of what holds the last one of each room to have begun does, since it never overlaps; what does not hold is little.
    """
    held = aliased(OccupancyRow)
    last = select(func.max(held.start)).where(held.room_id == RoomRow.id, held.holding, held.start <= since)
    waiting = (held.room_id == RoomRow.id, ~held.holding, held.end > since, held.start < since)
    first = select(func.min(held.start)).where(*waiting)
    times = (each.correlate(RoomRow).scalar_subquery() for each in (last, first))
    found = db.execute(select(*times).select_from(RoomRow)).all()
    return min((moment for row in found for moment in row if moment is not None), default=since)


def _after(query: Select[*tuple[Any, ...]], after: Place | None) -> Select[*tuple[Any, ...]]:
    if after is None:
        return query
    return query.where(tuple_(OccupancyRow.start, OccupancyRow.occurrence_id, OccupancyRow.room_id) > after)


def _seen(db: Transaction, rows: Sequence[Any], audience: AudienceOf) -> Iterable[Entry]:
    rooms = _rooms_by_booking(db, {row.id for row in rows})
    for row in rows:
        booking = occurrence_of(row, rooms[row.id], holds=row.holding)
        yield Entry(row.id, row.room_id, seen_by(booking, audience(booking)))


def _rooms_by_booking(db: Transaction, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """All rooms of each booking, in order."""
    found: dict[str, list[str]] = {}
    each = select(OccupancyRow.occurrence_id, OccupancyRow.room_id).order_by(OccupancyRow.room_id)
    for some in portions(ids):
        for row in db.execute(each.where(OccupancyRow.occurrence_id.in_(some))):
            found.setdefault(row.occurrence_id, []).append(row.room_id)
    return {booking: tuple(rooms) for booking, rooms in found.items()}
