"""What `start` comes to: an early start, a walk-in, a reopening, or a refusal."""

from tests.support.town import Town, event, hour

NINE, TEN = hour("09:00"), hour("10:00")


async def test_given_a_booking_soon_when_started_early_then_it_is_live_pinned_and_the_room_is_taken_from_now(
    town: Town,
) -> None:
    booked = await town.book(NINE, TEN)
    await town.at(hour("08:30"))  # just within `early`

    pressed = await town.pressed("start", booking=booked["id"])

    assert await town.live() == ("Consiglio", "10:00")
    assert pressed["revision"] <= await town.revision()
    assert await town.times() == [("08:30", "10:00", True)]
    assert (await town.post_booking(hour("08:30"), NINE)).status == 409
    assert (await town.cancel(booked["id"])).status == 204
    assert await town.live() == ("Consiglio", "10:00")


async def test_given_a_booking_too_far_off_when_start_is_pressed_then_a_walk_in_begins_and_ends_before_it(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    await town.at(hour("08:29"))

    await town.pressed("start")

    assert await town.live() == ("Riunione", "08:59")
    await town.at(hour("08:40"))
    await town.pressed("end")
    await town.pressed("start", booking=(await town.bookings())[1]["id"])
    assert await town.live() == ("Consiglio", "10:00")


async def test_given_a_running_booking_when_start_is_pressed_then_nothing_moves(town: Town) -> None:
    await town.book(NINE, TEN)
    await town.at(NINE)
    await town.at(hour("09:10"))

    await town.pressed("start")

    assert await town.live() == ("Consiglio", "10:00")
    assert await town.times() == [("09:00", "10:00", True)]


async def test_given_a_free_room_when_start_is_pressed_then_a_meeting_of_half_an_hour_is_booked_and_live(
    town: Town,
) -> None:
    await town.pressed("start")

    (walk_in,) = await town.bookings()
    assert await town.live() == ("Riunione", "06:30")
    assert (walk_in["preset"], walk_in["calendar"], walk_in["confidential"]) == ("riunione", "regia", False)


async def test_given_a_booking_in_20_minutes_but_out_of_early_when_started_then_the_walk_in_lasts_until_it(
    town: Town,
) -> None:
    await town.calendar_says(event("chiuso", hour("06:20"), hour("07:00"), "CATEGORIES:CHIUSURA"))

    await town.pressed("start")

    assert await town.live() == ("Riunione", "06:20")


async def test_given_a_closure_between_now_and_a_booking_when_started_then_the_booking_does_not_begin(
    town: Town,
) -> None:
    await town.book(hour("06:25"), hour("07:00"))
    await town.calendar_says(event("chiuso", hour("06:10"), hour("06:20"), "CATEGORIES:CHIUSURA"))

    await town.pressed("start")

    assert await town.live() == ("Riunione", "06:10")


async def test_given_a_closed_room_when_start_is_pressed_then_it_is_refused_with_its_end(town: Town) -> None:
    await town.calendar_says(event("chiuso", hour("05:00"), hour("07:00"), "CATEGORIES:CHIUSURA"))

    error = await town.refused("start")

    assert (error["code"], error["details"]["until"][11:16]) == ("blocked", "07:00")
    assert error["message"].startswith("La sala è chiusa")


async def test_given_less_than_a_minute_until_a_closure_when_started_then_there_is_no_time(town: Town) -> None:
    await town.calendar_says(event("chiuso", hour("07:00"), hour("08:00"), "CATEGORIES:CHIUSURA"))
    await town.at(hour("06:59.5"))

    assert (await town.refused("start"))["code"] == "no_time"
    assert len(await town.bookings()) == 1


async def test_given_a_booking_that_was_ended_when_start_is_pressed_then_it_reopens_until_its_old_end(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    await town.at(NINE)
    await town.at(hour("09:20"))
    await town.pressed("end")
    assert await town.live() is None
    await town.at(hour("09:30"))

    await town.pressed("start")

    assert await town.live() == ("Consiglio", "10:00")
    assert (await town.post_booking(hour("09:40"), TEN)).status == 409


async def test_given_an_ended_booking_and_another_in_its_rest_when_reopened_then_it_ends_before_that(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    await town.at(NINE)
    await town.at(hour("09:10"))
    await town.pressed("end")
    await town.book(hour("09:30"), TEN, title="Altra")

    await town.pressed("start")

    assert await town.live() == ("Consiglio", "09:30")


async def test_given_a_walk_in_after_an_ended_booking_when_that_ends_too_then_the_first_can_reopen(town: Town) -> None:
    first = await town.book(NINE, TEN)
    await town.at(NINE)
    await town.at(hour("09:10"))
    await town.pressed("end")
    await town.book(hour("09:15"), hour("09:25"), title="Altra")
    await town.at(hour("09:15"))
    await town.at(hour("09:40"))

    await town.pressed("start", booking=first["id"])

    assert await town.live() == ("Consiglio", "10:00")


async def test_given_a_start_and_an_end_in_one_instant_when_reopened_then_the_room_is_held_again(town: Town) -> None:
    await town.pressed("start")
    await town.pressed("end")

    await town.at(hour("06:01"))
    await town.pressed("start")

    assert await town.live() is not None
    assert (await town.post_booking(hour("06:05"), hour("06:20"))).status == 409


async def test_given_a_booking_far_ahead_when_started_by_name_then_it_is_too_early_and_none_is_made(town: Town) -> None:
    far = await town.book(NINE, TEN)

    refused = await town.refused("start", booking=far["id"])

    assert (refused["code"], refused["details"]["since"]) == ("too_early", "2026-10-20T08:30:00Z")
    assert len(await town.bookings()) == 1


async def test_given_a_meeting_when_another_rooms_booking_is_started_in_it_then_it_is_refused(meeting: Town) -> None:
    other = await meeting.book(NINE, TEN, "sala-2")

    assert (await meeting.refused("start", booking=other["id"]))["code"] == "another_booking"


async def test_given_an_ended_booking_when_it_was_taken_back_then_start_does_not_bring_it_back(town: Town) -> None:
    booked = await town.book(NINE, TEN)
    await town.at(hour("09:10"))
    await town.pressed("end")
    await town.cancel(booked["id"])

    await town.pressed("start")

    assert (await town.live() or ("", ""))[0] == "Riunione"


async def test_given_a_room_held_without_end_when_started_then_the_refusal_names_no_time(town: Town) -> None:
    await town.pressed("hold")

    error = await town.refused("start")

    assert (error["code"], error["details"]) == ("blocked", {"until": None})


async def test_given_an_ended_meeting_when_looked_at_then_it_is_said_what_a_start_would_reopen_until_its_old_end(
    meeting: Town,
) -> None:
    assert (await meeting.room())["reopens"] is None
    await meeting.pressed("end")

    offered = (await meeting.room())["reopens"]

    assert offered["title"] == "Consiglio"
    await meeting.pressed("start", booking=offered["id"])
    assert await meeting.live() == ("Consiglio", "10:00")
    await meeting.pressed("end")
    await meeting.at(hour("10:00"))
    assert (await meeting.room())["reopens"] is None
