"""Links into meetings: the same at each look, good until renewed or revoked, and secret in whatever is printed or stored."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.rooms import Retention
from orchestrator.access.actors import SERVICE
from orchestrator.conferences.link_store import (
    MOST_USES,
    find_meeting_link,
    links_of,
    make_links,
    note_use,
    renew,
    revoke,
    uses_of,
    who_came,
)
from orchestrator.conferences.links import GUESTS, Came, LinkHolder, LinkSecret, MeetingLink, MeetingLinkKind, secret_of
from orchestrator.conferences.presence.evidence import LinkUse
from orchestrator.conferences.tables import MeetingLinkRow, MeetingLinkUseRow
from orchestrator.keeping.kinds import terms_of
from orchestrator.keeping.prune import prune
from orchestrator.migrations.schema import upgrade
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.changing import change
from schedules.store.database import Database, open_database
from schedules.store.diary import NoSuchBooking, book
from schedules.store.keeping import delete_bookings
from schedules.store.sealing import KEY_BYTES, Keys, Unreadable
from schedules.store.sites import wish_site
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

NOW = datetime(2026, 10, 20, 8, tzinfo=UTC)
NINE, TEN, NOON = (NOW.replace(hour=hour) for hour in (9, 10, 12))
WANTED = Occurrence(Key(OWN_CALENDAR, "uno", NINE), NINE, TEN, "Consiglio", ("sala-1",), None)
SITE = '[[sites]]\nid = "casa"\nname = "Casa"\ntimezone = "Europe/Rome"\n' + "".join(
    f'[[rooms]]\nid = "sala-{number}"\nname = "Sala {number}"\n' for number in (1, 2)
)
KEYS = Keys.of(b"k" * KEY_BYTES)
ADA, BEA = (LinkHolder(MeetingLinkKind.PERSONAL, name) for name in ("ada", "bea"))
HALL = LinkHolder(MeetingLinkKind.HALL, "sala-1")
ANNA_CAME = Came("anna", "Anna")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def db(store: Database) -> Iterator[Transaction]:
    """A store with two rooms, in a transaction."""
    with Transaction(store.writer) as db, db.begin():
        wish_site(db, "casa", (("a.toml", SITE),), ["sala-1", "sala-2"], NOW)
        yield db


def booked(db: Transaction, *, confidential: bool = False) -> str:
    return book(db, b"key", replace(WANTED, confidential=confidential), NOW).id


def link_of(db: Transaction, booking: str, holder: LinkHolder = ADA, keys: Keys = KEYS) -> MeetingLink:
    return make_links(db, keys, booking, [holder], NOW)[holder]


def opened(db: Transaction, secret: LinkSecret) -> MeetingLink | None:
    return find_meeting_link(db, secret.value)


def test_links_given_everybody_invited_when_made_then_each_opens_by_its_own_secret_and_is_made_once(
    db: Transaction,
) -> None:
    holders = [ADA, BEA, GUESTS, HALL, LinkHolder(MeetingLinkKind.HALL, "ada")]

    links = make_links(db, KEYS, booked(db), holders, NOW)
    secrets = {holder: secret_of(KEYS, link) for holder, link in links.items()}

    assert list(links) == holders
    assert len({secret.value for secret in secrets.values()}) == len(holders)
    assert all(re.fullmatch("[A-Za-z0-9_-]{43}", secret.value) for secret in secrets.values())
    assert {holder: opened(db, secret) for holder, secret in secrets.items()} == links
    assert make_links(db, KEYS, links[ADA].booking, holders, TEN) == links


def test_links_given_no_such_booking_when_made_then_it_is_said(db: Transaction) -> None:
    with pytest.raises(NoSuchBooking):
        make_links(db, KEYS, "altra", [ADA], NOW)


def test_link_given_another_hall_and_hour_and_title_when_the_booking_is_changed_then_it_is_the_same_link(
    db: Transaction,
) -> None:
    booking = booked(db)
    links = make_links(db, KEYS, booking, [ADA, GUESTS, HALL], NOW)
    secrets = {holder: secret_of(KEYS, link) for holder, link in links.items()}

    change(db, booking, replace(WANTED, rooms=("sala-2",), start=TEN, end=NOON, title="Giunta"), 0, NOW, who="ada")

    assert {holder: opened(db, secret) for holder, secret in secrets.items()} == links
    assert make_links(db, KEYS, booking, [ADA, GUESTS, HALL], TEN) == links


def test_link_given_it_is_renewed_when_an_earlier_generation_is_opened_then_it_opens_nothing(db: Transaction) -> None:
    first, other = link_of(db, booked(db)), link_of(db, booked_again(db))
    second = renew(db, KEYS, first.id, TEN)

    assert second is not None
    assert (second.id, second.generation, second.made_at) == (first.id, 1, TEN)
    assert opened(db, secret_of(KEYS, first)) is None
    assert opened(db, secret_of(KEYS, second)) == second
    assert opened(db, secret_of(KEYS, other)) == other
    assert renew(db, KEYS, "altro", TEN) is None


def booked_again(db: Transaction) -> str:
    return book(db, b"key", replace(WANTED, key=Key(OWN_CALENDAR, "due", NINE), rooms=("sala-2",)), NOW).id


def test_link_given_it_is_revoked_when_opened_then_it_opens_nothing_until_it_is_renewed(db: Transaction) -> None:
    link = link_of(db, booked(db))

    revoked = revoke(db, link.id, NINE)
    again = revoke(db, link.id, TEN)

    assert revoked == again == replace(link, revoked_at=NINE)
    assert opened(db, secret_of(KEYS, link)) is None
    assert make_links(db, KEYS, link.booking, [ADA], TEN)[ADA] == revoked
    renewed = renew(db, KEYS, link.id, NOON)
    assert renewed is not None
    assert renewed.revoked_at is None
    assert opened(db, secret_of(KEYS, renewed)) == renewed
    assert opened(db, secret_of(KEYS, link)) is None
    assert revoke(db, "altro", NOW) is None


@pytest.mark.parametrize("secret", ["", "x", "è" * 43, "A" * 43, "\udcff", "a" * 100_000])
def test_link_given_something_else_than_its_secret_when_opened_then_it_opens_nothing(
    db: Transaction, secret: str
) -> None:
    link = link_of(db, booked(db))

    assert find_meeting_link(db, secret) is None
    assert find_meeting_link(db, secret_of(KEYS, link).value[:-1]) is None
    assert find_meeting_link(db, link.id) is None


def test_link_given_a_newer_key_when_shown_then_it_is_the_same_and_what_is_made_now_is_of_the_newer_one(
    db: Transaction,
) -> None:
    old, newer = link_of(db, booked(db)), Keys.of(b"n" * KEY_BYTES, b"k" * KEY_BYTES)

    new = link_of(db, old.booking, BEA, newer)
    renewed = renew(db, newer, old.id, TEN)

    assert secret_of(newer, old) == secret_of(KEYS, old)
    assert renewed is not None
    assert {new.key, renewed.key} == {newer.first}


def test_link_given_its_key_is_lost_when_shown_then_it_opens_still_and_can_be_renewed(db: Transaction) -> None:
    link, other = link_of(db, booked(db)), Keys.of(b"n" * KEY_BYTES)

    with pytest.raises(Unreadable):
        secret_of(other, link)
    assert opened(db, secret_of(KEYS, link)) == link
    renewed = renew(db, other, link.id, TEN)
    assert renewed is not None
    assert opened(db, secret_of(other, renewed)) == renewed


def test_secret_given_a_link_when_printed_logged_or_stored_then_it_is_nowhere(
    store: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Transaction(store.writer) as db, db.begin():
        wish_site(db, "casa", (("a.toml", SITE),), ["sala-1", "sala-2"], NOW)
        link = link_of(db, booked(db))
        secret = secret_of(KEYS, link)
        assert opened(db, secret) == link

    shown = f"{link} {link!r} {secret} {secret!r} {[secret]} {Unreadable(link.key)!r} {KEYS!r}"
    stored = b"".join(file.read_bytes() for file in store.path.parent.iterdir())

    assert secret.path == f"/m/{secret.value}"
    assert secret.value not in shown + caplog.text
    assert secret.value.encode() not in stored
    assert link.id.encode() in stored


def test_links_given_more_than_a_page_when_listed_then_they_come_by_pages(db: Transaction) -> None:
    holders = [LinkHolder(MeetingLinkKind.PERSONAL, f"p{number:03}") for number in range(120)]
    booking = booked(db)
    links = make_links(db, KEYS, booking, [*reversed(holders), GUESTS, HALL], NOW)

    pages = [links_of(db, booking, MeetingLinkKind.PERSONAL)]
    while pages[-1]:
        pages.append(links_of(db, booking, MeetingLinkKind.PERSONAL, after=pages[-1][-1].holder.id))

    assert [len(page) for page in pages] == [50, 50, 20, 0]
    assert [link for page in pages for link in page] == [links[holder] for holder in holders]
    assert list(links_of(db, booking, MeetingLinkKind.GUESTS)) == [links[GUESTS]]


def test_uses_given_a_link_that_is_opened_often_when_listed_then_the_newest_are_told_and_no_more_than_one_a_minute(
    db: Transaction,
) -> None:
    link = link_of(db, booked(db))
    other = link_of(db, link.booking, BEA)
    before = [NINE + timedelta(minutes=minute) for minute in range(MOST_USES)]
    db.add_all(MeetingLinkUseRow(link_id=link.id, at=moment, entrant="anna", name="Anna") for moment in before)
    opened_at = [before[-1] + timedelta(seconds=30 * step) for step in range(1, 12)]

    note_use(db, other, Came("bea", "Bea"), NINE)
    for moment in opened_at:
        note_use(db, link, ANNA_CAME, moment)

    assert list(uses_of(db, link.id)) == [*before, *opened_at[1::2]][-MOST_USES:]
    assert list(uses_of(db, other.id)) == [NINE]


def test_uses_given_two_who_come_by_one_link_at_once_when_listed_then_each_is_told_with_where_they_sit(
    db: Transaction,
) -> None:
    link = link_of(db, booked(db), GUESTS)

    for came in (ANNA_CAME, Came("bea", "Bea", in_hall=True), ANNA_CAME):
        note_use(db, link, came, NINE)

    at = int(NINE.timestamp())
    assert who_came(db, link.booking) == [LinkUse("anna", at, "Anna"), LinkUse("bea", at, "Bea", in_hall=True)]


def test_uses_given_a_confidential_booking_when_its_link_is_opened_then_nobody_remembers(db: Transaction) -> None:
    link = link_of(db, booked(db, confidential=True))

    note_use(db, link, ANNA_CAME, NINE)

    assert list(uses_of(db, link.id)) == []


async def test_uses_given_their_time_has_come_when_the_store_is_pruned_then_they_go_before_their_links(
    store: Database,
) -> None:
    def prepare(db: Transaction) -> None:
        wish_site(db, "casa", (("a.toml", SITE),), ["sala-1", "sala-2"], NOW)
        hidden, told = link_of(db, booked(db)), link_of(db, booked_again(db))
        for link in (hidden, told):
            note_use(db, link, ANNA_CAME, NINE)
        row = db.get(OccurrenceRow, hidden.booking)
        assert row is not None
        row.confidential = True  # it became so after somebody was there

    def left(db: Transaction) -> list[int]:
        tables = (MeetingLinkRow, MeetingLinkUseRow)
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    await store.write(prepare)
    counts = []
    for days in (0, 8, 401, 800):
        now = NOW + timedelta(days=days)
        await prune(store, terms_of(Retention(), [], now), now, SERVICE, pause_s=0)
        counts.append(await store.read(left))

    assert counts == [[2, 2], [2, 1], [2, 0], [0, 0]]


def test_links_given_their_booking_goes_when_it_has_gone_then_they_open_nothing(db: Transaction) -> None:
    link = link_of(db, booked(db))
    note_use(db, link, ANNA_CAME, NINE)

    delete_bookings(db, [link.booking])

    assert opened(db, secret_of(KEYS, link)) is None
    assert list(uses_of(db, link.id)) == []
