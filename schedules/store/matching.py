"""Which stored occurrence is the one that a calendar tells: by its key, moved to another time, or under a new UID.

Reads, and writes nothing: what differs is written portion by portion, and each portion looks again at what it writes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from schedules.bookings import Occurrence
from schedules.identity import opaque_id
from schedules.packing import packed_by_fields
from schedules.store.rows import MILLISECOND, portions
from schedules.store.tables import AliasRow, OccupancyRow, OccurrenceRow, SessionRow
from schedules.store.transaction import Transaction

AGAIN = MILLISECOND
"""Later than any calendar can say: they know whole seconds."""
TOLD = ("start", "end", "title", "organiser", "link", "preset", "confidential", "closure", "yields")
"""What calendars say of an occurrence, besides its key and rooms."""
Row = Any
"""With the columns of OccurrenceRow; thousands are looked at, and mapping each to an object takes ten times as long."""
Rows = dict[str, Row]


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Change:
    """An occurrence that the store does not have as its calendar tells it."""

    id: str
    """That its key gives."""
    wanted: Occurrence
    row: str | None = None
    """The id of the row that it is, if it is there."""
    renamed: bool = False
    """Its UID is new, all else the same."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be written so that the store says what calendars say."""

    told: Sequence[Change]
    """Earliest first."""
    gone: Sequence[str]
    """Ids of rows whose calendars have them no more, earliest first."""


def find_changes(
    db: Transaction,
    secret: bytes,
    calendars: Collection[str],
    occurrences: Iterable[Occurrence],
    until: datetime,
    now: datetime,
) -> Changes:
    """What *calendars* say of [*now*, *until*) and the store does not; what lies wholly in the past stays as it was.

    *occurrences* are all that those calendars hold in that time.
    """
    told = _told(db, secret, occurrences)
    lasting = _lasting(db, calendars, now)
    rows = {**_stored(db, told), **lasting}
    rows |= _moved(db, told, lasting, rows)
    renamed = _renamed(db, told, lasting, rows)
    rows |= renamed
    rooms, running = _rooms(db, OccupancyRow, rows.values()), _rooms(db, SessionRow, rows.values())
    changes = []
    for occurrence_id, wanted in told.items():
        row = rows.get(occurrence_id)
        if wanted.end <= now and (row is None or row.id not in lasting):
            continue
        if row is None:
            changes.append(Change(occurrence_id, wanted))
        elif occurrence_id in renamed or differs(row, rooms.get(row.id, ()), running.get(row.id, ()), wanted):
            changes.append(Change(occurrence_id, wanted, row.id, renamed=occurrence_id in renamed))
    said = {rows[occurrence_id].id for occurrence_id in told if occurrence_id in rows}
    gone = [one for one in lasting.values() if one.id not in said and not one.withdrawn and one.start < until]
    return Changes(
        sorted(changes, key=lambda one: (one.wanted.start, one.id)),
        [one.id for one in sorted(gone, key=lambda one: (one.start, one.id))],
    )


def now_says(row: Row, running: Collection[str], wanted: Occurrence) -> Mapping[str, object]:
    """What a row should say by *wanted*. What went live as it was then takes nothing from others later."""
    told = {name: getattr(wanted, name) for name in TOLD}
    return {**told, "yields": row.yields} if running else told


def differs(row: Row, rooms: Collection[str], running: Collection[str], wanted: Occurrence) -> bool:
    """Whether a row, in *rooms* and a session in those *running*, is not as its calendar tells it."""
    if row.withdrawn or any(getattr(row, name) != value for name, value in now_says(row, running, wanted).items()):
        return True
    return set(rooms) not in (set(wanted.rooms), {*running, *wanted.rooms})


def _told(db: Transaction, secret: bytes, occurrences: Iterable[Occurrence]) -> dict[str, Occurrence]:
    """The occurrences by id. One that has been a session and was moved away from it takes place once more.

    It is another one then, with a key that no calendar can give: the first keeps what happened.
    """
    told = _by_known_id(db, {opaque_id(secret, one.key): one for one in occurrences})
    moved = told
    while moved:
        had = _had(db, moved)
        moved = {
            occurrence_id: wanted
            for occurrence_id, wanted in moved.items()
            if occurrence_id in had and not any(_touches(wanted, one) for one in had[occurrence_id])
        }
        again = {}
        for occurrence_id, wanted in moved.items():
            del told[occurrence_id]
            key = replace(wanted.key, recurrence=wanted.key.recurrence + AGAIN)
            again[opaque_id(secret, key)] = replace(wanted, key=key)
        told |= again
        moved = again
    return told


def _lasting(db: Transaction, calendars: Collection[str], now: datetime) -> Rows:
    """Their occurrences that are not over, by their own end or by what people made of it."""
    mine = select(*OccurrenceRow.__table__.columns).where(OccurrenceRow.calendar.in_(calendars))
    lasting = select(OccupancyRow.occurrence_id).where(OccupancyRow.end > now)
    found = db.execute(mine.where((OccurrenceRow.end > now) | OccurrenceRow.id.in_(lasting)))
    return {row.id: row for row in found}


def _stored(db: Transaction, ids: Collection[str]) -> Rows:
    columns = OccurrenceRow.__table__.columns
    return {
        row.id: row for some in portions(ids) for row in db.execute(select(*columns).where(OccurrenceRow.id.in_(some)))
    }


def _rooms(
    db: Transaction, table: type[OccupancyRow] | type[SessionRow], rows: Iterable[Row]
) -> Mapping[str, set[str]]:
    """The rooms that the rows have in that table, by occurrence."""
    found: dict[str, set[str]] = {}
    for some in portions({row.id for row in rows}):
        mine = select(table.occurrence_id, table.room_id).where(table.occurrence_id.in_(some))
        for occurrence_id, room_id in db.execute(mine):
            found.setdefault(occurrence_id, set()).add(room_id)
    return found


def _moved(
    db: Transaction,
    told: Mapping[str, Occurrence],
    lasting: Rows,
    rows: Rows,
) -> Rows:
    """Single events that were moved: known by their start, they come under another key and are the same event still.

    One that is a session is the same only as long as it touches the session's time; else that runs on by itself.
    """
    alone = Counter((one.key.calendar, one.key.uid) for one in told.values())
    gone = [row for row in lasting.values() if row.id not in told and not row.withdrawn]
    aliases = _aliases(db, [row.id for row in gone])
    missing: dict[tuple[str, str], list[Row]] = {}
    for row in gone:
        for uid in {row.uid, aliases.get(row.id, row.uid)}:
            missing.setdefault((row.calendar, uid), []).append(row)
    found = {}
    for occurrence_id, wanted in told.items():
        event = (wanted.key.calendar, wanted.key.uid)
        if occurrence_id not in rows and alone[event] == 1 and len(missing.get(event, ())) == 1:
            (found[occurrence_id],) = missing[event]
    had = _had(db, [row.id for row in found.values()])
    return {
        occurrence_id: row
        for occurrence_id, row in found.items()
        if all(_touches(told[occurrence_id], one) for one in had.get(row.id, ()))
    }


def _had(db: Transaction, ids: Iterable[str]) -> Mapping[str, Sequence[tuple[datetime, datetime]]]:
    """When occurrences have been sessions, or are: from their start to the end that they really had, room by room."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for some in portions(ids):
        rows = db.execute(
            select(SessionRow.occurrence_id, SessionRow.start, OccupancyRow.end)
            .join(
                OccupancyRow,
                (OccupancyRow.occurrence_id == SessionRow.occurrence_id) & (OccupancyRow.room_id == SessionRow.room_id),
            )
            .where(SessionRow.occurrence_id.in_(some))
        )
        for occurrence_id, start, end in rows:
            found.setdefault(occurrence_id, []).append((start, end))
    return found


def _touches(wanted: Occurrence, had: tuple[datetime, datetime]) -> bool:
    start, end = had
    return start <= wanted.end and wanted.start <= end


def _by_known_id(db: Transaction, told: Mapping[str, Occurrence]) -> dict[str, Occurrence]:
    """*told*, with what came under a new UID before by the id of its row, where the old UID is not told as well."""
    known = {
        alias_id: occurrence_id
        for some in portions(told)
        for alias_id, occurrence_id in db.execute(
            select(AliasRow.id, AliasRow.occurrence_id).where(AliasRow.id.in_(some))
        )
    }
    return {one if known.get(one, one) in told else known.get(one, one): wanted for one, wanted in told.items()}


def _renamed(db: Transaction, told: Mapping[str, Occurrence], lasting: Rows, rows: Rows) -> Rows:
    """What came as another went, all else the same: feeds make new UIDs, some at each fetch.

    The same calendar, rooms, start, end, title and organiser, and one to one: of twins nobody knows which is which.
    """
    new = {occurrence_id: wanted for occurrence_id, wanted in told.items() if occurrence_id not in rows}
    known = {rows[occurrence_id].id for occurrence_id in told if occurrence_id in rows}
    gone = [row for row in lasting.values() if row.id not in known and not row.withdrawn]
    if not new or not gone:
        return {}
    rooms = _rooms(db, OccupancyRow, gone)
    came: dict[object, list[str]] = {}
    for occurrence_id, wanted in new.items():
        came.setdefault(_looks(wanted, wanted.key.calendar, wanted.rooms), []).append(occurrence_id)
    went: dict[object, list[Row]] = {}
    for row in gone:
        went.setdefault(_looks(row, row.calendar, rooms.get(row.id, ())), []).append(row)
    return {ids[0]: went[looks][0] for looks, ids in came.items() if len(ids) == 1 == len(went.get(looks, ()))}


def _looks(one: Occurrence | Row, calendar: str, rooms: Iterable[str]) -> object:
    return (calendar, frozenset(rooms), one.start, one.end, one.title, one.organiser)


def _aliases(db: Transaction, ids: Iterable[str]) -> Mapping[str, str]:
    """The newest UIDs of occurrences that have come under another than at first."""
    return {
        occurrence_id: uid
        for some in portions(ids)
        for occurrence_id, uid in db.execute(
            select(AliasRow.occurrence_id, AliasRow.uid).where(AliasRow.occurrence_id.in_(some))
        )
    }
