"""Bringing stored occurrences in line with what their calendars say now.

A clash that comes in from a calendar is stored as not holding its room: marked and reported, never dropped.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from schedules.bookings import Occurrence, OverrideKind
from schedules.diary import in_the_way, new_row, settle, withdraw
from schedules.identity import opaque_id
from schedules.inputs import overrides_of
from schedules.overrides import stretches
from schedules.sessions import pin_due
from schedules.sites import active_rooms, touch
from schedules.tables import OccupancyRow, OccurrenceRow, OverrideRow, SessionRow

Occupied = Mapping[str, Mapping[str, OccupancyRow]]


def record(
    session: Session,
    secret: bytes,
    calendars: Collection[str],
    occurrences: Iterable[Occurrence],
    until: datetime,
    now: datetime,
) -> Sequence[str]:
    """Make the store say what *calendars* say of [*now*, *until*); gives the rooms whose plans changed.

    *occurrences* are all that those calendars hold in that time. What lies wholly in the past stays as it was.
    """
    pinned = pin_due(session, active_rooms(session), now)
    rows = {row.id: row for row in _known(session, calendars, now)}
    occupied = _occupied(session, rows)
    changed: set[str] = set(pinned)
    said = set()
    for wanted in occurrences:
        occurrence_id = opaque_id(secret, wanted.key)
        said.add(occurrence_id)
        row = rows.get(occurrence_id) or session.get(OccurrenceRow, occurrence_id)
        if row is not None:
            changed.update(_update(session, row, occupied.get(row.id, {}), wanted, now))
        elif wanted.end > now:
            session.add(new_row(secret, wanted, now))
            session.flush()
            changed.update(_place(session, occurrence_id, {}, wanted))
    for row in rows.values():
        if row.id not in said and not row.withdrawn and row.start < until:
            changed.update(withdraw(session, row))
    settle(session, changed, now)
    touch(session, changed)
    return sorted(changed)


def _known(session: Session, calendars: Collection[str], now: datetime) -> Sequence[OccurrenceRow]:
    """Their occurrences that are not over, by their own end or by what people made of it."""
    mine = select(OccurrenceRow).where(OccurrenceRow.calendar.in_(calendars))
    lasting = select(OccupancyRow.occurrence_id).where(OccupancyRow.end > now)
    return session.scalars(mine.where((OccurrenceRow.end > now) | OccurrenceRow.id.in_(lasting))).all()


def _occupied(session: Session, rows: Mapping[str, OccurrenceRow]) -> Occupied:
    found: dict[str, dict[str, OccupancyRow]] = {}
    ids = sorted(rows)
    for at in range(0, len(ids), 500):  # SQLite takes a limited number of parameters
        for one in session.scalars(select(OccupancyRow).where(OccupancyRow.occurrence_id.in_(ids[at : at + 500]))):
            found.setdefault(one.occurrence_id, {})[one.room_id] = one
    return found


def _update(
    session: Session, row: OccurrenceRow, occupied: Mapping[str, OccupancyRow], wanted: Occurrence, now: datetime
) -> set[str]:
    """Bring one occurrence up to date; gives the rooms it touches, none if nothing changed."""
    now_says = {
        name: getattr(wanted, name)
        for name in ("start", "end", "title", "organiser", "link", "preset", "confidential", "closure")
    }
    same = all(getattr(row, name) == value for name, value in now_says.items())
    rooms = set(occupied)
    if same and not row.withdrawn and rooms == set(wanted.rooms):
        return set()
    running = {
        one.room_id: one for one in session.scalars(select(SessionRow).where(SessionRow.occurrence_id == row.id))
    }
    row.sequence, row.stamp, row.withdrawn = wanted.sequence, wanted.stamp, False
    for name, value in now_says.items():
        setattr(row, name, value)
    for one in running.values():
        one.withdrawn = one.room_id not in wanted.rooms
        _move_end(session, one, occupied.get(one.room_id), wanted, now)
    free = {room: one for room, one in occupied.items() if room not in running}
    return rooms | _place(session, row.id, free, wanted, besides=running.keys())


def _place(
    session: Session,
    occurrence_id: str,
    occupied: Mapping[str, OccupancyRow],
    wanted: Occurrence,
    besides: Collection[str] = (),
) -> set[str]:
    """Let an occurrence occupy just the rooms it wants, *besides* those where it is a session."""
    for room, occupancy in occupied.items():
        if room not in wanted.rooms:
            session.delete(occupancy)
    session.flush()
    for room in sorted(set(wanted.rooms) - set(besides)):
        occupancy = occupied.get(room) or OccupancyRow(occurrence_id=occurrence_id, room_id=room)
        occupancy.holding = (
            not wanted.closure
            and occupancy.holding is not False
            and not _held(session, occurrence_id, room, wanted.start, wanted.end)
        )
        occupancy.start, occupancy.end = wanted.start, wanted.end
        session.add(occupancy)
    session.flush()
    return set(wanted.rooms)


def _held(session: Session, occurrence_id: str, room: str, start: datetime, end: datetime) -> bool:
    return any(entry.holding for entry in in_the_way(session, [room], start, end, besides=occurrence_id))


def _move_end(
    session: Session, running: SessionRow, occupancy: OccupancyRow | None, wanted: Occurrence, now: datetime
) -> None:
    """A running session takes from its calendar a new end alone, and not even that once somebody chose one here."""
    chosen = session.scalar(
        select(
            exists().where(
                OverrideRow.occurrence_id == running.occurrence_id,
                OverrideRow.kind.in_([OverrideKind.EXTEND, OverrideKind.END]),
            )
        )
    )
    over = occupancy is None or occupancy.end <= now
    if chosen or over or running.withdrawn or running.end == wanted.end:
        return
    running.end = max(wanted.end, now)
    real = stretches(running.start, running.end, overrides_of(session, running.occurrence_id, running.room_id))
    if occupancy is not None and real:
        end = real[-1].end
        if _held(session, running.occurrence_id, running.room_id, occupancy.start, end):
            occupancy.holding = False  # it runs on and goes first, but the other was promised the room
        occupancy.end = end
    session.flush()
