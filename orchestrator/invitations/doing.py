"""Putting people on the list of a booking, taking them off, inviting them: who may, what is stored and recorded, in one transaction each.

The handlers of the API and the pages call these.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from config.words.sentences import Language
from orchestrator.audit.acts import ActKind, Field
from orchestrator.bookings.acts import record_booking_act
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.looking import Looked, look_at
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.guest_list import (
    Expected,
    ExpectedPerson,
    add_people,
    change_person,
    people_of,
    person_of,
    remove_person,
)
from orchestrator.invitations.due import Standing
from orchestrator.invitations.lists import find_list, people_on
from orchestrator.invitations.store import standings_of, want, want_again, want_no_more
from schedules.store.transaction import Transaction


class NoSuchPerson(Exception):
    """Nobody of that id is on the list of the booking."""


class Over(Exception):
    """The booking is over, or was taken back: nobody is invited to it any more."""


class NotExpressly(Exception):
    """The booking is confidential: nobody is written to unless that is asked for expressly."""


def look_to_invite(db: Transaction, asker: Asker, booking_id: str, now: datetime) -> Looked:
    """The booking as who may change it sees it: they see its list and invite. Raises NoSuchBooking, NotAllowed."""
    looked = look_at(db, asker, booking_id, now)
    if not looked.may_invite:
        raise NotAllowed("confidential_unseen" if looked.masked else "forbidden")
    return looked


def add_as(
    db: Transaction, asker: Asker, booking_id: str, people: Collection[Expected], now: datetime
) -> Sequence[ExpectedPerson]:
    """Put *people* on the list; gives who is new on it. Raises Over, TooManyPeople, as look_to_invite."""
    looked = _to_change(db, asker, booking_id, now)
    added = add_people(db, looked.entry.id, people, now)
    if added:
        _record(db, asker, ActKind.PEOPLE_LISTED, looked, len(added), now)
    return added


def add_listed_as(
    db: Transaction, asker: Asker, booking_id: str, list_id: str, now: datetime
) -> Sequence[ExpectedPerson]:
    """Put all on it who are on a list of the booking's organisation. Raises NoSuchList, as add_as."""
    looked = _to_change(db, asker, booking_id, now)
    found = find_list(db, looked.booking.organisation or "", list_id)
    return add_as(db, asker, booking_id, [person.expected for person in people_on(db, found.id)], now)


def change_as(
    db: Transaction,
    asker: Asker,
    booking_id: str,
    person_id: str,
    now: datetime,
    *,
    name: str | None = None,
    language: Language | None = None,
    moderator: bool | None = None,
) -> ExpectedPerson:
    """Let somebody on the list be called otherwise, read otherwise, moderate or not, as far as that is said. Raises Over, NoSuchPerson, as look_to_invite."""
    looked = _to_change(db, asker, booking_id, now)
    before = _person(db, looked, person_id)
    changed = change_person(
        db,
        person_id,
        name=before.name if name is None else name,
        language=language or before.language,
        moderator=before.moderator if moderator is None else moderator,
    )
    if changed is None:
        raise NoSuchPerson(person_id)
    if changed != before:
        _record(db, asker, ActKind.PERSON_CHANGED, looked, 1, now)
    return changed


def remove_as(db: Transaction, asker: Asker, booking_id: str, person_id: str, now: datetime) -> ExpectedPerson:
    """Take somebody off the list; who was invited is told. Raises NoSuchPerson, as look_to_invite."""
    looked = look_to_invite(db, asker, booking_id, now)
    _person(db, looked, person_id)
    removed = remove_person(db, person_id, now)
    if removed is None:
        raise NoSuchPerson(person_id)
    want_no_more(db, person_id)
    _record(db, asker, ActKind.PERSON_UNLISTED, looked, 1, now)
    return removed


def invite_as(
    db: Transaction,
    asker: Asker,
    booking_id: str,
    person_ids: Collection[str] | None,
    now: datetime,
    *,
    expressly: bool,
) -> Sequence[ExpectedPerson]:
    """Invite all on the list, or those of *person_ids*; gives who was not invited before.

    Raises Over, NotExpressly for a confidential booking where that is not asked for *expressly*, NoSuchPerson, as look_to_invite.
    """
    looked = _to_change(db, asker, booking_id, now)
    confidential = looked.booking.confidential
    if confidential and not expressly:
        raise NotExpressly
    people = people_of(db, looked.entry.id)
    if person_ids is not None:
        if not set(person_ids) <= {person.id for person in people}:
            raise NoSuchPerson
        people = [person for person in people if person.id in person_ids]
    known = {standing.person.id: standing for standing in standings_of(db, looked.entry.id)}
    new = [person for person in people if not _is_invited(known.get(person.id), expressly=confidential)]
    if new:
        want(db, new, asker.identity.who, now, expressly=confidential)
        _record(db, asker, ActKind.PEOPLE_INVITED, looked, len(new), now)
    return new


def invite_again_as(db: Transaction, asker: Asker, booking_id: str, person_id: str, now: datetime) -> ExpectedPerson:
    """Send somebody who is invited the same once more. Raises Over, NoSuchPerson, as look_to_invite."""
    looked = _to_change(db, asker, booking_id, now)
    person = _person(db, looked, person_id)
    if person.removed_at is not None or not want_again(db, person_id):
        raise NoSuchPerson(person_id)
    _record(db, asker, ActKind.INVITED_AGAIN, looked, 1, now)
    return person


def _to_change(db: Transaction, asker: Asker, booking_id: str, now: datetime) -> Looked:
    looked = look_to_invite(db, asker, booking_id, now)
    if looked.withdrawn or looked.over:
        raise Over
    return looked


def _person(db: Transaction, looked: Looked, person_id: str) -> ExpectedPerson:
    person = person_of(db, person_id)
    if person is None or person.booking != looked.entry.id:
        raise NoSuchPerson(person_id)
    return person


def _is_invited(standing: Standing | None, *, expressly: bool) -> bool:
    return standing is not None and standing.wanted and (standing.expressly or not expressly)


def _record(db: Transaction, asker: Asker, kind: ActKind, looked: Looked, count: int, now: datetime) -> None:
    """How many, and not who: the list says that as long as the booking has one."""
    record_booking_act(db, asker, kind, looked.entry.id, looked.booking, now, {Field.COUNT: (None, count)})
