"""Reading what is stored of the occurrences that a new reading of calendars is about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from schedules.bookings import Occurrence
from schedules.identity import opaque_id
from schedules.matching.known import Alias, Had, Known
from schedules.matching.match import again
from schedules.store.inputs import occurrence_of
from schedules.store.rows import portions
from schedules.store.tables import AliasRow, OccupancyRow, OccurrenceRow, SessionRow
from schedules.store.transaction import Transaction

_Rows = dict[str, Any]
"""Rows with the columns of OccurrenceRow, by id; thousands are read, and mapping each to an object takes ten times as long."""
_COLUMNS = [column for column in OccurrenceRow.__table__.columns if column.name != "created_at"]


def read_known(
    db: Transaction, secret: bytes, calendars: Collection[str], told: Mapping[str, Occurrence], now: datetime
) -> Sequence[Known]:
    """All that is stored of *calendars* and not over, and what *told* is or was, whether it is over or not."""
    aliases = _aliases(db, AliasRow.id, told)
    rows = _lasting(db, calendars, now)
    rows |= _rows(db, {*told, *aliases} - rows.keys())
    aliases |= _aliases(db, AliasRow.occurrence_id, rows.keys() - told.keys())
    sessions = _sessions(db, rows)
    known_as = {alias.id: occurrence_id for occurrence_id, alias in aliases.items()}
    keys = [told[each].key for each in told if each in sessions or known_as.get(each) in sessions]
    while keys:  # they may take place again, under another key each time
        later = {opaque_id(secret, key): key for key in map(again, keys)}
        rows |= _rows(db, later.keys() - rows.keys())
        had = _sessions(db, later)
        sessions |= had
        keys = [key for each, key in later.items() if each in had]
    rooms = _rooms(db, rows)
    return [_known(row, rooms.get(row.id, {}), aliases.get(row.id), sessions.get(row.id, ())) for row in rows.values()]


def _known(row: Any, rooms: Mapping[str, datetime], alias: Alias | None, sessions: Sequence[Had]) -> Known:
    until = max(row.end, *rooms.values()) if rooms else row.end
    return Known(row.id, occurrence_of(row, tuple(rooms)), until, row.withdrawn, alias, tuple(sessions))


def _lasting(db: Transaction, calendars: Collection[str], now: datetime) -> _Rows:
    """Their occurrences that are not over, by their own end or by what people made of it."""
    mine = select(*_COLUMNS).where(OccurrenceRow.calendar.in_(calendars))
    lasting = exists().where(OccupancyRow.occurrence_id == OccurrenceRow.id, OccupancyRow.end > now)
    found = db.execute(mine.where((OccurrenceRow.end > now) | lasting))
    return {row.id: row for row in found}


def _rows(db: Transaction, ids: Iterable[str]) -> _Rows:
    return {
        row.id: row for some in portions(ids) for row in db.execute(select(*_COLUMNS).where(OccurrenceRow.id.in_(some)))
    }


def _aliases(db: Transaction, column: Any, ids: Iterable[str]) -> dict[str, Alias]:
    """The aliases that have one of *ids* in *column*, by the ids of their occurrences."""
    return {
        occurrence_id: Alias(alias_id, uid)
        for some in portions(ids)
        for occurrence_id, alias_id, uid in db.execute(
            select(AliasRow.occurrence_id, AliasRow.id, AliasRow.uid).where(column.in_(some))
        )
    }


def _rooms(db: Transaction, ids: Iterable[str]) -> Mapping[str, Mapping[str, datetime]]:
    """Until when occurrences occupy their rooms."""
    found: dict[str, dict[str, datetime]] = {}
    for some in portions(ids):
        mine = select(OccupancyRow.occurrence_id, OccupancyRow.room_id, OccupancyRow.end)
        for occurrence_id, room_id, end in db.execute(mine.where(OccupancyRow.occurrence_id.in_(some))):
            found.setdefault(occurrence_id, {})[room_id] = end
    return found


def _sessions(db: Transaction, ids: Iterable[str]) -> dict[str, list[Had]]:
    """When occurrences have been sessions, or are: from their start to the end that they really had, room by room."""
    found: dict[str, list[Had]] = {}
    for some in portions(ids):
        rows = db.execute(
            select(SessionRow.occurrence_id, SessionRow.room_id, SessionRow.start, OccupancyRow.end)
            .join(
                OccupancyRow,
                (OccupancyRow.occurrence_id == SessionRow.occurrence_id) & (OccupancyRow.room_id == SessionRow.room_id),
            )
            .where(SessionRow.occurrence_id.in_(some))
        )
        for occurrence_id, room_id, start, end in rows:
            found.setdefault(occurrence_id, []).append(Had(room_id, start, end))
    return found
