"""Who was at a booking, for whoever may know it: who booked it and the managers of its organisation, and nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from orchestrator.access.permissions import Action
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.looking import Looked, look_at
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.presence.deriving import derive
from orchestrator.conferences.presence.event_store import events_of
from orchestrator.conferences.presence.evidence import Evidence
from orchestrator.conferences.presence.outcome import Presence
from schedules.store.diary import NoSuchBooking
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Attended:
    """A booking, and who was there."""

    looked: Looked
    presence: Presence
    now: datetime


def attended(db: Transaction, asker: Asker, booking_id: str, halls: Mapping[str, str], now: datetime) -> Attended:
    """Who was there, and when; *halls* says what rooms are called, by their ids.

    Raises NoSuchBooking, also for a confidential booking, of which nothing is known, and NotAllowed.
    """
    looked = look_at(db, asker, booking_id, now)
    booking = looked.booking
    if looked.masked or booking.confidential:
        raise NoSuchBooking(booking_id)
    if not asker.may(Action.SEE_PRESENCE, booking.rooms, booking.organisation, booking.booked_by):
        raise NotAllowed
    events = tuple(events_of(db, looked.entry.id))
    start, end = (int(moment.timestamp()) for moment in (looked.entry.start, looked.entry.end))
    return Attended(looked, derive(Evidence(start, end, events, halls=halls), int(now.timestamp())), now)
