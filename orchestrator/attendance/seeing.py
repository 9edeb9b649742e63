"""Who was at a booking, for whoever may know it: who booked it and the managers of its organisation, and nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orchestrator.access.permissions import Action
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.looking import Looked, look_at
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.presence.entry_store import WrittenEntry, entries_of, revision_of
from orchestrator.conferences.presence.gathering import presence_of
from orchestrator.conferences.presence.outcome import Presence
from schedules.store.diary import NoSuchBooking
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Attended:
    """A booking, and who was there."""

    looked: Looked
    presence: Presence
    now: datetime
    entries: Sequence[WrittenEntry] = ()
    """What was written by hand, what is struck out too."""

    @property
    def revision(self) -> int:
        """Of what was written by hand."""
        return revision_of(self.entries)


def attended(
    db: Transaction,
    asker: Asker,
    booking_id: str,
    halls: Mapping[str, str],
    key: bytes,
    kept: timedelta,
    now: datetime,
) -> Attended:
    """Who was there, and when; *halls*, *key* and *kept* are those of `presence_of`.

    Raises NoSuchBooking, also for a confidential booking, of which nothing is known, and NotAllowed.
    """
    looked = look_at(db, asker, booking_id, now)
    booking = looked.booking
    if looked.masked or booking.confidential:
        raise NoSuchBooking(booking_id)
    if not asker.may(Action.SEE_PRESENCE, booking.rooms, booking.organisation, booking.booked_by):
        raise NotAllowed
    window = (looked.entry.start, looked.entry.end)
    presence = presence_of(db, looked.entry.id, window, halls, key, kept, now)
    return Attended(looked, presence, now, entries_of(db, looked.entry.id))
