"""Who is expected at a booking: each once, known by name after they were removed, and gone with the booking."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.rooms import Retention
from orchestrator.access.actors import SERVICE
from orchestrator.conferences.guest_list import (
    MOST_PEOPLE,
    Expected,
    TooManyPeople,
    add_people,
    change_person,
    count_of,
    people_of,
    person_of,
    remove_person,
)
from orchestrator.conferences.tables import BookingPersonRow
from orchestrator.keeping.kinds import terms_of
from orchestrator.keeping.prune import prune
from orchestrator.migrations.schema import upgrade
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.database import Database, open_database
from schedules.store.diary import NoSuchBooking, book
from schedules.store.keeping import delete_bookings
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction

NOW = datetime(2026, 10, 20, 8, tzinfo=UTC)
WANTED = Occurrence(
    Key(OWN_CALENDAR, "uno", NOW), NOW.replace(hour=9), NOW.replace(hour=10), "Consiglio", ("sala-1",), None
)
SITE = '[[sites]]\nid = "casa"\nname = "Casa"\ntimezone = "Europe/Rome"\n[[rooms]]\nid = "sala-1"\nname = "Sala 1"\n'
ADA, BEA = Expected("Ada@scuola.example", "Ada Neri", "it", moderator=True), Expected("bea@scuola.example", "", "en")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def db(store: Database) -> Iterator[Transaction]:
    with Transaction(store.writer) as db, db.begin():
        wish_site(db, "casa", (("a.toml", SITE),), ["sala-1"], NOW)
        yield db


def booked(db: Transaction, *, confidential: bool = False) -> str:
    return book(db, b"key", replace(WANTED, confidential=confidential), NOW).id


def test_people_given_addresses_in_capitals_when_added_again_then_each_is_on_the_list_once_as_first_said(
    db: Transaction,
) -> None:
    booking = booked(db)

    added = add_people(db, booking, [BEA, ADA, replace(ADA, mail="ADA@SCUOLA.EXAMPLE", name="Altra")], NOW)
    again = add_people(db, booking, [Expected("ada@scuola.example", "Ada Bianchi")], NOW)

    assert [(person.name, person.moderator) for person in added] == [("", False), ("Ada Neri", True)]
    assert again == []
    assert [person.called for person in people_of(db, booking)] == ["Ada Neri", "bea"]
    assert count_of(db, booking) == 2


def test_people_given_one_who_was_removed_when_added_again_then_it_is_the_same_person_and_link(db: Transaction) -> None:
    booking = booked(db)
    (ada,) = add_people(db, booking, [ADA], NOW)

    gone = remove_person(db, ada.id, NOW)
    twice = remove_person(db, ada.id, NOW)
    known, listed = person_of(db, ada.id), people_of(db, booking)
    (back,) = add_people(db, booking, [ADA], NOW)

    assert gone is not None
    assert gone == known
    assert (gone.name, gone.removed_at) == ("Ada Neri", NOW)
    assert (twice, listed) == (None, [])
    assert (back.id, back.holder) == (ada.id, ada.holder)
    assert person_of(db, "nobody") is None


def test_person_given_another_name_when_changed_then_the_list_says_so_and_nobody_removed_is_changed(
    db: Transaction,
) -> None:
    booking = booked(db)
    (ada,) = add_people(db, booking, [ADA], NOW)

    changed = change_person(db, ada.id, name="Ada Bianchi", language="en", moderator=False)
    listed = people_of(db, booking)
    remove_person(db, ada.id, NOW)

    assert [changed] == listed
    assert changed == replace(ada, name="Ada Bianchi", language="en", moderator=False)
    assert change_person(db, ada.id, name="Ada", language="it", moderator=False) is None


def test_people_given_more_than_a_list_holds_when_added_then_none_is(db: Transaction) -> None:
    booking = booked(db)
    many = [Expected(f"persona{number}@scuola.example", f"Persona {number}") for number in range(MOST_PEOPLE)]
    add_people(db, booking, many[1:], NOW)

    with pytest.raises(TooManyPeople):
        add_people(db, booking, [ADA, BEA], NOW)
    add_people(db, booking, [*many[5:9], ADA], NOW)

    assert count_of(db, booking) == MOST_PEOPLE
    with pytest.raises(NoSuchBooking):
        add_people(db, "none", [ADA], NOW)


def test_people_given_a_booking_that_goes_when_it_has_gone_then_they_go_with_it(db: Transaction) -> None:
    booking = booked(db)
    add_people(db, booking, [ADA, BEA], NOW)

    delete_bookings(db, [booking])

    assert db.scalar(select(func.count()).select_from(BookingPersonRow)) == 0


async def test_people_given_a_confidential_booking_when_its_words_go_then_nobody_is_known_any_more(
    store: Database,
) -> None:
    def fill(db: Transaction) -> str:
        wish_site(db, "casa", (("a.toml", SITE),), ["sala-1"], NOW)
        booking = booked(db, confidential=True)
        add_people(db, booking, [Expected("zibellina@scuola.example", "Pia Zibellina")], NOW)
        return booking

    booking = await store.write(fill)
    later = NOW + timedelta(days=8)

    await prune(store, terms_of(Retention(), [], later), later, SERVICE, pause_s=0)

    assert await store.read(people_of, booking) == []
    files = [store.path, store.path.with_name(f"{store.path.name}-wal")]
    assert not [file for file in files if b"ibellina" in file.read_bytes()]
