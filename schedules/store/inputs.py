"""Reading what bears on a room's plan: occurrences, sessions and presses, as the planner wants them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from schedules.bookings import MOVING_END, Key, Occurrence, Override, OverrideKind, Session
from schedules.fields import field_rules
from schedules.planning.overrides import FOREVER
from schedules.planning.planner import MARGIN, RoomInputs, Timeline, plan
from schedules.store.occupancies import touching
from schedules.store.prepared import Prepared
from schedules.store.sites import rules_of
from schedules.store.tables import OccurrenceRow, OverrideRow, SessionRow
from schedules.store.transaction import Transaction

COLUMNS = tuple(name for name, rule in field_rules(Occurrence).items() if rule.column)
"""What of an occurrence stands in the columns of its row, besides its key."""
_SAID = attrgetter(*COLUMNS)
_KEY = Prepared(
    select(OccurrenceRow.calendar, OccurrenceRow.uid, OccurrenceRow.recurrence).where(
        OccurrenceRow.id == bindparam("occurrence")
    )
)
_NEAR = touching()
_OCCUPYING = Prepared(
    select(
        *OccurrenceRow.__table__.columns,
        _NEAR.holding,
        *(column.label(f"session_{column.name}") for column in SessionRow.__table__.columns),
    )
    .select_from(_NEAR)
    .join(OccurrenceRow, OccurrenceRow.id == _NEAR.occurrence_id)
    .outerjoin(SessionRow, and_(SessionRow.occurrence_id == OccurrenceRow.id, SessionRow.room_id == _NEAR.room_id))
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
    OverrideRow.wanted,
)
_OF_HOLDS = (
    OverrideRow.room_id == bindparam("room"),
    or_(OverrideRow.kind == OverrideKind.HOLD, OverrideRow.kind == OverrideKind.RELEASE),
)
_NEWEST_BEFORE = select(func.coalesce(func.max(OverrideRow.number), 0)).where(
    *_OF_HOLDS, OverrideRow.at <= bindparam("since")
)
_HOLDING = Prepared(  # the newest wins, so of those before the window one is enough
    _PRESSES.where(*_OF_HOLDS, OverrideRow.number >= _NEWEST_BEFORE.scalar_subquery()).order_by(OverrideRow.number)
)
_LATER = aliased(OverrideRow)
_SUPERSEDED = exists().where(  # a scene that another one has followed: only what was executed could tell of it
    OverrideRow.kind == OverrideKind.SCENE,
    _LATER.kind == OverrideKind.SCENE,
    _LATER.occurrence_id == OverrideRow.occurrence_id,
    _LATER.room_id == OverrideRow.room_id,
    _LATER.device == OverrideRow.device,
    _LATER.number > OverrideRow.number,
)
_REACHING = (
    _PRESSES.where(
        or_(OverrideRow.room_id == bindparam("room"), *(OverrideRow.kind == kind for kind in sorted(MOVING_END)))
    )
    .where(~_SUPERSEDED)
    .order_by(OverrideRow.number)
)
_REACHING_ONE = Prepared(_REACHING.where(OverrideRow.occurrence_id == bindparam("occurrence")))
_REACHING_ANY = Prepared(_REACHING.where(OverrideRow.occurrence_id.in_(select(_NEAR.occurrence_id))))


@dataclass(frozen=True, slots=True)
class StoredInputs:
    """A room's inputs and the opaque id of each occurrence among them."""

    inputs: RoomInputs
    ids: Mapping[Key, str]
    namings: Mapping[str, int | None]
    """The generation of the name of each one's meeting, by its id."""


def key_of(db: Transaction, occurrence_id: str) -> Key:
    """By what the occurrence of that id is known. Raises KeyError."""
    row = _KEY.first(db, occurrence=occurrence_id)
    if row is None:
        raise KeyError(occurrence_id)
    return Key(row.calendar, row.uid, row.recurrence)


def room_inputs(db: Transaction, room_id: str, start: datetime, end: datetime) -> StoredInputs:
    """All that bears on the room's plan of [start, end), with its margin."""
    since, until = with_margin(start, end)
    within = {"room": room_id, "since": since, "until": until}
    occurrences: list[Occurrence] = []
    sessions: list[Session] = []
    keys: dict[str, Key] = {}
    namings: dict[str, int | None] = {}
    for row in _OCCUPYING.all(db, **within):
        occurrence = occurrence_of(row, (room_id,), holds=row.holding)
        keys[row.id], namings[row.id] = occurrence.key, row.naming
        if row.session_id is not None:
            sessions.append(_running(row, occurrence))
        elif not row.withdrawn:
            occurrences.append(occurrence)
    reaching = [_override(row, keys.get(row.occurrence_id)) for row in _REACHING_ANY.all(db, **within)]
    held = [_override(row, None) for row in _HOLDING.all(db, room=room_id, since=since)]
    return StoredInputs(
        RoomInputs(occurrences, sessions, [*reaching, *held]), {key: row_id for row_id, key in keys.items()}, namings
    )


def with_margin(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Where to look for all that bears on a plan of [start, end)."""
    return start - MARGIN, min(end, FOREVER - MARGIN) + MARGIN


def room_timeline(db: Transaction, room_id: str, start: datetime, end: datetime) -> tuple[Timeline, StoredInputs]:
    """The room's plan of [start, end), and what it was made from. Raises KeyError for no such room."""
    stored = room_inputs(db, room_id, start, end)
    return plan(rules_of(db, room_id), stored.inputs, start, end), stored


def occurrence_of(row: Any, rooms: tuple[str, ...], *, holds: bool = True) -> Occurrence:
    """The row, an OccurrenceRow or a row with its columns, as a value."""
    key, said = Key(row.calendar, row.uid, row.recurrence), dict(zip(COLUMNS, _SAID(row), strict=True))
    return Occurrence(key=key, rooms=rooms, holds=holds, **said)


def _running(row: Any, occurrence: Occurrence) -> Session:
    return Session(
        row.session_room_id,
        occurrence.key,
        row.session_start,
        row.session_end,
        row.session_title,
        row.session_preset,
        confidential=row.session_confidential,
        link=row.session_link,
        withdrawn=row.session_withdrawn,
        hidden=occurrence.confidential,
        moved_from=row.session_moved_from,
        yields=occurrence.yields,
    )


def overrides_of(db: Transaction, occurrence_id: str, room_id: str) -> Sequence[Override]:
    """The presses that reach one booking in one room, in the order they are folded."""
    return [_override(row, None) for row in _REACHING_ONE.all(db, room=room_id, occurrence=occurrence_id)]


def _override(row: Any, key: Key | None) -> Override:
    return Override(
        row.number,
        OverrideKind(row.kind),
        row.room_id,
        row.at,
        key=key,
        until=row.until,
        device=row.device,
        scene=row.scene,
        wanted=row.wanted,
    )
