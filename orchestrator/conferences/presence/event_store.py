"""What Jitsi told, in the store: each message as it came, once, before anything is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, insert, select

from orchestrator.conferences.meetings import naming_of
from orchestrator.conferences.presence.evidence import Event
from orchestrator.conferences.presence.remembering import Remembered
from orchestrator.conferences.presence.wire import Message, read
from orchestrator.conferences.tables import MeetingEventRow
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

AROUND = timedelta(days=1)
"""So long before and after a booking messages may still be of its meeting."""
MOST_UNKNOWN = 1_000
"""Messages of conferences that no booking has, of which the newest are kept."""


class Outcome(StrEnum):
    """What became of a message."""

    STORED = "stored"
    REPEATED = "repeated"
    UNKNOWN = "unknown_room"
    """It is kept apart: no booking has a conference of that name."""
    CONFIDENTIAL = "confidential"
    """Nothing is stored of a confidential booking."""


def store_message(
    db: Transaction, key: bytes, deployment: str, kind: str, raw: str, message: Message, now: datetime
) -> Outcome:
    """Store what came, unless it is there already or nothing may be kept of it. *key* is that of the conferences."""
    digest = f"{deployment}:{message.digest}"
    if db.scalar(select(MeetingEventRow.number).where(MeetingEventRow.digest == digest)) is not None:
        return Outcome.REPEATED
    booking = _booking_named(db, key, message.room, now)
    if booking is not None and booking.confidential:
        return Outcome.CONFIDENTIAL
    db.execute(
        insert(MeetingEventRow).values(
            deployment=deployment,
            room=message.room,
            occurrence_id=None if booking is None else booking.id,
            kind=kind,
            at=now,
            body=raw,
            digest=digest,
        )
    )
    if booking is not None:
        return Outcome.STORED
    over = select(MeetingEventRow.number).where(MeetingEventRow.occurrence_id.is_(None))
    numbers = db.scalars(over.order_by(MeetingEventRow.number.desc()).offset(MOST_UNKNOWN).limit(MOST_UNKNOWN)).all()
    db.execute(delete(MeetingEventRow).where(MeetingEventRow.number.in_(numbers)))
    return Outcome.UNKNOWN


def events_of(db: Transaction, booking_id: str) -> Sequence[Event]:
    """What was told of a booking's meeting; nothing of one that has become confidential."""
    if db.scalar(select(OccurrenceRow.confidential).where(OccurrenceRow.id == booking_id)) is not False:
        return ()
    key = events_key(db, booking_id)
    return _READ.of(booking_id, lambda kept: kept.key == key, lambda: _Read(key, _read(db, booking_id))).events


def events_key(db: Transaction, booking_id: str) -> tuple[object, ...]:
    """What changes with each event of the booking that comes or goes."""
    of_it = MeetingEventRow.occurrence_id == booking_id
    count, last = db.execute(select(func.count(), func.max(MeetingEventRow.number)).where(of_it)).one()
    return count, last, db.scalar(select(MeetingEventRow.digest).where(MeetingEventRow.number == last))


@dataclass(frozen=True, slots=True)
class _Read:
    key: tuple[object, ...]
    events: Sequence[Event]


_READ: Remembered[_Read] = Remembered()


def _read(db: Transaction, booking_id: str) -> Sequence[Event]:
    told = select(MeetingEventRow.kind, MeetingEventRow.body).where(MeetingEventRow.occurrence_id == booking_id)
    messages = (read(row.kind, row.body) for row in db.execute(told.order_by(MeetingEventRow.number)))
    return tuple(message.event for message in messages if message.event is not None)


def _booking_named(db: Transaction, key: bytes, name: str, now: datetime) -> OccurrenceRow | None:
    """The booking around *now* whose conference has that name; of a series that meets in one, the nearest.

    A meeting tells a message a second: while its booking goes on it is not looked for among all others again.
    """

    def goes_on(id_: str) -> bool:
        row = db.get(OccurrenceRow, id_) if id_ else None
        return row is not None and row.start <= now <= row.end and name in naming_of(row).all_names(key)

    def look() -> str:
        row = _looked_for(db, key, name, now)
        return "" if row is None else row.id

    id_ = _NAMED.of(name, goes_on, look)
    return db.get(OccurrenceRow, id_) if id_ else None


_NAMED: Remembered[str] = Remembered(1_000)
"""The booking's id by the name of its conference; empty for none."""


def _looked_for(db: Transaction, key: bytes, name: str, now: datetime) -> OccurrenceRow | None:
    around = select(OccurrenceRow).where(OccurrenceRow.end > now - AROUND, OccurrenceRow.start < now + AROUND)
    named = [row for row in db.scalars(around) if name in naming_of(row).all_names(key)]
    return min(named, key=lambda row: (max(row.start - now, now - row.end, timedelta()), row.start), default=None)
