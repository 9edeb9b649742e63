"""Who was at a booking, for whoever may know it: who booked it and the managers of its organisation, and nobody else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator.access.permissions import Action
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.looking import Looked, look_at
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.entrants import entrant_id
from orchestrator.conferences.guest_list import people_of
from orchestrator.conferences.link_store import who_came
from orchestrator.conferences.presence.entry_store import WrittenEntry, entries_of, revision_of
from orchestrator.conferences.presence.event_store import events_key, events_of
from orchestrator.conferences.presence.evidence import Evidence, Invited
from orchestrator.conferences.presence.outcome import Presence
from orchestrator.conferences.presence.remembering import derived
from orchestrator.conferences.presence.snapshot_store import snapshots_of
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
    db: Transaction, asker: Asker, booking_id: str, halls: Mapping[str, str], key: bytes, now: datetime
) -> Attended:
    """Who was there, and when; *halls* says what rooms are called, by their ids, and *key* makes the ids of who comes by a link.

    Raises NoSuchBooking, also for a confidential booking, of which nothing is known, and NotAllowed.
    """
    looked = look_at(db, asker, booking_id, now)
    booking = looked.booking
    if looked.masked or booking.confidential:
        raise NoSuchBooking(booking_id)
    if not asker.may(Action.SEE_PRESENCE, booking.rooms, booking.organisation, booking.booked_by):
        raise NotAllowed
    start, end = (int(moment.timestamp()) for moment in (looked.entry.start, looked.entry.end))
    entries = entries_of(db, looked.entry.id)
    evidence = Evidence(
        start,
        end,
        tuple(events_of(db, looked.entry.id)),
        uses=tuple(who_came(db, looked.entry.id)),
        snapshots=tuple(snapshots_of(db, looked.entry.id)),
        entries=tuple(written.entry for written in entries if written.struck is None),
        invited=tuple(_invited(db, looked.entry.id, key)),
        halls=halls,
    )
    presence = derived(looked.entry.id, events_key(db, looked.entry.id), evidence, int(now.timestamp()))
    return Attended(looked, presence, now, entries)


def _invited(db: Transaction, booking_id: str, key: bytes) -> Iterator[Invited]:
    for person in people_of(db, booking_id):
        yield Invited(entrant_id(key, booking_id, person.holder, person.called), person.called)
