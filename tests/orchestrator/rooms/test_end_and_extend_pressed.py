"""What `extend` and `end` come to, also for a booking of two rooms."""

import asyncio

import pytest

from tests.support.town import Town, event, hour

NINE, TEN, NOON = hour("09:00"), hour("10:00"), hour("12:00")


async def test_given_a_live_booking_when_extended_then_it_lasts_until_then_and_holds_the_room(meeting: Town) -> None:
    await meeting.pressed("extend", until=hour("10:15"), seen_end=TEN)

    assert await meeting.live() == ("Consiglio", "10:15")
    assert await meeting.times() == [("09:00", "10:15", True)]
    assert (await meeting.post_booking(hour("10:10"), hour("11:00"))).status == 409


async def test_given_two_tablets_when_both_add_a_quarter_of_an_hour_then_it_is_added_once(meeting: Town) -> None:
    answers = await asyncio.gather(
        meeting.press("extend", until=hour("10:15"), seen_end=TEN),
        meeting.press("extend", until=hour("10:15"), seen_end=TEN),
    )

    assert [answer.status for answer in answers] == [201, 201]
    assert await meeting.live() == ("Consiglio", "10:15")


async def test_given_an_end_that_has_moved_when_an_old_screen_extends_then_it_is_told_the_present_end(
    meeting: Town,
) -> None:
    await meeting.pressed("extend", until=hour("10:15"), seen_end=TEN)

    error = await meeting.refused("extend", until=hour("10:30"), seen_end=TEN)

    assert (error["code"], error["details"]["end"][11:16]) == ("end_has_moved", "10:15")
    assert await meeting.live() == ("Consiglio", "10:15")


async def test_given_a_booking_after_it_when_extended_into_that_then_it_is_refused_with_what_is_in_the_way(
    meeting: Town,
) -> None:
    await meeting.book(hour("10:10"), hour("11:00"), title="Segreto", confidential=True)

    error = await meeting.refused("extend", until=hour("10:15"), seen_end=TEN)

    assert error["code"] == "in_the_way"
    assert error["details"]["free_until"][11:16] == "10:10"
    assert [booking["title"] for booking in error["details"]["blocking"]] == ["Occupato"]
    await meeting.pressed("extend", until=hour("10:10"), seen_end=TEN)
    assert await meeting.live() == ("Consiglio", "10:10")


async def test_given_a_closure_after_it_when_extended_into_that_then_it_is_refused(meeting: Town) -> None:
    await meeting.calendar_says(event("chiuso", TEN, NOON, "CATEGORIES:CHIUSURA", title="Lavori"))

    error = await meeting.refused("extend", until=hour("10:15"), seen_end=TEN)

    assert [booking["title"] for booking in error["details"]["blocking"]] == ["Lavori"]


@pytest.mark.parametrize("until", ["2026-10-20T09:55:00Z", "2026-10-20T09:00:00Z", "1971-01-01T00:00:00Z"])
async def test_given_a_live_booking_when_extended_to_before_its_end_then_it_is_refused(
    meeting: Town, until: str
) -> None:
    assert (await meeting.refused("extend", until=until, seen_end=TEN))["code"] == "not_later"


async def test_given_a_live_booking_when_extended_beyond_all_sense_then_it_is_refused(meeting: Town) -> None:
    for until, status in (("9999-12-31T23:59:59Z", 422), ("2027-10-20T10:00:00Z", 409)):
        assert (await meeting.press("extend", until=until, seen_end=TEN)).status == status, until
    assert await meeting.live() == ("Consiglio", "10:00")


async def test_given_nothing_live_when_extended_ended_or_given_a_scene_then_it_is_refused(town: Town) -> None:
    for more in ({"kind": "extend", "until": NOON}, {"kind": "end"}, {"kind": "scene", "scene": "Pausa"}):
        assert (await town.refused(**more))["code"] == "not_live"


async def test_given_the_next_booking_live_when_the_one_before_is_ended_then_it_is_refused(town: Town) -> None:
    before = await town.book(NINE, TEN)
    await town.book(TEN, hour("11:00"))
    await town.at(hour("09:59"))
    await town.at(hour("10:00"))

    error = await town.refused("end", booking=before["id"])

    assert error["code"] == "another_booking"
    assert await town.live() == ("Consiglio", "11:00")


async def test_given_two_rooms_when_extended_in_one_then_both_last_longer(town: Town) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.at(NINE)
    await town.at(hour("09:50"))
    before = await town.revision("sala-2")

    await town.pressed("extend", until=hour("10:15"), seen_end=TEN)

    assert await town.live("sala-2") == ("Consiglio", "10:15")
    assert await town.times("sala-2") == [("09:00", "10:15", True)]
    assert await town.revision("sala-2") > before


async def test_given_two_rooms_when_one_is_taken_afterwards_then_neither_is_extended(town: Town) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.book(TEN, NOON, "sala-2", title="Dopo")
    await town.at(NINE)
    await town.at(hour("09:50"))

    error = await town.refused("extend", until=hour("10:15"), seen_end=TEN, role="admin")

    assert [(booking["title"], booking["rooms"]) for booking in error["details"]["blocking"]] == [("Dopo", ["sala-2"])]
    assert await town.live() == ("Consiglio", "10:00")
    assert await town.live("sala-2") == ("Consiglio", "10:00")


async def test_refusal_given_a_booking_of_another_room_in_the_way_when_a_panel_asks_then_it_is_told_its_times_alone(
    town: Town,
) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.book(TEN, NOON, "sala-2", title="Dopo")
    await town.at(NINE)
    await town.at(hour("09:50"))

    error = await town.refused("extend", until=hour("10:15"), seen_end=TEN)
    its_own = await town.refused("extend", "sala-2", until=hour("10:15"), seen_end=TEN)
    picture = await town.room()

    (blocking,) = error["details"]["blocking"]
    assert (blocking["id"], blocking["title"], blocking["start"]) == (
        "",
        "Occupato",
        TEN.isoformat().replace("+00:00", "Z"),
    )
    assert "Dopo" not in str([error, picture])
    assert "«Dopo»" in its_own["message"]


async def test_given_two_rooms_when_one_has_ended_then_it_stays_ended_and_is_in_nobodys_way(town: Town) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.book(TEN, NOON, "sala-2", title="Dopo")
    await town.at(NINE)
    await town.at(hour("09:50"))
    await town.pressed("end", "sala-2")

    await town.pressed("extend", until=hour("10:15"), seen_end=TEN)

    assert await town.live() == ("Consiglio", "10:15")
    assert await town.live("sala-2") is None
    assert await town.times("sala-2") == [("09:00", "09:50", True), ("10:00", "12:00", True)]


async def test_given_two_rooms_and_one_not_begun_when_extended_then_it_holds_that_room_longer_too(town: Town) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.at(hour("08:40"))
    await town.pressed("start")
    before = await town.revision("sala-2")

    await town.pressed("extend", until=hour("10:30"), seen_end=TEN)

    assert await town.times("sala-2") == [("09:00", "10:30", True)]
    assert await town.revision("sala-2") > before
    await town.at(NINE)
    assert await town.live("sala-2") == ("Consiglio", "10:30")


async def test_given_a_live_booking_when_ended_then_the_rest_is_free_for_others(meeting: Town) -> None:
    await meeting.pressed("end")

    assert await meeting.live() is None
    assert await meeting.times() == [("09:00", "09:50", True)]
    await meeting.book(hour("09:50"), TEN, title="Altra")
    assert await meeting.live() == ("Altra", "10:00")


async def test_given_a_clash_after_it_when_ended_then_the_other_has_the_room(meeting: Town) -> None:
    await meeting.calendar_says(event("dopo", hour("09:55"), hour("10:30"), title="Dopo"))
    assert await meeting.times() == [("09:00", "10:00", True), ("09:55", "10:30", False)]

    await meeting.pressed("end")

    assert await meeting.times() == [("09:00", "09:50", True), ("09:55", "10:30", True)]
    assert (await meeting.post_booking(TEN, hour("10:30"))).status == 409
