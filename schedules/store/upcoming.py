"""What is to come of somebody's bookings, and which bookings wait for a room that another has. Each in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from schedules.bookings import Entry
from schedules.store.inputs import occurrence_of
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Whose:
    """Bookings of an account, or of some organisations, or in some rooms."""

    account: str | None = None
    organisations: Collection[str] = ()
    rooms: Collection[str] = ()


def upcoming_of(db: Transaction, account: str, now: datetime, most: int) -> Sequence[Entry]:
    """The first bookings that *account* made and that are not over, earliest first, each once with all its rooms, whole."""
    mine = (
        select(OccurrenceRow)
        .where(OccurrenceRow.booked_by == account, OccurrenceRow.end > now, ~OccurrenceRow.withdrawn)
        .order_by(OccurrenceRow.start, OccurrenceRow.id)
        .limit(most)
    )
    rows = db.scalars(mine).all()
    held = _held(db, [row.id for row in rows])
    entries = []
    for row in rows:
        rooms = held.get(row.id, ())
        if rooms:
            booking = occurrence_of(
                row, tuple(each.room_id for each in rooms), holds=all(each.holding for each in rooms)
            )
            entries.append(Entry(row.id, rooms[0].room_id, booking))
    return entries


def waiting_for_rooms(
    db: Transaction, whose: Whose, rooms: Collection[str], now: datetime, most: int
) -> Sequence[Entry]:
    """The first bookings *whose* room, of *rooms*, is another's at their time, or closed over them, earliest first, whole."""
    theirs = [
        *([OccurrenceRow.booked_by == whose.account] if whose.account is not None else []),
        *([OccurrenceRow.organisation.in_(whose.organisations)] if whose.organisations else []),
        *([OccupancyRow.room_id.in_(whose.rooms)] if whose.rooms else []),
    ]
    if not theirs:
        return []
    found = (
        select(OccurrenceRow, OccupancyRow)
        .join(OccupancyRow, OccupancyRow.occurrence_id == OccurrenceRow.id)
        .where(OccupancyRow.room_id.in_(sorted(rooms)), OccupancyRow.end > now, OccupancyRow.start < OccupancyRow.end)
        .where(or_(~OccupancyRow.holding, _closed_over()), or_(*theirs))
        .where(~OccurrenceRow.withdrawn, ~OccurrenceRow.closure, ~OccurrenceRow.yields)
        .order_by(OccupancyRow.start, OccurrenceRow.id, OccupancyRow.room_id)
        .limit(most)
    )
    return [
        Entry(row.id, occupancy.room_id, occurrence_of(row, (occupancy.room_id,), holds=occupancy.holding))
        for row, occupancy in db.execute(found)
    ]


def _closed_over() -> ColumnElement[bool]:
    """Whether the room is closed at some of that time."""
    closing, closure = aliased(OccupancyRow), aliased(OccurrenceRow)
    return (
        select(closing.occurrence_id)
        .join(closure, closure.id == closing.occurrence_id)
        .where(closing.room_id == OccupancyRow.room_id, ~closing.holding, closure.closure, ~closure.withdrawn)
        .where(closing.end > OccupancyRow.start, closing.start < OccupancyRow.end)
        .exists()
    )


def _held(db: Transaction, ids: Sequence[str]) -> Mapping[str, Sequence[OccupancyRow]]:
    found: dict[str, list[OccupancyRow]] = {}
    each = select(OccupancyRow).where(OccupancyRow.occurrence_id.in_(ids)).order_by(OccupancyRow.room_id)
    for row in db.scalars(each):
        found.setdefault(row.occurrence_id, []).append(row)
    return found
