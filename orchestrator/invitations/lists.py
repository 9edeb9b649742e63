"""Lists of people that an organisation keeps, like the teachers of a school: made, filled, read and deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import uuid4

from sqlalchemy import delete, func, select

from config.words.sentences import Language
from orchestrator.accounts.emails import key_of
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.store import record
from orchestrator.conferences.guest_list import MOST_PEOPLE, Expected, TooManyPeople
from orchestrator.invitations.tables import ListedPersonRow, PeopleListRow
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction

MOST_LISTS = 200
"""Of one organisation."""


class NoSuchList(Exception):
    """The organisation has no list of that id."""


class TooManyLists(Exception):
    """The organisation has `MOST_LISTS`."""


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list, without its people."""

    id: str
    organisation: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list."""

    id: str
    expected: Expected

    @property
    def called(self) -> str:
        """Their name, or else what stands before the @ of their address."""
        return self.expected.name or self.expected.mail.rpartition("@")[0]


def lists_of(db: Transaction, organisation: str) -> Sequence[PeopleList]:
    """Those of an organisation, in the order of their names."""
    counted = (
        select(PeopleListRow, func.count(ListedPersonRow.id))
        .outerjoin(ListedPersonRow, ListedPersonRow.list_id == PeopleListRow.id)
        .where(PeopleListRow.organisation == organisation)
        .group_by(PeopleListRow.id)
    )
    found = [PeopleList(row.id, row.organisation, row.name, count) for row, count in db.execute(counted)]
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def find_list(db: Transaction, organisation: str, list_id: str) -> PeopleList:
    """The organisation's list of that id. Raises NoSuchList."""
    found = next((each for each in lists_of(db, organisation) if each.id == list_id), None)
    if found is None:
        raise NoSuchList(list_id)
    return found


def people_on(db: Transaction, list_id: str) -> Sequence[Listed]:
    """Who is on it, in the order of their names."""
    rows = db.scalars(select(ListedPersonRow).where(ListedPersonRow.list_id == list_id))
    people = [Listed(row.id, Expected(row.mail, row.name, cast("Language", row.language))) for row in rows]
    return sorted(people, key=lambda person: (person.called.casefold(), person.expected.mail))


def make_list(
    db: Transaction, organisation: str, list_id: str, name: str, people: Collection[Expected], by: Doer
) -> str:
    """Make the list of that id, with *people*; once, however often it is asked for. Raises TooManyLists, TooManyPeople."""
    known = db.get(PeopleListRow, list_id)
    if known is not None and known.organisation == organisation:
        return list_id
    if len(lists_of(db, organisation)) >= MOST_LISTS:
        raise TooManyLists
    db.add(PeopleListRow(id=list_id, organisation=organisation, name=name, made_at=by.now))
    db.flush()
    count = _put(db, list_id, people)
    _record(db, ActKind.LIST_MADE, organisation, name, count, by)
    return list_id


def put_people(db: Transaction, organisation: str, list_id: str, people: Collection[Expected], by: Doer) -> int:
    """Put *people* on it; gives how many were not. Raises NoSuchList, TooManyPeople."""
    found = find_list(db, organisation, list_id)
    count = _put(db, list_id, people)
    if count:
        _record(db, ActKind.LIST_CHANGED, organisation, found.name, count, by)
    return count


def take_off(db: Transaction, organisation: str, list_id: str, person_id: str, by: Doer) -> None:
    """Take somebody off it. Raises NoSuchList, for who is not on it too."""
    found, row = find_list(db, organisation, list_id), db.get(ListedPersonRow, person_id)
    if row is None or row.list_id != list_id:
        raise NoSuchList(person_id)
    db.delete(row)
    db.flush()
    _record(db, ActKind.LIST_CHANGED, organisation, found.name, 1, by)


def delete_list(db: Transaction, organisation: str, list_id: str, by: Doer) -> None:
    """Delete it with its people; bookings keep whom they expect. Raises NoSuchList."""
    found = find_list(db, organisation, list_id)
    db.execute(delete(PeopleListRow).where(PeopleListRow.id == list_id))
    _record(db, ActKind.LIST_DELETED, organisation, found.name, found.count, by)


def _put(db: Transaction, list_id: str, people: Collection[Expected]) -> int:
    known = set(db.scalars(select(ListedPersonRow.mail_key).where(ListedPersonRow.list_id == list_id)))
    new = {key_of(person.mail): person for person in people if key_of(person.mail) not in known}
    if len(known) + len(new) > MOST_PEOPLE:
        raise TooManyPeople
    for key, person in new.items():
        db.add(
            ListedPersonRow(
                id=str(uuid4()),
                list_id=list_id,
                name=person.name,
                mail=person.mail,
                mail_key=key,
                language=person.language,
            )
        )
    db.flush()
    return len(new)


def _record(db: Transaction, kind: ActKind, organisation: str, name: str, count: int, by: Doer) -> None:
    changes = changes_between({}, {Field.LABEL: name, Field.COUNT: count})
    about = ActObject(ObjectKind.ORGANISATION, organisation)
    record(db, by.actor, Act(kind, by.now, about, organisation=organisation, changes=changes))
