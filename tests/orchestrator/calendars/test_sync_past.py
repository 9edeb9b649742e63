"""What lies in the past when a calendar is read again."""

from tests.support.town import Town, event, hour


async def test_given_an_event_that_ended_unseen_when_its_calendar_is_read_again_then_nothing_changes(
    town: Town,
) -> None:
    over = event("a", hour("07:00"), hour("08:00"))
    await town.calendar_says(over)
    town.now = hour("09:00")  # nothing was running over its time
    before = await town.revision()

    changed = await town.calendar_says(over, event("b", hour("15:00"), hour("16:00"), room="Sala 2"))

    assert changed == ["sala-2"]
    assert await town.revision() == before
    assert await town.times() == [("07:00", "08:00", True)]


async def test_given_a_closure_that_is_over_when_its_calendar_is_read_again_then_nothing_changes(town: Town) -> None:
    closure = event("a", hour("07:00"), hour("08:00"), "CATEGORIES:CHIUSURA")
    await town.calendar_says(closure)
    await town.at(hour("09:00"))

    assert await town.calendar_says(closure) == []


async def test_given_a_meeting_that_took_place_when_its_calendar_is_read_again_then_nothing_changes(town: Town) -> None:
    held = event("a", hour("07:00"), hour("08:00"))
    await town.calendar_says(held)
    await town.at(hour("07:30"))
    await town.at(hour("09:00"))

    assert await town.calendar_says(held) == []


async def test_given_an_event_of_the_past_when_it_is_moved_to_come_then_it_has_the_room_at_its_new_time(
    town: Town,
) -> None:
    def weekly(*override: str) -> list[str]:
        return [event("a", hour("07:00"), hour("08:00"), "RRULE:FREQ=WEEKLY;COUNT=2"), *override]

    await town.calendar_says(*weekly())
    town.now = hour("09:00")

    moved = event("a", hour("15:00"), hour("16:00"), f"RECURRENCE-ID:{hour('07:00'):%Y%m%dT%H%M%SZ}")
    changed = await town.calendar_says(*weekly(moved))

    assert changed == ["sala-1"]
    assert await town.times() == [("15:00", "16:00", True)]
