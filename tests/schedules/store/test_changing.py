"""Changing a booking made here: what may become of it, what may not, and who is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from orchestrator.migrations.schema import upgrade
from schedules.bookings import OWN_CALENDAR, Key, Occurrence, OverrideKind, as_desk
from schedules.fields import Audience
from schedules.planning.situation import Press
from schedules.store.changing import Changed, Unchangeable, change, find_booking
from schedules.store.closures import close
from schedules.store.database import open_database
from schedules.store.diary import BookingClash, NoSuchBooking, NotOurs, UnknownRooms, book, cancel
from schedules.store.inputs import room_timeline
from schedules.store.presses import booked_at_panel, press_button
from schedules.store.sites import touch, wish_site
from schedules.store.sync import record
from schedules.store.transaction import Transaction

SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
[[rooms]]
id = "sala-1"
name = "Sala 1"
[[rooms]]
id = "sala-2"
name = "Sala 2"
"""


def at(hour: str) -> datetime:
    return datetime.fromisoformat(f"2026-10-20T{hour}+00:00")


NOW = at("08:00")
WANTED = Occurrence(
    Key(OWN_CALENDAR, "uno", at("09:00")), at("09:00"), at("10:00"), "Consiglio", ("sala-1",), None, phone="112"
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Transaction]:
    """A store with two rooms, in a transaction."""
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    upgrade(database)
    with Transaction(database.writer) as db, db.begin():
        wish_site(db, "casa", (("a.toml", SITE),), ["sala-1", "sala-2"], NOW)
        yield db
    database.close()


def booked(db: Transaction, wanted: Occurrence = WANTED, now: datetime = NOW) -> str:
    return book(db, b"key", wanted, now).id


def test_change_given_another_hall_and_hour_when_made_then_the_id_stays_and_the_revision_rises(db: Transaction) -> None:
    booking = booked(db)
    wanted = replace(WANTED, rooms=("sala-2",), start=at("11:00"), end=at("12:00"), title="Giunta", notes="24 sedie")

    entry = change(db, booking, wanted, 0, NOW, who="ada")

    assert entry.id == booking
    assert (entry.room, entry.booking) == ("sala-2", replace(wanted, sequence=1))
    assert find_booking(db, booking, as_desk) == entry
    booked(db, replace(WANTED, key=Key(OWN_CALENDAR, "due", at("09:00"))))  # the time that it left is free


def test_change_given_nothing_new_when_made_then_the_revision_stays(db: Transaction) -> None:
    booking = booked(db)

    assert change(db, booking, WANTED, 0, NOW, who="ada").booking.sequence == 0


def test_change_given_a_second_editor_when_made_then_who_comes_later_is_told_how_it_is_now(db: Transaction) -> None:
    booking = booked(db)
    change(db, booking, replace(WANTED, title="Giunta"), 0, NOW, who="ada")

    with pytest.raises(Changed) as told:
        change(db, booking, replace(WANTED, title="Commissione"), 0, NOW, who="ida")

    assert told.value.present.booking == replace(WANTED, title="Giunta", sequence=1)


def test_change_given_a_press_since_when_made_then_it_is_told_the_end_that_the_press_gave(db: Transaction) -> None:
    booking = booked(db)
    press = Press(OverrideKind.EXTEND, "sala-1", at("09:30"), until=at("10:30"))
    press_button(db, b"key", "press", "panel", press)

    with pytest.raises(Changed) as told:
        change(db, booking, replace(WANTED, notes="24 sedie"), 0, at("09:40"), who="ada")

    assert told.value.present.booking.end == at("10:30")


def test_change_given_a_room_that_is_taken_when_made_then_what_is_in_the_way_is_told_and_never_itself(
    db: Transaction,
) -> None:
    other = booked(db, replace(WANTED, key=Key(OWN_CALENDAR, "due", at("10:00")), start=at("10:00"), end=at("11:00")))
    booking = booked(db, replace(WANTED, rooms=("sala-1", "sala-2")))

    with pytest.raises(BookingClash) as clash:
        change(db, booking, replace(WANTED, end=at("10:30")), 0, NOW, who="ada")

    assert [entry.id for entry in clash.value.blocking] == [other]
    assert find_booking(db, booking, as_desk).booking.rooms == ("sala-1", "sala-2")


def test_change_given_no_such_room_when_made_then_nothing_changes(db: Transaction) -> None:
    booking = booked(db)

    with pytest.raises(UnknownRooms) as unknown:
        change(db, booking, replace(WANTED, rooms=("sala-1", "sala-9")), 0, NOW, who="ada")

    assert unknown.value.rooms == ["sala-9"]


def test_change_given_a_live_booking_when_made_then_its_end_may_move_and_what_its_room_is_not_told(
    db: Transaction,
) -> None:
    booking, now = booked(db), at("09:30")

    shorter = change(db, booking, replace(WANTED, end=at("09:45"), notes="24 sedie"), 0, now, who="ada").booking
    longer = change(db, booking, replace(shorter, end=at("10:15")), 1, now, who="ada").booking

    assert (shorter.end, shorter.notes, longer.end) == (at("09:45"), "24 sedie", at("10:15"))
    segments = room_timeline(db, "sala-1", now, at("11:00"))[0].segments
    assert (segments[0].end, segments[0].booking and segments[0].booking.title) == (at("10:15"), "Consiglio")


@pytest.mark.parametrize(
    "wanted",
    [
        replace(WANTED, rooms=("sala-2",)),
        replace(WANTED, start=at("09:15")),
        replace(WANTED, title="Giunta"),
        replace(WANTED, confidential=True),
    ],
)
def test_change_given_a_live_booking_when_more_than_its_end_is_to_change_then_it_is_refused(
    db: Transaction, wanted: Occurrence
) -> None:
    booking = booked(db)

    with pytest.raises(Unchangeable, match="live"):
        change(db, booking, wanted, 0, at("09:30"), who="ada")


@pytest.mark.parametrize(
    ("now", "end", "reason"),
    [("10:00", "11:00", "over"), ("09:30", "09:30", "in_the_past"), ("09:30", "09:20", "in_the_past")],
)
def test_change_given_a_time_that_is_past_when_made_then_it_is_refused(
    db: Transaction, now: str, end: str, reason: str
) -> None:
    booking = booked(db)

    with pytest.raises(Unchangeable, match=reason):
        change(db, booking, replace(WANTED, end=at(end)), 0, at(now), who="ada")


def test_change_given_a_booking_started_early_when_either_start_is_said_then_it_keeps_its_own(db: Transaction) -> None:
    booking = booked(db)
    press_button(db, b"key", "press", "panel", Press(OverrideKind.START, "sala-1", at("08:50")))

    present = find_booking(db, booking, as_desk).booking
    assert (present.start, present.sequence) == (at("08:50"), 1)
    for start, revision in ((at("08:50"), 1), (at("09:00"), 2)):
        wanted = replace(present, start=start, notes=f"dalle {start:%H:%M}")
        assert change(db, booking, wanted, revision, at("08:55"), who="ada").booking.start == at("08:50")


def test_change_given_a_closure_laid_over_it_when_its_words_change_then_it_keeps_its_place(db: Transaction) -> None:
    booking = booked(db)
    closure = replace(WANTED, key=Key(OWN_CALENDAR, "due", at("09:00")), title="Lavori", closure=True, end=at("11:00"))
    closed = close(db, b"key", closure, "si rifà il tetto", NOW).entry.id

    assert change(db, booking, replace(WANTED, title="Giunta"), 0, NOW, who="ada").booking.title == "Giunta"
    with pytest.raises(BookingClash) as clash:
        change(db, booking, replace(WANTED, end=at("10:30")), 1, NOW, who="ada")
    assert [entry.id for entry in clash.value.blocking] == [closed]
    with pytest.raises(Unchangeable, match="closure"):
        change(db, closed, closure, 0, NOW, who="ada")


def test_change_given_a_calendars_booking_or_none_when_made_then_it_is_refused(db: Transaction) -> None:
    told = replace(WANTED, key=Key("sale", "uno", at("09:00")), phone=None)
    record(db, b"key", ["sale"], [told], at("20:00"), NOW)
    booking = room_timeline(db, "sala-1", NOW, at("12:00"))[1].ids[told.key]
    mine = booked(db, replace(WANTED, rooms=("sala-2",)))
    cancel(db, mine, NOW)

    with pytest.raises(NotOurs) as owned:
        change(db, booking, WANTED, 0, NOW, who="ada")
    assert owned.value.calendar == "sale"
    assert find_booking(db, booking, as_desk).booking.title == "Consiglio"
    for gone in (mine, "0" * 24):
        with pytest.raises(NoSuchBooking):
            change(db, gone, WANTED, 0, NOW, who="ada")
        with pytest.raises(NoSuchBooking):
            find_booking(db, gone, as_desk)


def test_change_given_a_rival_that_waits_when_the_room_is_left_then_the_rival_has_it(db: Transaction) -> None:
    booking = booked(db)
    rival = Occurrence(Key("sale", "uno", at("09:00")), at("09:30"), at("10:30"), "Corso", ("sala-1",), None)
    record(db, b"key", ["sale"], [rival], at("20:00"), NOW)

    with pytest.raises(BookingClash):  # nobody's time is taken, and what waits is somebody's
        change(db, booking, replace(WANTED, end=at("10:15")), 0, at("09:10"), who="ada")
    change(db, booking, replace(WANTED, end=at("09:30")), 0, at("09:10"), who="ada")

    segments = room_timeline(db, "sala-1", at("09:10"), at("11:00"))[0].segments
    told = [(each.booking.title, each.start, each.end) for each in segments if each.booking and each.phase == "live"]
    assert told == [("Consiglio", at("09:10"), at("09:30")), ("Corso", at("09:30"), at("10:30"))]


def test_change_given_a_booking_made_at_the_panel_when_it_moves_then_the_presses_still_point_to_it(
    db: Transaction,
) -> None:
    press = Press(OverrideKind.BOOK, "sala-1", NOW, start=at("09:00"), until=at("10:00"))
    press_button(db, b"key", "press", "panel", press)
    (booking,) = booked_at_panel(db, "sala-1", NOW)
    present = find_booking(db, booking, as_desk).booking

    change(db, booking, replace(present, start=at("14:00"), end=at("15:00")), 0, NOW, who="ada")

    assert booked_at_panel(db, "sala-1", NOW) == {booking}


def test_change_given_rooms_before_and_after_when_made_then_the_plans_of_all_are_made_anew(db: Transaction) -> None:
    booking = booked(db)
    before = touch(db, ["sala-1", "sala-2"])

    change(db, booking, replace(WANTED, rooms=("sala-2",)), 0, NOW, who="ada")

    after = touch(db, ["sala-1", "sala-2"])
    assert {room: after[room] - before[room] for room in after} == {"sala-1": 2, "sala-2": 2}


def test_change_given_a_stranger_when_the_answer_is_made_then_it_tells_that_the_time_is_taken(db: Transaction) -> None:
    booking = booked(db)

    entry = change(db, booking, replace(WANTED, phone="113"), 0, NOW, who="ada", audience=lambda _: Audience.OTHERS)

    assert (entry.booking.title, entry.booking.phone, entry.start) == ("Occupato", None, at("09:00"))
