"""Who is expected at a booking: people by name and address, each once, whether or not the booking has a meeting."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import uuid4

from sqlalchemy import delete, func, select

from config.words.sentences import Language
from orchestrator.accounts.emails import key_of
from orchestrator.conferences.links import LinkHolder, MeetingLinkKind
from orchestrator.conferences.tables import BookingPersonRow
from schedules.store.diary import NoSuchBooking
from schedules.store.occupancies import rooms_of
from schedules.store.rows import portions
from schedules.store.sites import touch
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

MOST_PEOPLE = 1000
"""At one booking."""


class TooManyPeople(Exception):
    """The list would be longer than `MOST_PEOPLE`; nothing was added."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody to be put on a list, at an address as `orchestrator.accounts.emails.address_of` gives it."""

    mail: str
    name: str
    language: Language = "it"
    moderator: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedPerson:
    """Somebody on the list of a booking."""

    id: str
    booking: str
    name: str
    """Empty where only their address is known."""
    mail: str
    language: Language
    moderator: bool
    added_at: datetime
    removed_at: datetime | None = None

    @property
    def holder(self) -> LinkHolder:
        """Whose their link into the meeting is."""
        return LinkHolder(MeetingLinkKind.PERSONAL, self.id)

    @property
    def called(self) -> str:
        """Their name, or else what stands before the @ of their address."""
        return self.name or self.mail.rpartition("@")[0]


def add_people(
    db: Transaction, booking_id: str, people: Collection[Expected], now: datetime
) -> Sequence[ExpectedPerson]:
    """Put *people* on the list, in their order; gives those who were not on it before.

    Who is on it already stays as they are. Who was removed comes back under the id that they had. Raises NoSuchBooking,
    TooManyPeople.
    """
    if db.get(OccurrenceRow, booking_id) is None:
        raise NoSuchBooking(booking_id)
    by_key = {key_of(person.mail): person for person in reversed(list(people))}
    known = _known(db, booking_id, by_key)
    new = [key for key in reversed(by_key) if key not in known or known[key].removed_at is not None]
    if len(new) + count_of(db, booking_id) > MOST_PEOPLE:
        raise TooManyPeople
    added = [_put(db, booking_id, by_key[key], known.get(key), now) for key in new]
    db.flush()
    if any(key in known for key in new):
        touch(db, rooms_of(db, booking_id))  # whose screens let them in again
    return [_person(row) for row in added]


def change_person(
    db: Transaction, person_id: str, *, name: str, language: Language, moderator: bool
) -> ExpectedPerson | None:
    """Let somebody on a list be called otherwise, read otherwise, moderate or no more; None for who is on none."""
    row = db.get(BookingPersonRow, person_id)
    if row is None or row.removed_at is not None:
        return None
    row.name, row.language, row.moderator = name, language, moderator
    db.flush()
    return _person(row)


def remove_person(db: Transaction, person_id: str, now: datetime) -> ExpectedPerson | None:
    """Take somebody off the list; None for who is on none. Their name stays with the booking."""
    row = db.get(BookingPersonRow, person_id)
    if row is None or row.removed_at is not None:
        return None
    row.removed_at = now
    db.flush()
    touch(db, rooms_of(db, row.occurrence_id))  # whose screens put them out of the meeting
    return _person(row)


def people_of(db: Transaction, booking_id: str) -> Sequence[ExpectedPerson]:
    """Who is on the list, in the order of their names."""
    listed = select(BookingPersonRow).where(
        BookingPersonRow.occurrence_id == booking_id, BookingPersonRow.removed_at.is_(None)
    )
    people = [_person(row) for row in db.scalars(listed)]
    return sorted(people, key=lambda person: (person.called.casefold(), person.mail))


def person_of(db: Transaction, person_id: str) -> ExpectedPerson | None:
    """Somebody who is on a list, or was; None for an id that nobody has."""
    row = db.get(BookingPersonRow, person_id)
    return None if row is None else _person(row)


def people_by_id(db: Transaction, person_ids: Collection[str]) -> Mapping[str, ExpectedPerson]:
    """Those of these who are on a list, or were."""
    known = select(BookingPersonRow)
    return {
        row.id: _person(row)
        for ids in portions(person_ids)
        for row in db.scalars(known.where(BookingPersonRow.id.in_(ids)))
    }


def count_of(db: Transaction, booking_id: str) -> int:
    """How many are on the list."""
    listed = select(func.count()).where(
        BookingPersonRow.occurrence_id == booking_id, BookingPersonRow.removed_at.is_(None)
    )
    return db.scalar(listed) or 0


def forget_people(db: Transaction, booking_ids: Collection[str]) -> frozenset[str]:
    """Delete the lists of those bookings; gives the names and addresses that are gone."""
    words: set[str] = set()
    for ids in portions(booking_ids):
        these = BookingPersonRow.occurrence_id.in_(ids)
        rows = db.execute(select(BookingPersonRow.name, BookingPersonRow.mail).where(these))
        words.update(word for row in rows for word in row if word)
        db.execute(delete(BookingPersonRow).where(these))
    return frozenset(words)


def _known(db: Transaction, booking_id: str, keys: Collection[str]) -> dict[str, BookingPersonRow]:
    """The rows of those addresses, of who was removed too."""
    of_booking = select(BookingPersonRow).where(BookingPersonRow.occurrence_id == booking_id)
    return {
        row.mail_key: row
        for some in portions(keys)
        for row in db.scalars(of_booking.where(BookingPersonRow.mail_key.in_(some)))
    }


def _put(
    db: Transaction, booking_id: str, person: Expected, row: BookingPersonRow | None, now: datetime
) -> BookingPersonRow:
    if row is None:
        row = BookingPersonRow(id=str(uuid4()), occurrence_id=booking_id, mail_key=key_of(person.mail))
        db.add(row)
    row.name, row.mail, row.language, row.moderator = person.name, person.mail, person.language, person.moderator
    row.added_at, row.removed_at = now, None
    return row


def _person(row: BookingPersonRow) -> ExpectedPerson:
    return ExpectedPerson(
        row.id,
        row.occurrence_id,
        row.name,
        row.mail,
        cast("Language", row.language),
        row.moderator,
        row.added_at,
        row.removed_at,
    )
