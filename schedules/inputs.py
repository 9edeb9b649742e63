"""Reading what bears on a room's plan: occurrences, sessions and presses, as the planner wants them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from schedules.bookings import Key, Occurrence, Override, OverrideKind
from schedules.bookings import Session as RunningSession
from schedules.overrides import FOREVER
from schedules.planner import MARGIN, RoomInputs, Timeline, plan
from schedules.sites import rules_of
from schedules.tables import OccupancyRow, OccurrenceRow, OverrideRow, SessionRow

# Built once, and of overrides the columns alone: each press reads them, and building and mapping cost more than SQLite.
_OCCUPYING = (
    select(OccupancyRow, OccurrenceRow, SessionRow)
    .join(OccurrenceRow, OccurrenceRow.id == OccupancyRow.occurrence_id)
    .outerjoin(
        SessionRow, and_(SessionRow.occurrence_id == OccurrenceRow.id, SessionRow.room_id == OccupancyRow.room_id)
    )
    .where(OccupancyRow.room_id == bindparam("room"))
    .where(OccupancyRow.end > bindparam("since"), OccupancyRow.start < bindparam("until"))
)
_PRESSES = select(
    OverrideRow.number,
    OverrideRow.kind,
    OverrideRow.room_id,
    OverrideRow.occurrence_id,
    OverrideRow.at,
    OverrideRow.until,
    OverrideRow.device,
    OverrideRow.scene,
)
_PressRow = Row[int, str, str, str | None, datetime, datetime | None, str | None, str | None]
_OF_HOLDS = (
    OverrideRow.room_id == bindparam("room"),
    OverrideRow.kind.in_([OverrideKind.HOLD, OverrideKind.RELEASE]),
)
_NEWEST_BEFORE = select(func.coalesce(func.max(OverrideRow.number), 0)).where(
    *_OF_HOLDS, OverrideRow.at <= bindparam("since")
)
_HOLDING = (  # the newest wins, so of those before the window one is enough
    _PRESSES.where(*_OF_HOLDS, OverrideRow.number >= _NEWEST_BEFORE.scalar_subquery()).order_by(OverrideRow.number)
)
_REACHING = (
    _PRESSES.where(OverrideRow.occurrence_id.in_(bindparam("occurrences", expanding=True)))
    .where(or_(OverrideRow.room_id == bindparam("room"), OverrideRow.kind == OverrideKind.EXTEND))
    .order_by(OverrideRow.number)
)


@dataclass(frozen=True, slots=True)
class StoredInputs:
    """A room's inputs and the opaque id of each occurrence among them."""

    inputs: RoomInputs
    ids: Mapping[Key, str]


def room_inputs(session: Session, room_id: str, start: datetime, end: datetime) -> StoredInputs:
    """All that bears on the room's plan of [start, end), with its margin."""
    rows = session.execute(
        _OCCUPYING, {"room": room_id, "since": start - MARGIN, "until": min(end, FOREVER - MARGIN) + MARGIN}
    ).all()
    occurrences: list[Occurrence] = []
    sessions: list[RunningSession] = []
    ids: dict[Key, str] = {}
    for occupancy, row, pinned in rows:
        occurrence = occurrence_of(row, (room_id,))
        ids[occurrence.key] = row.id
        if pinned is not None:
            sessions.append(_running(pinned, occurrence))
        elif not row.withdrawn:
            occurrences.append(replace(occurrence, holds=occupancy.holding))
    held = session.execute(_HOLDING, {"room": room_id, "since": start - MARGIN})
    reaching = _reaching(session, room_id, {row: key for key, row in ids.items()})
    overrides = [*reaching, *(_override(row, None) for row in held)]
    return StoredInputs(RoomInputs(occurrences, sessions, overrides), ids)


def room_timeline(session: Session, room_id: str, start: datetime, end: datetime) -> tuple[Timeline, StoredInputs]:
    """The room's plan of [start, end), and what it was made from. Raises KeyError for no such room."""
    stored = room_inputs(session, room_id, start, end)
    return plan(rules_of(session, room_id), stored.inputs, start, end), stored


def occurrence_of(row: OccurrenceRow, rooms: tuple[str, ...]) -> Occurrence:
    """The row as a value."""
    return Occurrence(
        Key(row.calendar, row.uid, row.recurrence),
        row.start,
        row.end,
        row.title,
        rooms,
        row.preset,
        confidential=row.confidential,
        closure=row.closure,
        organiser=row.organiser,
        link=row.link,
        sequence=row.sequence,
        stamp=row.stamp,
    )


def _running(row: SessionRow, occurrence: Occurrence) -> RunningSession:
    return RunningSession(
        row.room_id,
        occurrence.key,
        row.start,
        row.end,
        row.title,
        row.preset,
        confidential=row.confidential,
        link=row.link,
        withdrawn=row.withdrawn,
        hidden=occurrence.confidential,
        moved_from=row.moved_from,
    )


def overrides_of(session: Session, occurrence_id: str, room_id: str) -> Sequence[Override]:
    """The presses that reach one booking in one room, in the order they are folded."""
    return _reaching(session, room_id, {occurrence_id: None})


def _reaching(session: Session, room_id: str, keys: Mapping[str, Key | None]) -> Sequence[Override]:
    rows = session.execute(_REACHING, {"room": room_id, "occurrences": list(keys)})
    return [_override(row, keys.get(row.occurrence_id or "")) for row in rows]


def _override(row: _PressRow, key: Key | None) -> Override:
    return Override(
        row.number,
        OverrideKind(row.kind),
        row.room_id,
        row.at,
        key=key,
        until=row.until,
        device=row.device,
        scene=row.scene,
    )
