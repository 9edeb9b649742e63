"""What people write by hand about who was there: who may, what is checked, stored and recorded, in one transaction each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from orchestrator.access.permissions import Action
from orchestrator.attendance.seeing import Attended, attended
from orchestrator.audit.acts import ActKind, Field
from orchestrator.bookings.acts import record_booking_act
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.presence.entry_store import NewEntry, WrittenEntry, is_written, strike_entry, write_entry
from orchestrator.conferences.presence.people import hand_key
from schedules.store.transaction import Transaction

AROUND = timedelta(hours=12)
"""So long before and after the booking somebody may be said to have been there."""
LONGEST_WHY = 300
LONGEST_KEY = 400


class NoSuchEntry(Exception):
    """Nothing of that number was written of the booking."""


class EntriesChanged(Exception):
    """Somebody wrote meanwhile: look first at what is there now."""


class NotThen(Exception):
    """The times are far from the booking, in the wrong order, or still to come."""


class NobodyMeant(Exception):
    """Neither somebody of whom something is known, nor a name."""


def see_to_write(
    db: Transaction,
    asker: Asker,
    booking_id: str,
    halls: Mapping[str, str],
    key: bytes,
    kept: timedelta,
    now: datetime,
) -> Attended:
    """Who was there, for who may write about it. Raises NotAllowed, as attended."""
    seen = attended(db, asker, booking_id, halls, key, kept, now)
    booking = seen.looked.booking
    if not asker.may(Action.WRITE_PRESENCE, booking.rooms, booking.organisation, booking.booked_by):
        raise NotAllowed
    return seen


def write_as(db: Transaction, asker: Asker, seen: Attended, new: NewEntry, revision: int, form_id: str) -> str:
    """Write *new* of the meeting as *seen* in this transaction, signed by who asks; gives the person's name.

    What the same form wrote is not written twice. Raises EntriesChanged, NotThen, NobodyMeant, TooManyEntries.
    """
    entry = seen.looked.entry
    if is_written(db, form_id):
        return new.name
    if revision != seen.revision:
        raise EntriesChanged
    if not entry.start - AROUND <= new.start < new.end <= min(entry.end + AROUND, seen.now):
        raise NotThen
    meant = _meant(seen, new)
    write_entry(db, entry.id, meant, asker.identity.who, form_id, seen.now)
    _record(db, asker, ActKind.PRESENCE_WRITTEN, seen)
    return meant.name


def strike_as(db: Transaction, asker: Asker, seen: Attended, number: str, why: str, revision: int) -> WrittenEntry:
    """Let what was written count no more. Raises NoSuchEntry, EntriesChanged."""
    written = entry_in(seen, number)
    if revision != seen.revision or not strike_entry(db, written.entry.number, asker.identity.who, why, seen.now):
        raise EntriesChanged
    _record(db, asker, ActKind.PRESENCE_STRUCK, seen)
    return written


def entry_in(seen: Attended, number: str) -> WrittenEntry:
    """What was written under that number. Raises NoSuchEntry."""
    for written in seen.entries:
        if str(written.entry.number) == number:
            return written
    raise NoSuchEntry(number)


def _meant(seen: Attended, new: NewEntry) -> NewEntry:
    """Somebody of whom something is known has the name by which they are known."""
    known = {person.key: person.name for person in seen.presence.people}
    if new.person:
        if new.person not in known:
            raise NobodyMeant
        return replace(new, name=known[new.person])
    if not new.name:
        raise NobodyMeant
    return replace(new, person=hand_key(new.name))


def _record(db: Transaction, asker: Asker, kind: ActKind, seen: Attended) -> None:
    """That it was done, and not of whom: the page says that as long as the booking has one."""
    looked = seen.looked
    record_booking_act(db, asker, kind, looked.entry.id, looked.booking, seen.now, {Field.COUNT: (None, 1)})
