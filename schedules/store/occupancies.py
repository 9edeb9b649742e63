"""Who has which room: freed where an occurrence is withdrawn, and given on to whoever waited for it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Text, bindparam, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from schedules.bookings import MOVING_END, OverrideKind
from schedules.store.prepared import Prepared
from schedules.store.rows import UtcDateTime, portions
from schedules.store.sites import touch
from schedules.store.tables import OccupancyRow, OccurrenceRow, OverrideRow, SessionRow
from schedules.store.transaction import Transaction

ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_IS_SESSION = exists().where(
    SessionRow.occurrence_id == OccupancyRow.occurrence_id, SessionRow.room_id == OccupancyRow.room_id
)
_HAD = OccupancyRow.holding | _IS_SESSION
"""Whether an occurrence has the room; an occurrence that came second has not, unless it is live in the time that was left to it."""
_HERE = aliased(OccupancyRow)
_LAST_ELSEWHERE = Prepared(
    select(OccupancyRow.occurrence_id, func.max(OccupancyRow.end).label("until"))
    .join(_HERE, _HERE.occurrence_id == OccupancyRow.occurrence_id)
    .where(_HERE.room_id == bindparam("room"), _HERE.end > bindparam("since"), _HERE.start < bindparam("until"))
    .where(OccupancyRow.room_id != bindparam("room"), _HAD)
    .group_by(OccupancyRow.occurrence_id)
)


def touching() -> type[OccupancyRow]:
    """The occupancies of `room` that touch [`since`, `until`), three parameters, found without a look at all to come.

    What holds never overlaps, so none that holds begins before the last one that began by *since*: the index by start
    gives just those. What does not hold is little, and is looked at from *since* on.
    """
    room = bindparam("room", type_=Text())
    since, until = bindparam("since", type_=UtcDateTime()), bindparam("until", type_=UtcDateTime())
    mine = OccupancyRow.room_id == room
    last = aliased(OccupancyRow)
    begun = (
        select(func.max(last.start)).where(last.room_id == room, last.holding, last.start <= since).scalar_subquery()
    )
    from_start = OccupancyRow.start >= func.coalesce(begun, since)
    found = select(*OccupancyRow.__table__.columns).where(mine, OccupancyRow.start < until, OccupancyRow.end > since)
    parts = union_all(found.where(OccupancyRow.holding, from_start), found.where(~OccupancyRow.holding))
    return aliased(OccupancyRow, parts.subquery())


def rooms_of(db: Transaction, occurrence_id: str) -> Sequence[str]:
    """The rooms that an occurrence occupies, in order."""
    occupied = select(OccupancyRow.room_id).where(OccupancyRow.occurrence_id == occurrence_id)
    return db.scalars(occupied.order_by(OccupancyRow.room_id)).all()


def rooms_had(db: Transaction, occurrence_id: str) -> Sequence[str]:
    """Those of its rooms that it really has, in order."""
    occupied = select(OccupancyRow.room_id).where(OccupancyRow.occurrence_id == occurrence_id, _HAD)
    return db.scalars(occupied.order_by(OccupancyRow.room_id)).all()


def others_until(db: Transaction, room_id: str, since: datetime, until: datetime) -> Mapping[str, datetime]:
    """Until when occurrences of [since, until) are in another room too, by their ids; without those that are in no other."""
    found = _LAST_ELSEWHERE.all(db, room=room_id, since=since, until=until)
    return {row.occurrence_id: row.until for row in found}


def lasting_rooms_of(db: Transaction, occurrences: Collection[str]) -> Mapping[str, Collection[str]]:
    """The rooms in which each of *occurrences* lasts the longest, by their ids: all that nobody ended before the others."""
    found: dict[str, dict[str, datetime]] = {}
    for ids in portions(occurrences):
        had = select(OccupancyRow.occurrence_id, OccupancyRow.room_id, OccupancyRow.end)
        for row in db.execute(had.where(OccupancyRow.occurrence_id.in_(ids), _HAD)):
            found.setdefault(row.occurrence_id, {})[row.room_id] = row.end
    return {
        occurrence: {room for room, end in ends.items() if end == max(ends.values())}
        for occurrence, ends in found.items()
    }


def occupy(db: Transaction, occupancy: OccupancyRow, start: datetime, end: datetime) -> None:
    """Give an occupancy its times. Where its end moves, the plans of the booking's other rooms, which tell of it, change."""
    moved = occupancy.end != end
    occupancy.start, occupancy.end = start, end
    db.flush()
    if moved:
        touch(db, set(rooms_of(db, occupancy.occurrence_id)) - {occupancy.room_id})


def withdraw(db: Transaction, rows: Collection[OccurrenceRow]) -> set[str]:
    """Mark occurrences as gone and free their rooms, but for those where they are sessions; gives the rooms they had."""
    rooms: set[str] = set()
    for row in rows:
        row.withdrawn = True
    for some in portions(row.id for row in rows):
        pinned = set()
        for running in db.scalars(select(SessionRow).where(SessionRow.occurrence_id.in_(some))):
            running.withdrawn = True
            pinned.add((running.occurrence_id, running.room_id))
        for occupancy in db.scalars(select(OccupancyRow).where(OccupancyRow.occurrence_id.in_(some))):
            rooms.add(occupancy.room_id)
            if (occupancy.occurrence_id, occupancy.room_id) not in pinned:
                db.delete(occupancy)
    touch(db, rooms)
    return rooms


def settle(
    db: Transaction,
    rooms: Collection[str],
    now: datetime,
    since: datetime = ALWAYS[0],
    until: datetime = ALWAYS[1],
) -> None:
    """Give *rooms* to those whose rival has gone: sessions that were cut short for it, then those that came second.

    Only what touches [*since*, *until*) is looked at: where rivals may have gone.
    """
    db.flush()
    _lengthen(db, rooms, now)
    waiting = db.execute(
        select(OccupancyRow)
        .join(OccurrenceRow, OccurrenceRow.id == OccupancyRow.occurrence_id)
        .where(OccupancyRow.room_id.in_(sorted(set(rooms))), OccupancyRow.end > now, ~OccupancyRow.holding)
        .where(OccupancyRow.end > since, OccupancyRow.start < until)
        .where(OccupancyRow.start < OccupancyRow.end, ~OccurrenceRow.closure, ~OccurrenceRow.yields)
        .where(~OccurrenceRow.withdrawn)
        .order_by(OccupancyRow.start, OccurrenceRow.uid)
    )
    for (occupancy,) in waiting.all():
        rival = aliased(OccupancyRow)
        taken = db.scalar(
            select(
                exists().where(
                    rival.room_id == occupancy.room_id,
                    rival.holding,
                    rival.start < occupancy.end,
                    rival.end > occupancy.start,
                )
            )
        )
        if not taken:
            occupancy.holding = True
            db.flush()


def _lengthen(db: Transaction, rooms: Iterable[str], now: datetime) -> None:
    """Let sessions that went live with less than their time have more of it, unless somebody chose their end here."""
    chosen = exists().where(
        OverrideRow.occurrence_id == SessionRow.occurrence_id,
        OverrideRow.kind.in_([*sorted(MOVING_END), OverrideKind.END]),
        or_(OverrideRow.room_id == SessionRow.room_id, OverrideRow.kind.in_(sorted(MOVING_END))),
    )
    cut = db.execute(
        select(SessionRow, OccurrenceRow.end)
        .join(OccurrenceRow, OccurrenceRow.id == SessionRow.occurrence_id)
        .where(SessionRow.room_id.in_(sorted(set(rooms))), SessionRow.end > now, SessionRow.end < OccurrenceRow.end)
        .where(~SessionRow.withdrawn, ~chosen)
    )
    for running, end in cut.all():
        following = db.scalar(
            select(func.min(OccupancyRow.start))
            .join(OccurrenceRow, OccurrenceRow.id == OccupancyRow.occurrence_id)
            .where(OccupancyRow.room_id == running.room_id, OccupancyRow.end > running.end)
            .where(OccupancyRow.holding | OccurrenceRow.closure, OccurrenceRow.id != running.occurrence_id)
        )
        running.end = end if following is None else max(min(end, following), running.end)
        occupancy = db.get_one(OccupancyRow, (running.occurrence_id, running.room_id))
        occupy(db, occupancy, occupancy.start, running.end)
        touch(db, [running.room_id])
