"""Nobody's time is taken: an extension or a walk-in that meets any other booking is refused whole."""

import pytest

from tests.support.town import Town, event, hour

NINE, TEN = hour("09:00"), hour("10:00")


@pytest.mark.parametrize(
    ("since", "over", "until", "free_until"),
    [
        ("10:10", "11:00", "10:15", "10:10"),  # it would begin within the extension
        ("09:55", "10:30", "10:15", "10:00"),  # it waits for the room already, and would wait longer
        ("09:52", "09:58", "10:15", "10:00"),  # the whole of it is taken: not a minute more
        ("09:30", "10:05", "10:01", "10:00"),
    ],
)
async def test_extension_given_a_booking_that_waits_when_it_meets_that_then_it_is_refused_with_free_until(
    meeting: Town, since: str, over: str, until: str, free_until: str
) -> None:
    await meeting.calendar_says(event("dopo", hour(since), hour(over), title="Consulta"))

    error = await meeting.refused("extend", until=hour(until), seen_end=TEN)

    assert (error["code"], error["details"]["free_until"][11:16]) == ("in_the_way", free_until)
    assert [booking["title"] for booking in error["details"]["blocking"]] == ["Consulta"]
    assert await meeting.live() == ("Consiglio", "10:00")


async def test_extension_given_a_walk_in_and_a_council_from_the_calendar_when_pressed_twice_then_both_are_refused(
    town: Town,
) -> None:
    await town.at(hour("06:20"))
    await town.pressed("start", until=hour("06:41"))
    await town.calendar_says(event("consiglio", hour("06:28"), hour("06:38"), title="Consiglio"))
    await town.at(hour("06:25"))

    first = await town.refused("extend", until=hour("06:56"), seen_end=hour("06:41"))
    await town.refused("extend", until=hour("07:11"), seen_end=hour("06:41"))

    assert first["message"] == "Alle 08:28 comincia «Consiglio»."  # in Rome
    assert (await town.live() or ("", ""))[1] == "06:41"
    assert (await town.room())["refusals"]["extend"] == "Alle 08:28 comincia «Consiglio»."


@pytest.mark.parametrize(
    ("since", "over", "until"), [("10:15", "11:00", "10:15"), ("09:20", "09:40", "10:30"), ("09:20", "09:50", "10:15")]
)
async def test_extension_given_a_booking_before_or_after_when_it_does_not_meet_that_then_it_is_taken(
    meeting: Town, since: str, over: str, until: str
) -> None:
    await meeting.calendar_says(event("altra", hour(since), hour(over), title="Consulta"))

    await meeting.pressed("extend", until=hour(until), seen_end=TEN)

    assert await meeting.live() == ("Consiglio", until)


@pytest.mark.parametrize("minutes", [15, 30, 60])
async def test_walk_in_given_its_end_when_started_then_it_lasts_so_long(town: Town, minutes: int) -> None:
    until = hour(f"06:{minutes}") if minutes < 60 else hour("07:00")

    await town.pressed("start", until=until)

    assert await town.live() == ("Riunione", f"{until:%H:%M}")


async def test_walk_in_given_a_booking_within_early_when_its_end_fits_before_that_then_it_is_a_meeting_of_its_own(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    await town.at(hour("08:40"))

    await town.pressed("start", until=hour("08:55"))

    assert await town.live() == ("Riunione", "08:55")
    assert await town.times() == [("08:40", "08:55", True), ("09:00", "10:00", True)]


@pytest.mark.parametrize("until", ["09:01", "09:30", "11:00"])
async def test_walk_in_given_a_booking_when_its_end_meets_that_then_it_is_refused_whole(town: Town, until: str) -> None:
    await town.book(NINE, TEN, title="Segreto", confidential=True)
    await town.at(hour("08:40"))

    error = await town.refused("start", until=hour(until))

    assert (error["code"], error["details"]["free_until"][11:16]) == ("in_the_way", "09:00")
    assert error["message"] == "Alle 11:00 comincia un’altra prenotazione."
    assert [booking["title"] for booking in error["details"]["blocking"]] == ["Occupato"]
    assert len(await town.bookings()) == 1


@pytest.mark.parametrize(("until", "code"), [("06:00", "not_later"), ("05:30", "not_later"), ("06:00.5", "not_later")])
async def test_walk_in_given_an_end_that_is_over_when_started_then_it_is_refused(
    town: Town, until: str, code: str
) -> None:
    assert (await town.refused("start", until=hour(until)))["code"] == code


async def test_walk_in_given_an_end_beyond_a_day_when_started_then_it_is_refused(town: Town) -> None:
    assert (await town.refused("start", until=hour("06:01", day=1)))["code"] == "too_long"


async def test_walk_in_given_another_meeting_meanwhile_when_started_until_a_time_then_it_is_refused(
    meeting: Town,
) -> None:
    error = await meeting.refused("start", until=hour("10:20"))

    assert error["code"] == "occupied"
    assert await meeting.live() == ("Consiglio", "10:00")


async def test_end_given_a_booking_that_waits_when_pressed_then_the_room_is_prepared_for_it_and_it_can_be_started(
    meeting: Town,
) -> None:
    await meeting.calendar_says(event("dopo", hour("09:45"), hour("11:00"), title="Consulta"))
    assert (await meeting.room())["after_end"] == "Poi la sala si prepara per «Consulta»."

    await meeting.pressed("end")

    seen = await meeting.room()
    assert (seen["phase"], seen["occupancy"], seen["segment_end"][11:16]) == ("preparing", "soon", "10:00")
    assert (seen["primary"]["kind"], seen["primary"]["label"]) == ("start", "Inizia «Consulta»")
    assert seen["reopens"] is None
    assert (await meeting.refused("start", until=hour("09:55")))["code"] == "in_the_way"
    await meeting.at(hour("09:53"))
    await meeting.pressed("start", booking=seen["primary"]["booking"])
    assert await meeting.live() == ("Consulta", "11:00")


async def test_end_given_little_left_of_the_booking_that_waits_when_pressed_then_it_is_prepared_for_half_of_that(
    meeting: Town,
) -> None:
    await meeting.calendar_says(event("dopo", hour("09:45"), hour("09:58"), title="Consulta"))

    await meeting.pressed("end")

    assert (await meeting.room())["segment_end"][11:16] == "09:54"
    await meeting.at(hour("09:54"))
    assert await meeting.live() == ("Consulta", "09:58")


async def test_end_given_a_booking_that_waits_when_the_ended_one_is_reopened_then_it_is_refused(meeting: Town) -> None:
    await meeting.calendar_says(event("dopo", hour("09:45"), hour("11:00"), title="Consulta"))
    ended = (await meeting.room())["current"]["id"]
    await meeting.pressed("end")

    assert (await meeting.refused("start", booking=ended))["code"] == "in_the_way"


async def test_end_given_a_meeting_that_lasts_to_its_end_when_another_waits_then_that_goes_live_at_once(
    meeting: Town,
) -> None:
    await meeting.calendar_says(event("dopo", hour("09:45"), hour("11:00"), title="Consulta"))

    await meeting.at(TEN)

    assert await meeting.live() == ("Consulta", "11:00")
