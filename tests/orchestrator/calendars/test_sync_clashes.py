"""Calendars against what is there already: clashes are kept, marked and reported; swaps, moves and 2,000 events."""

import asyncio
from datetime import timedelta

from tests.support.town import Town, event, hour

NINE, TEN = hour("09:00"), hour("10:00")


async def test_given_a_booking_when_a_calendar_wants_its_time_then_the_clash_is_stored_marked_and_not_prepared(
    town: Town,
) -> None:
    await town.book(NINE, TEN, title="Prima")
    await town.calendar_says(event("a", hour("09:30"), hour("10:30"), title="Seconda"))

    listed = await town.bookings()
    await town.at(hour("09:45"))

    assert [(one["title"], one["holding"]) for one in listed] == [("Prima", True), ("Seconda", False)]
    assert (await town.room())["current"]["title"] == "Prima"
    await town.at(TEN)  # and what is left of its time it gets
    assert (await town.room())["current"]["title"] == "Seconda"


async def test_given_two_events_when_they_change_places_then_both_hold_the_room(town: Town) -> None:
    for first, second in ((("09:00", "10:00"), ("10:00", "11:00")), (("10:00", "11:00"), ("09:00", "10:00"))):
        times = [(hour(start), hour(end)) for start, end in (first, second)]
        await town.calendar_says(event("a", *times[0]), event("b", *times[1]))

        assert await town.times() == [("09:00", "10:00", True), ("10:00", "11:00", True)]


async def test_given_events_when_all_move_by_an_hour_then_all_hold_the_room(town: Town) -> None:
    for shift in (0, 1, 0):
        await town.calendar_says(
            *(event(f"u{at}", hour(f"{at + shift}:00"), hour(f"{at + shift + 1}:00")) for at in range(8, 16))
        )

        assert [holding for *_, holding in await town.times()] == [True] * 8


async def test_given_an_event_when_another_takes_its_place_in_one_reading_then_the_new_one_holds_the_room(
    town: Town,
) -> None:
    await town.calendar_says(event("a", NINE, TEN))
    await town.calendar_says(event("b", NINE, TEN, title="Nuovo"))

    assert [(booking["title"], booking["holding"]) for booking in await town.bookings()] == [("Nuovo", True)]


async def test_given_a_calendar_when_read_again_unchanged_then_no_revision_rises(town: Town) -> None:
    events = [
        event("a", NINE, TEN, room="Sala 1, Sala 2"),
        event("b", hour("09:30"), hour("11:00")),
        event("c", hour("12:00"), hour("13:00"), "CATEGORIES:CHIUSURA", room=""),
        event("d", hour("15:00"), hour("16:00"), "RRULE:FREQ=DAILY;COUNT=30", "CLASS:PRIVATE"),
    ]
    await town.calendar_says(*events)
    await town.at(hour("09:45"))
    before = [await town.revision(room) for room in ("sala-1", "sala-2", "sala-3")]

    assert await town.calendar_says(*events) == []
    assert await town.calendar_says(*reversed(events)) == []

    assert [await town.revision(room) for room in ("sala-1", "sala-2", "sala-3")] == before


async def test_given_a_room_extended_by_hand_when_its_event_is_read_again_then_the_extension_stays(town: Town) -> None:
    await town.calendar_says(event("a", NINE, TEN))
    await town.at(NINE)
    await town.at(hour("09:50"))
    await town.pressed("extend", until=hour("10:30"), seen_end=TEN)
    await town.at(hour("10:10"))  # over by its calendar, not by what people made of it

    await town.calendar_says(event("a", NINE, TEN))
    assert await town.times() == [("09:00", "10:30", True)]
    await town.calendar_says()

    assert ((await town.room())["phase"], (await town.room())["current_withdrawn"]) == ("live", True)


async def test_given_2000_events_when_first_read_then_the_service_answers_meanwhile(town: Town) -> None:
    events = [
        event(f"u{at}", start, start + timedelta(hours=2), room=f"Sala {1 + at % 2}")
        for at in range(2000)
        for start in [hour("07:00") + timedelta(hours=3 * (at // 2))]
    ]
    reading = asyncio.ensure_future(town.calendar_says(*events))
    answered = 0
    while not reading.done():
        await town.room("sala-3")
        answered += 1

    assert await reading == ["sala-1", "sala-2"]
    assert answered > 1  # the first waits for all of it where nobody else has a turn
    assert len(await town.bookings(days=365)) == 1000


async def test_given_a_clash_from_a_calendar_when_the_room_is_looked_at_then_both_are_named_until_it_is_over(
    town: Town,
) -> None:
    booked = await town.book(hour("09:00"), hour("10:00"))
    await town.calendar_says(event("seconda", hour("09:30"), hour("11:00"), "CLASS:PRIVATE", title="Segreta"))

    (conflict,) = (await town.room(role="panel:sala-1"))["conflicts"]

    assert (conflict["start"][11:16], conflict["end"][11:16]) == ("09:30", "10:00")
    assert [booking["title"] for booking in conflict["bookings"]] == ["Consiglio", "Occupato"]
    assert conflict["bookings"][0]["id"] == booked["id"]
    await town.at(hour("10:00"))
    assert (await town.room())["conflicts"] == []
