"""Large calendars are written in portions, between which people press: what was cut off midway, and what meets on the way."""

from collections.abc import Sequence
from datetime import timedelta

from orchestrator.calendars.reading import AHEAD
from orchestrator.web.keys import DATABASE, FACTS
from schedules.matching.changes import CalledOff, Change, Vanished
from schedules.store.sync import AT_ONCE, find_changes, in_portions, write_changes
from tests.support.town import Town, event, hour

HOUR = timedelta(hours=1)
MANY = AT_ONCE + 30


def many(name: str, first: str = "10:00") -> list[str]:
    """So many hours one after another that they take more than one portion."""
    start = hour(first)
    return [event(f"{name}-{number}", start + number * HOUR, start + (number + 1) * HOUR) for number in range(MANY)]


async def changes_of(town: Town, *events: str) -> Sequence[Change]:
    database, key = town.client.app[DATABASE], town.client.app[FACTS].ids_key
    placed = town.placed(*events)
    return await database.read(find_changes, key, ["sale"], placed, town.now + AHEAD, town.now)


async def test_given_a_reading_that_was_cut_off_when_the_calendar_is_read_again_then_the_store_says_all_of_it(
    town: Town,
) -> None:
    await town.calendar_says(*many("prima"))
    database = town.client.app[DATABASE]
    changes = await changes_of(town, *many("dopo", "10:30"))
    await database.write(write_changes, next(in_portions(changes)), town.now)  # and there it ended

    half = await town.bookings(days=12)
    await town.calendar_says(*many("dopo", "10:30"))
    whole = await town.bookings(days=12)

    assert len(half) == MANY + AT_ONCE
    assert [(one["start"][14:16], one["holding"]) for one in whole] == [("30", True)] * MANY


async def test_given_a_calendar_that_says_the_same_when_compared_then_nothing_is_written(town: Town) -> None:
    await town.calendar_says(*many("prima"))

    assert await changes_of(town, *many("prima")) == []


async def test_given_a_press_between_two_portions_when_the_rest_is_written_then_it_counts(town: Town) -> None:
    await town.calendar_says(event("a", hour("09:00"), hour("11:00")))
    await town.at(hour("09:30"))
    database = town.client.app[DATABASE]
    changes = await changes_of(town, event("a", hour("09:00"), hour("12:00"), title="Più lungo"))

    await town.pressed("end")
    await database.write(write_changes, changes, town.now)

    assert await town.live() is None
    assert await town.times() == [("09:00", "09:30", True)]


async def test_given_a_booking_that_came_meanwhile_when_an_event_is_written_then_the_booking_has_the_room(
    town: Town,
) -> None:
    database = town.client.app[DATABASE]
    changes = await changes_of(town, event("a", hour("09:00"), hour("11:00")))

    await town.book(hour("10:00"), hour("10:30"))
    await database.write(write_changes, changes, town.now)

    assert await town.times() == [("09:00", "11:00", False), ("10:00", "10:30", True)]


async def test_given_an_event_that_goes_when_another_waits_for_its_room_then_that_has_it(town: Town) -> None:
    both = event("a", hour("09:00"), hour("11:00")), event("b", hour("10:00"), hour("12:00"))
    await town.calendar_says(*both)
    database = town.client.app[DATABASE]
    changes = await changes_of(town, both[1])

    await database.write(write_changes, changes, town.now)

    assert await town.times() == [("10:00", "12:00", True)]


async def test_given_a_cancelled_event_when_the_calendars_are_compared_then_it_is_called_off_and_no_other(
    town: Town,
) -> None:
    await town.calendar_says(event("a", hour("09:00"), hour("11:00")), event("b", hour("12:00"), hour("13:00")))
    first, second = [booking["id"] for booking in await town.bookings()]

    changes = await changes_of(town, event("a", hour("09:00"), hour("11:00"), "STATUS:CANCELLED"))

    assert changes == [CalledOff(first), Vanished(second)]
