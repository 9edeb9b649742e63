"""What Jitsi told, in the store: each message as it came, once, before anything is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

from sqlalchemy import Table, delete, func, insert, select, true

from orchestrator.conferences.meetings import Houses, deployment_of, naming_of
from orchestrator.conferences.presence.evidence import Event
from orchestrator.conferences.presence.remembering import Remembered
from orchestrator.conferences.presence.wire import Message, event_in
from orchestrator.conferences.tables import MeetingEventRow
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

AROUND = timedelta(days=1)
"""So long before and after a booking messages may still be of its meeting."""
MOST_UNKNOWN = 1_000
"""Messages of conferences that no booking has, of which the newest are kept."""


BELIEVED = timedelta(seconds=2)
"""For so long the booking that was found last is the one meant, once its time is over: then all leave, a message each."""
_INSERTED = insert(cast("Table", MeetingEventRow.__table__))
"""Of the columns alone: an object for each row would cost more than the row."""


class Outcome(StrEnum):
    """What became of a message."""

    STORED = "stored"
    REPEATED = "repeated"
    UNKNOWN = "unknown_room"
    """It is kept apart: no booking has a conference of that name on that server."""
    CONFIDENTIAL = "confidential"
    """Nothing is stored of a confidential booking."""


EventsKey = tuple[int, int | None, str | None]
"""How many, the number of the newest, and its digest."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as a Jitsi server posted it."""

    deployment: str
    kind: str
    message: Message


def store_messages(
    db: Transaction, houses: Houses, arrived: Sequence[Arrived], now: datetime
) -> Sequence[tuple[Outcome, str | None]]:
    """Store what came, but for what is there already or may not be kept. *houses* say on which server a meeting is held.

    Gives of each what became of it, and the id of its booking.
    """
    digests = [f"{each.deployment}:{each.message.digest}" for each in arrived]
    known = set(db.scalars(select(MeetingEventRow.digest).where(MeetingEventRow.digest.in_(digests))))
    conferences = {(each.deployment, each.message.room) for each in arrived}
    bookings = {each: _booking_named(db, houses, *each, now) for each in conferences}
    outcomes: list[Outcome] = []
    rows: list[dict[str, object]] = []
    for digest, each in zip(digests, arrived, strict=True):
        booking = bookings[each.deployment, each.message.room]
        outcomes.append(_outcome(booking, repeated=digest in known))
        if outcomes[-1] in {Outcome.STORED, Outcome.UNKNOWN}:
            known.add(digest)
            rows.append(
                {
                    "deployment": each.deployment,
                    "room": each.message.room,
                    "occurrence_id": None if booking is None else booking.id,
                    "kind": each.kind,
                    "at": now,
                    "body": each.message.text,
                    "digest": digest,
                }
            )
    if rows:
        db.connection().execute(_INSERTED, rows)
    if Outcome.UNKNOWN in outcomes:
        _forget_unknown(db)
    named = (bookings[each.deployment, each.message.room] for each in arrived)
    return [(outcome, row.id if row is not None else None) for outcome, row in zip(outcomes, named, strict=True)]


def _outcome(booking: OccurrenceRow | None, *, repeated: bool) -> Outcome:
    if repeated:
        return Outcome.REPEATED
    if booking is None:
        return Outcome.UNKNOWN
    return Outcome.CONFIDENTIAL if booking.confidential else Outcome.STORED


def _forget_unknown(db: Transaction) -> None:
    """Keep the newest messages of conferences that no booking has, and no more."""
    unknown = select(MeetingEventRow.number).where(MeetingEventRow.occurrence_id.is_(None))
    over = unknown.order_by(MeetingEventRow.number.desc()).offset(MOST_UNKNOWN)
    db.execute(delete(MeetingEventRow).where(MeetingEventRow.number.in_(db.scalars(over).all())))


def events_of(db: Transaction, booking_id: str) -> Sequence[Event]:
    """What was told of a booking's meeting; nothing of one that has become confidential."""
    if db.scalar(select(OccurrenceRow.confidential).where(OccurrenceRow.id == booking_id)) is not False:
        return ()
    key = events_key(db, booking_id)
    return _READ.of(booking_id, lambda kept: kept.key == key, lambda: _read(db, booking_id, key)).events


def events_key(db: Transaction, booking_id: str, until: int | None = None) -> EventsKey:
    """What changes with each event of the booking that comes or goes; with *until* of those up to that number."""
    of_it = MeetingEventRow.occurrence_id == booking_id
    up_to = true() if until is None else MeetingEventRow.number <= until
    count, last = db.execute(select(func.count(), func.max(MeetingEventRow.number)).where(of_it, up_to)).one()
    return count, last, db.scalar(select(MeetingEventRow.digest).where(MeetingEventRow.number == last))


@dataclass(frozen=True, slots=True)
class _Read:
    key: EventsKey
    events: tuple[Event, ...]


_READ: Remembered[_Read] = Remembered()


def _read(db: Transaction, booking_id: str, key: EventsKey) -> _Read:
    """All of them; those that were read before are not read again."""
    known = _READ.last(booking_id)
    if known is None or known.key != events_key(db, booking_id, until=known.key[1] or 0):
        known = _Read((0, None, None), ())
    told = select(MeetingEventRow.kind, MeetingEventRow.body).where(MeetingEventRow.occurrence_id == booking_id)
    newer = told.where(MeetingEventRow.number > (known.key[1] or 0)).order_by(MeetingEventRow.number)
    events = (event_in(row.kind, row.body) for row in db.execute(newer))
    return _Read(key, (*known.events, *(event for event in events if event is not None)))


def _booking_named(db: Transaction, houses: Houses, deployment: str, name: str, now: datetime) -> OccurrenceRow | None:
    """The booking around *now* whose conference has that name, on that server; of a series that meets in one, the nearest.

    A meeting tells a message a second: while its booking goes on it is not looked for among all others again.
    """

    def is_good(found: _Found) -> bool:
        row = db.get(OccurrenceRow, found.booking) if found.booking else None
        if row is None or not (row.start <= now <= row.end or found.at <= now < found.at + BELIEVED):
            return False
        return _is_meant(db, houses, deployment, name, row)

    def look() -> _Found:
        row = _looked_for(db, houses, deployment, name, now)
        return _Found("" if row is None else row.id, now)

    found = _FOUND.of(f"{deployment}:{name}", is_good, look)
    return db.get(OccurrenceRow, found.booking) if found.booking else None


@dataclass(frozen=True, slots=True)
class _Found:
    booking: str
    """Its id; empty for none."""
    at: datetime


_FOUND: Remembered[_Found] = Remembered(1_000)


def _looked_for(db: Transaction, houses: Houses, deployment: str, name: str, now: datetime) -> OccurrenceRow | None:
    around = select(OccurrenceRow).where(OccurrenceRow.end > now - AROUND, OccurrenceRow.start < now + AROUND)
    named = [row for row in db.scalars(around) if _is_meant(db, houses, deployment, name, row)]
    return min(named, key=lambda row: (max(row.start - now, now - row.end, timedelta()), row.start), default=None)


def _is_meant(db: Transaction, houses: Houses, deployment: str, name: str, row: OccurrenceRow) -> bool:
    """Whether a server that tells of a conference of that name means this booking: another house's server never does.

    A meeting that is running when the room files move it is told of by the server that it is on. Of a confidential booking
    nothing is kept whoever tells it.
    """
    if name not in naming_of(row).all_names(houses.conferences.key):
        return False
    return row.confidential or deployment_of(houses, row) in {None, deployment} or _has_told(db, deployment, row.id)


def _has_told(db: Transaction, deployment: str, booking_id: str) -> bool:
    of_it = MeetingEventRow.occurrence_id == booking_id, MeetingEventRow.deployment == deployment
    return db.scalar(select(MeetingEventRow.number).where(*of_it).limit(1)) is not None
