"""What is stored of each calendar: its last good text, since when it fails, and what of it could not be used."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.feed import Fetched
from schedules.bookings import OWN_CALENDAR, Ignored, Key, Placed, Quarantined, Unplaced
from schedules.identity import CONFIDENTIAL_REASON, CONFIDENTIAL_TITLE, EPOCH, opaque_id
from schedules.tables import CalendarRow, OccurrenceRow

NOTES_KEPT = 500
"""Of each kind; who has more bad events than that has one mistake, not 500."""


@dataclass(frozen=True, slots=True)
class CalendarStatus:
    """How a calendar does."""

    id: str
    fetched_at: datetime | None
    failing_since: datetime | None
    error: str | None
    notes: Mapping[str, Any]


def last_good(session: Session, calendar_id: str) -> Fetched | None:
    """The text that was last read well, as it was fetched."""
    row = session.get(CalendarRow, calendar_id)
    return None if row is None or row.text is None else Fetched(row.text, row.etag, row.last_modified)


def record_good(session: Session, calendar_id: str, fetched: Fetched | None, now: datetime) -> None:
    """It was read well: *fetched*, or as before."""
    row = _row(session, calendar_id)
    row.fetched_at, row.failing_since, row.error = now, None, None
    if fetched is not None:
        row.text, row.etag, row.last_modified = fetched.text, fetched.etag, fetched.last_modified


def record_failure(session: Session, calendar_id: str, error: str, now: datetime) -> datetime:
    """It cannot be read; gives since when. What it said last still counts."""
    row = _row(session, calendar_id)
    row.failing_since, row.error = row.failing_since or now, error
    return row.failing_since


def record_notes(session: Session, secret: bytes, calendars: Collection[str], placed: Placed) -> None:
    """Keep, for technicians, what of *calendars* takes no room and why; of confidential events no word."""
    for calendar_id in calendars:
        _row(session, calendar_id).notes = {
            "quarantined": [_quarantined(secret, one) for one in placed.quarantined if one.calendar == calendar_id][
                :NOTES_KEPT
            ],
            "unplaced": [_unplaced(secret, one) for one in placed.unplaced if one.key.calendar == calendar_id][
                :NOTES_KEPT
            ],
            "ignored": [_ignored(secret, one) for one in placed.ignored if one.key.calendar == calendar_id][
                :NOTES_KEPT
            ],
        }


def statuses(session: Session, calendars: Collection[str]) -> Sequence[CalendarStatus]:
    """How *calendars* do, in order of id."""
    rows = session.scalars(select(CalendarRow).where(CalendarRow.id.in_(calendars)).order_by(CalendarRow.id))
    return [CalendarStatus(row.id, row.fetched_at, row.failing_since, row.error, row.notes) for row in rows]


def failing_since(session: Session, calendars: Collection[str]) -> Mapping[str, datetime]:
    """Those of *calendars* that cannot be read, and since when."""
    rows = session.execute(
        select(CalendarRow.id, CalendarRow.failing_since)
        .where(CalendarRow.id.in_(calendars), CalendarRow.failing_since.is_not(None))
        .order_by(CalendarRow.id)
    )
    return {row.id: row.failing_since for row in rows if row.failing_since is not None}


def departed(session: Session, calendars: Collection[str], now: datetime) -> Sequence[str]:
    """Calendars that had a say once, and have bookings that are not over, and are none of *calendars* any more."""
    others = OccurrenceRow.calendar.not_in([*calendars, OWN_CALENDAR])
    found = select(OccurrenceRow.calendar).where(OccurrenceRow.end > now, ~OccurrenceRow.withdrawn, others)
    return session.scalars(found.distinct().order_by(OccurrenceRow.calendar)).all()


def shown_uid(secret: bytes, key: Key, *, confidential: bool) -> str:
    """The event's UID, or for a confidential one the opaque id in its place."""
    return opaque_id(secret, key) if confidential else key.uid


def _unplaced(secret: bytes, one: Unplaced) -> dict[str, Any]:
    return {
        "uid": shown_uid(secret, one.key, confidential=one.confidential),
        "title": CONFIDENTIAL_TITLE if one.confidential else one.title,
        "location": "" if one.confidential else one.location,
    }


def _ignored(secret: bytes, one: Ignored) -> dict[str, Any]:
    uid = shown_uid(secret, one.key, confidential=one.confidential)
    return {"uid": uid, "start": one.start.isoformat().replace("+00:00", "Z"), "reason": one.reason}


def _quarantined(secret: bytes, one: Quarantined) -> dict[str, Any]:
    uid = shown_uid(secret, Key(one.calendar, one.uid, EPOCH), confidential=one.confidential)
    return {"uid": uid, "reason": CONFIDENTIAL_REASON if one.confidential else one.reason}


def _row(session: Session, calendar_id: str) -> CalendarRow:
    row = session.get(CalendarRow, calendar_id)
    if row is None:
        row = CalendarRow(id=calendar_id, notes={})
        session.add(row)
    return row
