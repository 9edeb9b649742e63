"""Bringing stored occurrences in line with what their calendars say now.

A clash that comes in from a calendar is stored as not holding its room: marked and reported, never dropped.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from schedules.bookings import Occurrence, OverrideKind
from schedules.database import MILLISECOND, portions
from schedules.diary import new_row
from schedules.identity import opaque_id
from schedules.inputs import overrides_of
from schedules.occupancies import settle, withdraw
from schedules.overrides import stretches
from schedules.sessions import pin_due
from schedules.sites import active_rooms, touch
from schedules.tables import OccupancyRow, OccurrenceRow, SessionRow
from schedules.taken import Taken

AGAIN = MILLISECOND
"""Later than any calendar can say: they know whole seconds."""
Sessions = Mapping[str, Mapping[str, SessionRow]]
Occupancies = Mapping[str, Mapping[str, OccupancyRow]]
"""Both by occurrence and room."""


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
    changed = set(pin_due(session, active_rooms(session), now))
    told = _told(session, secret, occurrences)
    lasting = _lasting(session, calendars, now)
    rows = {**_stored(session, told), **lasting}
    rows.update(_moved(session, told, lasting, rows))
    ids = {row.id for row in rows.values()}
    occupied, sessions = _occupied(session, ids), _sessions(session, ids)
    taken = Taken(session, min((one.start for one in told.values()), default=now))
    new = []
    for occurrence_id, wanted in told.items():
        row = rows.get(occurrence_id)
        if wanted.end <= now and (row is None or row.id not in lasting):
            continue
        if row is None:
            new.append(wanted)
        else:
            running = sessions.get(row.id, {})
            changed.update(_update(session, taken, row, occupied.get(row.id, {}), running, wanted, now))
    changed.update(_add(session, secret, taken, new, now))
    said = {rows[occurrence_id].id for occurrence_id in told if occurrence_id in rows}
    gone = [one for one in lasting.values() if one.id not in said and not one.withdrawn and one.start < until]
    changed.update(withdraw(session, gone))
    settle(session, changed, now)
    changed.update(pin_due(session, changed, now))
    touch(session, changed)
    return sorted(changed)


def _told(session: Session, secret: bytes, occurrences: Iterable[Occurrence]) -> dict[str, Occurrence]:
    """The occurrences by id. One that has been a session and was moved away from it takes place once more.

    It is another one then, with a key that no calendar can give: the first keeps what happened.
    """
    told = {opaque_id(secret, one.key): one for one in occurrences}
    moved = told
    while moved:
        sessions = _sessions(session, moved)
        moved = {
            occurrence_id: wanted
            for occurrence_id, wanted in moved.items()
            if sessions.get(occurrence_id)
            and not any(_touches(wanted, one) for one in sessions[occurrence_id].values())
        }
        again = {}
        for occurrence_id, wanted in moved.items():
            del told[occurrence_id]
            key = replace(wanted.key, recurrence=wanted.key.recurrence + AGAIN)
            again[opaque_id(secret, key)] = replace(wanted, key=key)
        told |= again
        moved = again
    return told


def _lasting(session: Session, calendars: Collection[str], now: datetime) -> dict[str, OccurrenceRow]:
    """Their occurrences that are not over, by their own end or by what people made of it."""
    mine = select(OccurrenceRow).where(OccurrenceRow.calendar.in_(calendars))
    lasting = select(OccupancyRow.occurrence_id).where(OccupancyRow.end > now)
    found = session.scalars(mine.where((OccurrenceRow.end > now) | OccurrenceRow.id.in_(lasting)))
    return {row.id: row for row in found}


def _stored(session: Session, ids: Collection[str]) -> dict[str, OccurrenceRow]:
    return {
        row.id: row
        for some in portions(ids)
        for row in session.scalars(select(OccurrenceRow).where(OccurrenceRow.id.in_(some)))
    }


def _moved(
    session: Session,
    told: Mapping[str, Occurrence],
    lasting: Mapping[str, OccurrenceRow],
    rows: Mapping[str, OccurrenceRow],
) -> dict[str, OccurrenceRow]:
    """Single events that were moved: known by their start, they come under another key and are the same event still.

    One that is a session is the same only as long as it touches the session's time; else that runs on by itself.
    """
    alone = Counter((one.key.calendar, one.key.uid) for one in told.values())
    missing: dict[tuple[str, str], list[OccurrenceRow]] = {}
    for row in lasting.values():
        if row.id not in told and not row.withdrawn:
            missing.setdefault((row.calendar, row.uid), []).append(row)
    found = {}
    for occurrence_id, wanted in told.items():
        event = (wanted.key.calendar, wanted.key.uid)
        if occurrence_id not in rows and alone[event] == 1 and len(missing.get(event, ())) == 1:
            (found[occurrence_id],) = missing[event]
    sessions = _sessions(session, [row.id for row in found.values()])
    return {
        occurrence_id: row
        for occurrence_id, row in found.items()
        if all(_touches(told[occurrence_id], one) for one in sessions.get(row.id, {}).values())
    }


def _touches(wanted: Occurrence, running: SessionRow) -> bool:
    return running.start <= wanted.end and wanted.start <= running.end


def _occupied(session: Session, ids: Collection[str]) -> Occupancies:
    found: dict[str, dict[str, OccupancyRow]] = {}
    for some in portions(ids):
        for one in session.scalars(select(OccupancyRow).where(OccupancyRow.occurrence_id.in_(some))):
            found.setdefault(one.occurrence_id, {})[one.room_id] = one
    return found


def _sessions(session: Session, ids: Iterable[str]) -> Sessions:
    """The sessions of occurrences, by room."""
    found: dict[str, dict[str, SessionRow]] = {}
    for some in portions(ids):
        for one in session.scalars(select(SessionRow).where(SessionRow.occurrence_id.in_(some))):
            found.setdefault(one.occurrence_id, {})[one.room_id] = one
    return found


def _update(
    session: Session,
    taken: Taken,
    row: OccurrenceRow,
    occupied: Mapping[str, OccupancyRow],
    running: Mapping[str, SessionRow],
    wanted: Occurrence,
    now: datetime,
) -> set[str]:
    """Bring one occurrence up to date; gives the rooms it touches, none if nothing changed."""
    now_says = {
        name: getattr(wanted, name)
        for name in ("start", "end", "title", "organiser", "link", "preset", "confidential", "closure")
    }
    same = not row.withdrawn and all(getattr(row, name) == value for name, value in now_says.items())
    rooms = set(occupied)
    if same and rooms == set(wanted.rooms):
        return set()
    if same and rooms == running.keys() | set(wanted.rooms):
        return set()
    end_edited = row.end != wanted.end
    row.sequence, row.stamp, row.withdrawn = wanted.sequence, wanted.stamp, False
    for name, value in now_says.items():
        setattr(row, name, value)
    for room, one in running.items():
        one.withdrawn = room not in wanted.rooms or wanted.start > one.end
        if end_edited and not one.withdrawn:
            _move_end(session, taken, one, occupied.get(room), wanted, now)
    free = {room: one for room, one in occupied.items() if room not in running}
    return rooms | _place(session, taken, row.id, free, wanted, besides=running.keys())


def _add(session: Session, secret: bytes, taken: Taken, new: Sequence[Occurrence], now: datetime) -> set[str]:
    """Store occurrences that are not known yet, all at once; gives their rooms."""
    rows = [new_row(secret, wanted, now) for wanted in new]
    session.add_all(rows)
    session.flush()
    for row, wanted in zip(rows, new, strict=True):
        for room in sorted(wanted.rooms):
            occupancy = OccupancyRow(occurrence_id=row.id, room_id=room, holding=True)
            _occupy(taken, occupancy, wanted)
            session.add(occupancy)
    session.flush()
    return {room for wanted in new for room in wanted.rooms}


def _place(
    session: Session,
    taken: Taken,
    occurrence_id: str,
    occupied: Mapping[str, OccupancyRow],
    wanted: Occurrence,
    besides: Collection[str] = (),
) -> set[str]:
    """Let an occurrence occupy just the rooms it wants, *besides* those where it is a session."""
    for room, occupancy in occupied.items():
        if room not in wanted.rooms:
            taken.leave(occurrence_id, room)
            session.delete(occupancy)
    for room in sorted(set(wanted.rooms) - set(besides)):
        occupancy = occupied.get(room) or OccupancyRow(occurrence_id=occurrence_id, room_id=room, holding=True)
        _occupy(taken, occupancy, wanted)
        session.add(occupancy)
    session.flush()  # one by one: what one leaves another may take
    return set(wanted.rooms)


def _occupy(taken: Taken, occupancy: OccupancyRow, wanted: Occurrence) -> None:
    """Give the occupancy its times, and the room if nobody has it; one that came second waits for `settle`."""
    occupancy.start, occupancy.end = wanted.start, wanted.end
    free = taken.is_free(occupancy.room_id, wanted.start, wanted.end, besides=occupancy.occurrence_id)
    occupancy.holding = occupancy.holding and not wanted.closure and free
    _keep(taken, occupancy)


def _keep(taken: Taken, occupancy: OccupancyRow) -> None:
    if occupancy.holding:
        taken.hold(occupancy.occurrence_id, occupancy.room_id, occupancy.start, occupancy.end)
    else:
        taken.leave(occupancy.occurrence_id, occupancy.room_id)


def _move_end(
    session: Session,
    taken: Taken,
    running: SessionRow,
    occupancy: OccupancyRow | None,
    wanted: Occurrence,
    now: datetime,
) -> None:
    """A running session takes from its calendar a new end alone, and not even that once somebody chose one here."""
    presses = overrides_of(session, running.occurrence_id, running.room_id)
    if occupancy is None or any(press.kind in {OverrideKind.EXTEND, OverrideKind.END} for press in presses):
        return
    if occupancy.end <= now:
        return  # over
    running.end = max(wanted.end, now)
    real = stretches(running.start, running.end, presses)
    if real:
        occupancy.end = real[-1].end
        if not taken.is_free(running.room_id, occupancy.start, occupancy.end, besides=running.occurrence_id):
            occupancy.holding = False  # it runs on and goes first, but the other was promised the room
        _keep(taken, occupancy)
    session.flush()
