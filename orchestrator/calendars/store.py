"""What is stored of each calendar: its last good text, since when it fails, and which events could not be used."""

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select, update

from integrations.services.feed import Fetched, Validators
from orchestrator.calendars.failures import Failure
from orchestrator.calendars.masking import Masking
from orchestrator.calendars.unprepared import Note, appeared
from schedules.bookings import OWN_CALENDAR
from schedules.events import Placed
from schedules.store.tables import CalendarRow, CalendarTextRow, OccurrenceRow
from schedules.store.transaction import Transaction

T = TypeVar("T")
NOTES_KEPT = 500
"""Of each kind; who has more bad events than that has one mistake, not 500."""


@dataclass(frozen=True, slots=True)
class CalendarStatus:
    """The state of a calendar."""

    id: str
    fetched_at: datetime | None
    failing_since: datetime | None
    failure: Failure | None
    notes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PackedText:
    """A text that was read without errors, as it is stored: packed with zlib."""

    packed: bytes
    validators: Validators
    charset: str | None


def last_good(db: Transaction, calendar_id: str) -> Fetched | None:
    """The text that was last read without errors."""
    row = db.get(CalendarTextRow, calendar_id)
    if row is None:
        return None
    return Fetched(zlib.decompress(row.packed), Validators(row.etag, row.last_modified), row.charset)


def record_good(db: Transaction, calendar_id: str, text: PackedText | None, now: datetime) -> None:
    """Note that the calendar was read without errors: *text*, or the stored text."""
    row = _row(db, calendar_id)
    row.fetched_at, row.failing_since, row.error = now, None, None
    db.flush()
    if text is not None:
        etag, last_modified = text.validators.etag, text.validators.last_modified
        db.merge(
            CalendarTextRow(
                calendar=calendar_id,
                packed=text.packed,
                etag=etag,
                last_modified=last_modified,
                charset=text.charset,
            )
        )


def record_unchanged(db: Transaction, calendar_id: str, now: datetime) -> None:
    """Note that the calendar was fetched and has not changed."""
    db.execute(update(CalendarRow).where(CalendarRow.id == calendar_id).values(fetched_at=now))


def record_failure(db: Transaction, calendar_id: str, failure: Failure, now: datetime) -> datetime:
    """Note that the calendar cannot be read. Returns since when. Its last contents still count."""
    row = _row(db, calendar_id)
    row.failing_since, row.error = row.failing_since or now, failure.text()
    return row.failing_since


def record_notes(
    db: Transaction, secret: bytes, calendars: Collection[str], placed: Placed
) -> Mapping[str, Sequence[tuple[str, Note]]]:
    """Keep, for technicians, what of *calendars* takes no room and why; of confidential events no word.

    Gives, by calendar, what was not there before: its kind and the note.
    """
    masking, new = Masking(secret), {}
    for calendar_id in calendars:
        row, kept = _row(db, calendar_id), {**masking.notes(_of(calendar_id, placed))}
        new[calendar_id] = [*appeared(row.notes, kept)]
        row.notes = kept
    return new


def statuses(db: Transaction, calendars: Collection[str]) -> Sequence[CalendarStatus]:
    """The state of *calendars*, in the order of their ids."""
    wanted = (CalendarRow.id, CalendarRow.fetched_at, CalendarRow.failing_since, CalendarRow.error, CalendarRow.notes)
    rows = db.execute(select(*wanted).where(CalendarRow.id.in_(calendars)).order_by(CalendarRow.id))
    return [
        CalendarStatus(
            row.id,
            row.fetched_at,
            row.failing_since,
            None if row.error is None else Failure.stored(row.error),
            row.notes,
        )
        for row in rows
    ]


def failing_since(db: Transaction, calendars: Collection[str]) -> Mapping[str, datetime]:
    """Which of *calendars* cannot be read, and since when."""
    rows = db.execute(
        select(CalendarRow.id, CalendarRow.failing_since)
        .where(CalendarRow.id.in_(calendars), CalendarRow.failing_since.is_not(None))
        .order_by(CalendarRow.id)
    )
    return {row.id: row.failing_since for row in rows if row.failing_since is not None}


def departed(db: Transaction, calendars: Collection[str], now: datetime) -> Sequence[str]:
    """Former calendars, none of *calendars*, that still have bookings that are not over."""
    others = OccurrenceRow.calendar.not_in([*calendars, OWN_CALENDAR])
    found = select(OccurrenceRow.calendar).where(OccurrenceRow.end > now, ~OccurrenceRow.withdrawn, others)
    return db.scalars(found.distinct().order_by(OccurrenceRow.calendar)).all()


def _of(calendar_id: str, placed: Placed) -> Placed:
    """The events of one calendar that take no room, as far as they are kept."""
    return Placed(
        (),
        _first(event for event in placed.unplaced if event.key.calendar == calendar_id),
        _first(event for event in placed.ignored if event.key.calendar == calendar_id),
        _first(event for event in placed.quarantined if event.calendar == calendar_id),
        _first(assumption for assumption in placed.assumed if assumption.calendar == calendar_id),
    )


def _first(told: Iterable[T]) -> tuple[T, ...]:
    return tuple(islice(told, NOTES_KEPT))


def _row(db: Transaction, calendar_id: str) -> CalendarRow:
    row = db.get(CalendarRow, calendar_id)
    if row is None:
        row = CalendarRow(id=calendar_id, notes={})
        db.add(row)
    return row
