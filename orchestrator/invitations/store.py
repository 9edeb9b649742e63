"""Invitations in the store: asking for them, finding what is due, and noting what was told with the mail that tells it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute

from orchestrator.conferences.guest_list import ExpectedPerson, people_by_id
from orchestrator.conferences.tables import BookingPersonRow
from orchestrator.invitations.due import Due, Facts, Standing, Told, What, due
from orchestrator.invitations.tables import InvitationRow
from orchestrator.outbox.sealed import SealedMail
from orchestrator.outbox.store import drop_unsent, put_mail
from schedules.store.database import SIGNALS
from schedules.store.rows import portions
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction

SIGNAL = "invitations"
"""Told after a commit that wants somebody told something, beside those that touch rooms."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is due about one booking."""

    facts: Facts
    messages: Sequence[Due]


def want(
    db: Transaction, people: Collection[ExpectedPerson], who: str, now: datetime, *, expressly: bool = False
) -> None:
    """Let *people* be invited once this transaction is committed, if they are not."""
    known = _rows(db, [person.id for person in people])
    for person in people:
        row = known.get(person.id)
        if row is None:
            row = InvitationRow(person_id=person.id, sequence=0, mails=0, again=False)
            db.add(row)
        row.wanted, row.expressly, row.invited_at, row.invited_by = True, expressly, now, who
    db.flush()
    _signal(db)


def want_again(db: Transaction, person_id: str) -> bool:
    """Let the same be sent once more to somebody who is invited; False to somebody who is not."""
    these = (InvitationRow.person_id == person_id, InvitationRow.wanted)
    found = db.scalar(update(InvitationRow).where(*these).values(again=True).returning(InvitationRow.person_id))
    _signal(db)
    return found is not None


def want_no_more(db: Transaction, person_id: str) -> None:
    """Let somebody be invited no more; who knows of the meeting is told."""
    db.execute(update(InvitationRow).where(InvitationRow.person_id == person_id).values(wanted=False, again=False))
    _signal(db)


Reminders = Mapping[str, Collection[timedelta]]
"""How long before a booking its people are reminded, by its preset."""


def find_due(db: Transaction, now: datetime, reminders: Reminders = MappingProxyType({})) -> Sequence[Owed]:
    """All that is to be told now."""
    owed = []
    for booking_id in sorted(_bookings(db, now)):
        facts = facts_of(db, booking_id)
        if facts is None:
            continue
        before = reminders.get(facts.preset or "", ())
        among = standings_of(db, booking_id, _may_be_due(facts, now, before))
        messages = [each for standing in among if (each := due(standing, facts, now, before))]
        if messages:
            owed.append(Owed(facts, messages))
    return owed


def note_told(db: Transaction, facts: Facts, messages: Sequence[tuple[Due, SealedMail]], now: datetime) -> int:
    """Put those mails in, and remember what they tell; gives how many. Where something has changed since, nothing is: it is looked at again.

    An earlier message that has not gone out never does; and who was told nothing yet is not told that it is off.
    """
    if facts_of(db, facts.id) != facts:
        return 0
    rows = _rows(db, [message.standing.person.id for message, _ in messages])
    people = people_by_id(db, rows)
    count = 0
    for message, mail in messages:
        row = rows.get(message.standing.person.id)
        if row is None or _standing(row, people[row.person_id]) != message.standing:
            continue
        if message.what is What.REMINDER:
            put_mail(db, mail, now)
            row.reminded_at = message.remind_at
            count += 1
            continue
        if row.mail_id is not None and drop_unsent(db, row.mail_id, now):
            row.mails -= 1
        off = message.what is What.OFF
        if not off or row.mails:
            row.mail_id, row.told_at = put_mail(db, mail, now), now
            row.mails += 1
            count += 1
        row.sequence, row.again = message.sequence, False
        row.told, row.told_start, row.told_end = (None, None, None) if off else (facts.digest, facts.start, facts.end)
    db.flush()
    return count


def facts_of(db: Transaction, booking_id: str) -> Facts | None:
    """The booking as it is now; None for one that has gone."""
    row = db.get(OccurrenceRow, booking_id, populate_existing=True)
    if row is None:
        return None
    held = select(OccupancyRow.room_id).where(OccupancyRow.occurrence_id == booking_id).order_by(OccupancyRow.room_id)
    return Facts(
        row.id,
        row.title,
        row.start,
        row.end,
        tuple(db.scalars(held)),
        row.confidential,
        row.withdrawn,
        row.sequence,
        row.organisation,
        row.preset,
        row.link,
    )


def standings_of(db: Transaction, booking_id: str, among: ColumnElement[bool] | None = None) -> Sequence[Standing]:
    """How it stands with all who are or were invited to that booking, or with those *among* them."""
    of_booking = (
        select(InvitationRow)
        .join(BookingPersonRow, BookingPersonRow.id == InvitationRow.person_id)
        .where(BookingPersonRow.occurrence_id == booking_id, true() if among is None else among)
    )
    rows = {row.person_id: row for row in db.scalars(of_booking)}
    people = people_by_id(db, rows)
    return [_standing(row, people[person_id]) for person_id, row in sorted(rows.items())]


def _may_be_due(facts: Facts, now: datetime, reminders: Collection[timedelta]) -> ColumnElement[bool]:
    """Leaves out those whom `due` would tell nothing: looking through a house whose people know all costs little."""
    told, wanted, here = InvitationRow.told, InvitationRow.wanted, BookingPersonRow.removed_at.is_(None)
    if facts.withdrawn:
        return told.is_not(None)
    late = max((facts.start - before for before in reminders if facts.start - before <= now), default=None)
    otherwise = [told != facts.digest, InvitationRow.again, ~wanted, ~here]
    if late is not None:
        otherwise.append(_before(InvitationRow.told_at, late) & _before(InvitationRow.reminded_at, late))
    return or_(and_(told.is_(None), wanted, here), and_(told.is_not(None), or_(*otherwise)))


def _before(column: InstrumentedAttribute[datetime | None], moment: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column < moment)


def _bookings(db: Transaction, now: datetime) -> Collection[str]:
    """The bookings to which somebody is invited and that are not over, or were not by what was told of them."""
    invited = (
        select(BookingPersonRow.occurrence_id)
        .join(InvitationRow, InvitationRow.person_id == BookingPersonRow.id)
        .distinct()
    )
    coming = invited.join(OccurrenceRow, OccurrenceRow.id == BookingPersonRow.occurrence_id)
    return {
        *db.scalars(coming.where(OccurrenceRow.end > now)),
        *db.scalars(invited.where(InvitationRow.told_end > now)),
    }


def _rows(db: Transaction, person_ids: Collection[str]) -> Mapping[str, InvitationRow]:
    found = select(InvitationRow)
    return {
        row.person_id: row
        for ids in portions(person_ids)
        for row in db.scalars(found.where(InvitationRow.person_id.in_(ids)))
    }


def _standing(row: InvitationRow, person: ExpectedPerson) -> Standing:
    told = None
    if row.told is not None and row.told_start is not None and row.told_end is not None:
        told = Told(row.told, row.told_start, row.told_end)
    return Standing(
        person,
        row.wanted,
        row.expressly,
        row.again,
        row.invited_by,
        row.sequence,
        row.mails,
        told,
        row.mail_id,
        row.told_at,
        row.reminded_at,
    )


def _signal(db: Transaction) -> None:
    db.info.setdefault(SIGNALS, set()).add(SIGNAL)
