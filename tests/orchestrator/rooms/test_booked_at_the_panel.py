"""Booking the room at its panel for later today, and taking that back until it begins."""

import asyncio
from datetime import datetime
from uuid import uuid4

import pytest

from orchestrator.web.keys import DATABASE
from schedules.store.presses import booked_at_panel
from tests.support.town import Json, Town, event, hour

NINE, TEN = hour("09:00"), hour("10:00")
MIDNIGHT = hour("22:00")
"""In Rome."""


async def taken_back(town: Town, room: str = "sala-1") -> frozenset[str]:
    """What a press of cancel would take back now."""
    return await town.client.app[DATABASE].read(booked_at_panel, room, town.now)


async def booked(town: Town, start: datetime = NINE, until: datetime = TEN) -> str:
    """A booking made at the panel; its id."""
    await town.pressed("book", start=start, until=until)
    made: str = next(
        booking["id"] for booking in await town.bookings() if booking["start"] == f"{start:%Y-%m-%dT%H:%M:%SZ}"
    )
    return made


async def test_booking_given_a_free_room_when_pressed_then_it_is_a_meeting_as_a_walk_in_makes_it(town: Town) -> None:
    await booked(town)

    (made,) = await town.bookings()
    assert (made["title"], made["preset"], made["calendar"]) == ("Riunione", "riunione", "regia")
    assert await town.times() == [("09:00", "10:00", True)]
    assert (await town.room())["next"]["start"][11:16] == "09:00"
    await town.at(NINE)
    assert await town.live() == ("Riunione", "10:00")


async def test_booking_given_a_free_room_when_pressed_then_nobody_else_can_book_it(town: Town) -> None:
    await booked(town)

    assert (await town.post_booking(hour("09:30"), hour("11:00"))).status == 409


async def test_booking_given_the_next_one_when_it_adjoins_both_neighbours_then_it_is_taken(town: Town) -> None:
    await town.book(hour("08:00"), NINE)
    await town.book(TEN, hour("11:00"))

    await booked(town)

    assert len(await town.times()) == 3


@pytest.mark.parametrize(("since", "until"), [("08:30", "09:01"), ("09:59", "10:30"), ("08:00", "11:00")])
async def test_booking_given_another_in_the_way_when_pressed_then_it_is_refused_and_says_which(
    town: Town, since: str, until: str
) -> None:
    await town.book(NINE, TEN, title="Consulta")

    error = await town.refused("book", start=hour(since), until=hour(until))

    assert (error["code"], error["message"]) == ("in_the_way", "Alle 11:00 comincia «Consulta».")
    assert [booking["title"] for booking in error["details"]["blocking"]] == ["Consulta"]
    assert error["details"]["free_until"] == f"{max(hour(since), NINE):%Y-%m-%dT%H:%M:%SZ}"
    assert len(await town.bookings()) == 1


async def test_booking_given_a_confidential_one_in_the_way_when_refused_then_nothing_is_said_of_it(town: Town) -> None:
    await town.book(NINE, TEN, title="Segreto", confidential=True)

    error = await town.refused("book", start=NINE, until=TEN)

    assert "Segreto" not in str(error)
    assert error["message"] == "Alle 11:00 comincia un’altra prenotazione."


async def test_booking_given_one_that_waits_for_the_room_when_it_meets_that_then_it_is_refused(town: Town) -> None:
    await town.book(NINE, TEN)
    await town.calendar_says(event("dopo", hour("09:30"), hour("10:30"), title="Consulta"))

    error = await town.refused("book", start=TEN, until=hour("11:00"))

    assert [booking["title"] for booking in error["details"]["blocking"]] == ["Consulta"]


async def test_booking_given_a_closure_in_the_way_when_pressed_then_it_is_refused(town: Town) -> None:
    await town.calendar_says(event("chiuso", hour("12:00"), hour("13:00"), "CATEGORIES:CHIUSURA", title="Chiusa"))

    assert (await town.refused("book", start=hour("11:30"), until=hour("12:30")))["code"] == "in_the_way"
    await town.pressed("book", start=hour("11:30"), until=hour("12:00"))


async def test_booking_given_a_hold_when_it_meets_that_then_it_is_refused_until_the_hold_is_over(town: Town) -> None:
    await town.pressed("hold", role="admin", until=hour("08:00"))

    error = await town.refused("book", start=hour("07:59"), until=NINE)

    assert (error["code"], error["message"]) == ("blocked", "La sala è chiusa fino alle 10:00.")
    await town.pressed("book", start=hour("08:00"), until=NINE)


async def test_booking_given_a_hold_without_end_when_pressed_then_it_is_refused_without_a_time(town: Town) -> None:
    await town.pressed("hold", role="admin")

    error = await town.refused("book", start=hour("20:00"), until=hour("21:00"))

    assert (error["code"], error["details"]) == ("blocked", {"until": None})


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        ("05:59.99", "07:00", "in_the_past"),
        ("05:00", "07:00", "in_the_past"),
        ("09:00", "09:00", "too_short"),
        ("09:00", "08:00", "too_short"),
        ("09:00", "09:00.9", "too_short"),
        ("21:30", "22:00.01", "only_today"),
        ("22:00", "22:30", "only_today"),
        ("10:00", "34:00", "only_today"),
    ],
)
async def test_booking_given_times_that_will_not_do_when_pressed_then_it_is_refused(
    town: Town, since: str, until: str, code: str
) -> None:
    assert (await town.refused("book", start=hour(since), until=hour(until)))["code"] == code
    assert await town.bookings() == []


async def test_booking_given_the_last_minute_of_the_rooms_own_day_when_pressed_then_it_is_taken(town: Town) -> None:
    await town.pressed("book", start=hour("21:59"), until=MIDNIGHT)

    await town.at(MIDNIGHT)

    await town.pressed("book", start=hour("22:01"), until=hour("22:00", day=1))


async def test_booking_given_a_day_of_25_hours_when_more_than_24_are_wanted_then_it_is_refused(town: Town) -> None:
    midnight = hour("22:00", day=4)  # clocks go back on 25 October
    await town.at(midnight)

    error = await town.refused("book", start=midnight, until=hour("23:00", day=5))

    assert error["code"] == "too_long"
    await town.pressed("book", start=hour("23:00", day=4), until=hour("23:00", day=5))


@pytest.mark.parametrize("times", [{}, {"start": NINE}, {"until": TEN}])
async def test_booking_given_no_times_when_pressed_then_they_are_asked_for(town: Town, times: Json) -> None:
    assert (await town.refused("book", **times))["code"] == "times_missing"


async def test_booking_given_now_when_pressed_then_it_is_live_at_once(town: Town) -> None:
    await booked(town, town.now, hour("07:00"))

    assert await town.live() == ("Riunione", "07:00")
    assert await taken_back(town) == frozenset()


async def test_booking_given_the_same_press_when_it_comes_again_then_the_answer_is_the_same_and_one_is_made(
    town: Town,
) -> None:
    once: Json = {"id": str(uuid4()), "start": NINE, "until": TEN}
    first = await town.press("book", **once)
    await town.at(TEN)

    again = await town.press("book", **once)

    assert (first.status, again.status) == (201, 200)
    assert await first.json() == await again.json()
    assert len(await town.bookings()) == 1


async def test_booking_given_many_tablets_when_all_press_at_once_then_one_has_the_room(town: Town) -> None:
    answers = await asyncio.gather(*(town.press("book", start=NINE, until=TEN) for _ in range(8)))

    assert sorted(answer.status for answer in answers) == [201] + [409] * 7
    assert await town.times() == [("09:00", "10:00", True)]


async def test_booking_when_stored_then_the_revision_has_risen_by_then(town: Town) -> None:
    before = await town.revision()

    pressed = await town.pressed("book", start=NINE, until=TEN)

    assert before < pressed["revision"] == await town.revision()


async def test_taking_back_given_what_was_booked_here_when_pressed_then_the_room_is_free_as_after_a_delete(
    town: Town,
) -> None:
    mine = await booked(town)
    assert await taken_back(town) == {mine}
    before = await town.revision()

    pressed = await town.pressed("cancel", booking=mine)

    assert before < pressed["revision"] == await town.revision()
    assert await town.bookings() == []
    assert (await town.room())["next"] is None
    assert await taken_back(town) == frozenset()
    assert (await town.post_booking(NINE, TEN)).status == 201


async def test_taking_back_given_who_waits_for_that_time_when_pressed_then_they_have_the_room(town: Town) -> None:
    mine = await booked(town)
    await town.calendar_says(event("altra", NINE, hour("09:30"), title="Consulta"))
    assert ("09:00", "09:30", False) in await town.times()

    await town.pressed("cancel", booking=mine)

    assert await town.times() == [("09:00", "09:30", True)]


async def test_taking_back_given_its_preparing_when_pressed_then_it_is_still_taken_back(town: Town) -> None:
    mine = await booked(town)
    await town.at(hour("08:55"))
    assert (await town.room())["phase"] == "preparing"
    assert await taken_back(town) == {mine}

    await town.pressed("cancel", booking=mine)

    assert (await town.room())["phase"] == "idle"


@pytest.mark.parametrize("role", ["panel:sala-1", "admin"])
async def test_taking_back_given_what_was_booked_elsewhere_when_pressed_then_it_is_refused(
    town: Town, role: str
) -> None:
    others = await town.book(NINE, TEN)
    await town.calendar_says(event("altra", hour("11:00"), hour("12:00")))
    listed = await town.bookings()
    assert others["id"] in {one["id"] for one in listed}

    codes = {(await town.refused("cancel", role=role, booking=one["id"]))["code"] for one in listed}

    assert codes == {"not_booked_here"}
    assert len(await town.bookings()) == len(listed) == 2


async def test_taking_back_given_a_walk_in_or_no_booking_when_pressed_then_it_is_refused(town: Town) -> None:
    await town.pressed("start", until=hour("07:00"))
    (walk_in,) = await town.bookings()

    assert (await town.refused("cancel", booking=walk_in["id"]))["code"] == "not_booked_here"
    assert (await town.refused("cancel"))["code"] == "not_booked_here"


async def test_taking_back_given_another_rooms_panel_when_pressed_there_then_it_is_refused(town: Town) -> None:
    mine = await booked(town)

    assert (await town.refused("cancel", "sala-2", booking=mine))["code"] == "not_booked_here"
    assert await taken_back(town, "sala-2") == frozenset()


async def test_taking_back_given_a_begun_one_when_pressed_then_it_is_refused_however_it_began(town: Town) -> None:
    early = await booked(town)
    await town.at(hour("08:45"))
    await town.pressed("start", booking=early)
    later = await booked(town, hour("11:00"), hour("12:00"))
    assert await taken_back(town) == {later}
    assert (await town.refused("cancel", booking=early))["code"] == "already_begun"

    await town.at(hour("11:00"))

    assert (await town.refused("cancel", booking=later))["code"] == "already_begun"
    assert (await town.live()) == ("Riunione", "12:00")
    assert await taken_back(town) == frozenset()


async def test_taking_back_given_two_tablets_when_both_press_then_the_second_is_told_that_it_is_gone(
    town: Town,
) -> None:
    mine = await booked(town)
    once: Json = {"id": str(uuid4()), "booking": mine}
    first = await town.press("cancel", **once)

    error = await town.refused("cancel", booking=mine)
    again = await town.press("cancel", **once)

    assert error["code"] == "booking_gone"
    assert (first.status, again.status) == (201, 200)
    assert await first.json() == await again.json()


async def test_taking_back_given_an_unknown_booking_when_pressed_then_it_is_not_found(town: Town) -> None:
    assert (await town.press("cancel", booking="0" * 24)).status == 404
