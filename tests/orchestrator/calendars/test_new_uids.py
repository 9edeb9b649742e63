"""Meetings that come under a new UID at the next reading of their calendar, all else the same."""

import pytest

from tests.support.town import Town, event, hour

NINE, ELEVEN = hour("09:00"), hour("11:00")


async def booking(town: Town, room: str = "sala-1") -> str:
    """The id of the only booking in the room."""
    (one,) = await town.bookings(room)
    listed: str = one["id"]
    return listed


async def test_given_an_ended_meeting_when_it_comes_under_a_new_uid_at_each_reading_then_the_room_stays_free(
    town: Town,
) -> None:
    await town.calendar_says(event("prima", NINE, ELEVEN))
    await town.at(hour("09:30"))
    await town.pressed("end")

    for number in range(3):
        assert await town.calendar_says(event(f"dopo-{number}", NINE, ELEVEN)) == []
        await town.at(hour(f"09:{40 + number}"))
        assert await town.live() is None
    assert await town.times() == [("09:00", "09:30", True)]


async def test_given_a_meeting_whose_uid_has_changed_when_it_is_ended_then_nobody_takes_its_place(town: Town) -> None:
    await town.calendar_says(event("prima", NINE, ELEVEN))
    await town.at(hour("09:30"))
    await town.calendar_says(event("dopo", NINE, ELEVEN))

    await town.pressed("end")

    assert await town.live() is None
    assert await town.times() == [("09:00", "09:30", True)]


async def test_given_an_extended_meeting_when_its_uid_changes_then_it_stays_extended(town: Town) -> None:
    await town.calendar_says(event("prima", NINE, ELEVEN))
    known = await booking(town)
    await town.at(hour("10:50"))
    await town.pressed("extend", until=hour("11:15"))

    await town.calendar_says(event("dopo", NINE, ELEVEN))
    await town.at(hour("11:05"))

    assert await town.live() == ("Evento", "11:15")
    assert await booking(town) == known


@pytest.mark.parametrize("then", ["dopo", "prima", "ancora"])
async def test_given_a_meeting_under_a_new_uid_when_it_then_changes_then_it_is_still_the_same(
    town: Town, then: str
) -> None:
    await town.calendar_says(event("prima", NINE, ELEVEN))
    known = await booking(town)
    await town.calendar_says(event("dopo", NINE, ELEVEN))

    if then == "ancora":
        await town.calendar_says(event(then, NINE, ELEVEN))
    await town.calendar_says(event(then, NINE, ELEVEN, title="Spostato"))
    await town.calendar_says(event(then, hour("15:00"), hour("16:00"), title="Spostato"))

    assert await booking(town) == known
    assert await town.times() == [("15:00", "16:00", True)]


async def test_given_a_series_when_all_of_it_comes_under_a_new_uid_then_each_day_keeps_its_id(town: Town) -> None:
    await town.calendar_says(event("prima", NINE, ELEVEN, "RRULE:FREQ=DAILY;COUNT=4"))
    known = [booking["id"] for booking in await town.bookings()]

    assert await town.calendar_says(event("dopo", NINE, ELEVEN, "RRULE:FREQ=DAILY;COUNT=4")) == []

    assert [booking["id"] for booking in await town.bookings()] == known
    assert len(known) == 4


@pytest.mark.parametrize(
    "came",
    [
        event("dopo", NINE, ELEVEN, title="Altro"),
        event("dopo", NINE, hour("10:30")),
        event("dopo", NINE, ELEVEN, room="Sala 2"),
        event("dopo", NINE, ELEVEN, "ORGANIZER;CN=Rossi:mailto:rossi@example.org"),
    ],
    ids=["title", "end", "room", "organiser"],
)
async def test_given_a_meeting_that_went_when_one_that_differs_comes_then_it_is_another(town: Town, came: str) -> None:
    await town.calendar_says(event("prima", NINE, ELEVEN))
    known = await booking(town)

    await town.calendar_says(came)

    assert known not in [booking["id"] for booking in await town.bookings(None)]


async def test_given_twins_when_both_come_under_new_uids_then_nobody_is_taken_for_the_other(town: Town) -> None:
    await town.calendar_says(event("a", NINE, ELEVEN), event("b", NINE, ELEVEN))
    known = {booking["id"] for booking in await town.bookings()}

    await town.calendar_says(event("c", NINE, ELEVEN), event("d", NINE, ELEVEN))

    now = {booking["id"] for booking in await town.bookings()}
    assert (len(known), len(now), known & now) == (2, 2, set())


async def test_given_a_meeting_under_a_new_uid_when_the_old_one_comes_beside_it_then_there_are_two(town: Town) -> None:
    await town.calendar_says(event("prima", NINE, ELEVEN))
    known = await booking(town)
    await town.calendar_says(event("dopo", NINE, ELEVEN))

    await town.calendar_says(event("prima", NINE, ELEVEN), event("dopo", NINE, ELEVEN, title="Altro"))

    assert {(booking["id"] == known, booking["title"]) for booking in await town.bookings()} == {
        (True, "Evento"),
        (False, "Altro"),
    }


async def test_given_an_old_uid_that_came_back_when_another_meeting_comes_under_the_newer_one_then_each_is_known(
    town: Town,
) -> None:
    beside = event("terza", NINE, ELEVEN, room="Sala 2")
    await town.calendar_says(event("prima", NINE, ELEVEN), beside)
    known = await booking(town), await booking(town, "sala-2")
    await town.calendar_says(event("dopo", NINE, ELEVEN), beside)

    await town.calendar_says(event("prima", NINE, ELEVEN), event("dopo", NINE, ELEVEN, room="Sala 2"))

    assert (await booking(town), await booking(town, "sala-2")) == known
