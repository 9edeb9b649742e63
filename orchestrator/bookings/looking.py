"""One booking as its page shows it: what of it is told, where it is when, and what may be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from orchestrator.access.permissions import Action
from orchestrator.accounts.organisations import find_organisation
from orchestrator.audit.acts import ActKind, Field, ObjectKind
from orchestrator.audit.tables import ActRow
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.doing import names_of
from schedules.bookings import OWN_CALENDAR, Entry, Occurrence
from schedules.fields import Audience, is_masked, seen_by
from schedules.store.diary import NoSuchBooking
from schedules.store.inputs import occurrence_of
from schedules.store.tables import OccupancyRow, OccurrenceRow, SessionRow
from schedules.store.transaction import Transaction

Kept = Literal["calendar", "withdrawn", "over", "closure", "confidential", "forbidden"]
"""Why a booking cannot be changed by who looks at it."""
LEAST, WHOLE = 12, 24
"""Digits of an id that may name a booking."""
_TAKEN_BACK = (ActKind.BOOKING_CANCELLED, ActKind.CLOSURE_LIFTED)


@dataclass(frozen=True, slots=True)
class InRoom:
    """When it is in one of its rooms."""

    room: str
    start: datetime
    end: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """A booking as somebody may see it."""

    entry: Entry
    audience: Audience
    rooms: Sequence[InRoom]
    """None once it was taken back; the booking still names those that it had."""
    withdrawn: bool
    """It was taken back, or has left its calendar."""
    begun: bool
    over: bool
    masked: bool
    organisation: str | None
    """Its name."""
    names: Mapping[str, str]
    kept: Kept | None
    """None: it may be changed."""
    may_cancel: bool
    may_invite: bool
    """Whether whoever looks keeps the list of those who are expected."""

    @property
    def booking(self) -> Occurrence:
        """What is told of it."""
        return self.entry.booking


def look_at(db: Transaction, asker: Asker, booking_id: str, now: datetime) -> Looked:
    """The booking as they may see it, one that was taken back too, by its id or the beginning of that.

    Raises NoSuchBooking, also where they may know its time alone.
    """
    row = _row(db, booking_id)
    if row is None:
        raise NoSuchBooking(booking_id)
    booking_id = row.id
    rooms = _in_rooms(db, booking_id)
    start = max((each.start for each in rooms), default=row.start)
    end = max((each.end for each in rooms), default=row.end)
    named = tuple(each.room for each in rooms) or _rooms_before(db, booking_id)
    stored = occurrence_of(row, named, holds=all(each.holds for each in rooms))
    whole = replace(stored, start=min((each.start for each in rooms), default=start), end=end)
    audience = asker.audience(whole)
    if audience is Audience.OTHERS:
        raise NoSuchBooking(booking_id)
    seen, masked = seen_by(whole, audience), is_masked(whole, audience)
    entry = Entry(booking_id, rooms[0].room if rooms else "", seen)
    over = end <= now
    action = Action.CLOSE_ROOMS if whole.closure else Action.CHANGE_BOOKING
    may = asker.may(action, whole.rooms, whole.organisation, whole.booked_by)
    kept = _kept(whole, withdrawn=row.withdrawn, over=over, masked=masked, may=may)
    own = find_organisation(db, seen.organisation) if seen.organisation is not None else None
    return Looked(
        entry,
        audience,
        rooms,
        row.withdrawn,
        _has_begun(db, booking_id),
        over,
        masked,
        own.name if own is not None else None,
        names_of(db, [entry]),
        kept,
        may and not over and not row.withdrawn and whole.key.calendar == OWN_CALENDAR,
        may and not masked and not whole.closure,
    )


def _row(db: Transaction, named: str) -> OccurrenceRow | None:
    """The row of that id, or the only one whose id begins so."""
    if not LEAST <= len(named) < WHOLE:
        return db.get(OccurrenceRow, named)
    alike = select(OccurrenceRow).where(OccurrenceRow.id >= named, OccurrenceRow.id < f"{named}g").limit(2)
    found = db.scalars(alike).all()
    return found[0] if len(found) == 1 else None


def _kept(booking: Occurrence, *, withdrawn: bool, over: bool, masked: bool, may: bool) -> Kept | None:
    """Why it cannot be changed, what nobody can help first."""
    if withdrawn:
        return "withdrawn"
    if booking.key.calendar != OWN_CALENDAR:
        return "calendar"
    if over:
        return "over"
    if not may:
        return "forbidden"
    if booking.closure:
        return "closure"
    return "confidential" if masked else None


def _in_rooms(db: Transaction, booking_id: str) -> Sequence[InRoom]:
    found = select(OccupancyRow).where(OccupancyRow.occurrence_id == booking_id).order_by(OccupancyRow.room_id)
    return [InRoom(row.room_id, row.start, row.end, row.holding) for row in db.scalars(found)]


def _rooms_before(db: Transaction, booking_id: str) -> tuple[str, ...]:
    """Those that a booking had until it was taken back, as that act tells them."""
    acts = select(ActRow.changes).where(ActRow.object_kind == ObjectKind.BOOKING, ActRow.object_id == booking_id)
    last = db.scalar(acts.where(ActRow.action.in_(_TAKEN_BACK)).order_by(ActRow.at.desc()).limit(1))
    before, _ = (last or {}).get(Field.ROOMS, (None, None))
    return tuple(before.split(", ")) if before else ()


def _has_begun(db: Transaction, booking_id: str) -> bool:
    return db.scalar(select(SessionRow.id).where(SessionRow.occurrence_id == booking_id).limit(1)) is not None
