"""What the day's picture offers: each free stretch can be booked, and each booking that cancels can be taken back."""

from datetime import datetime

from tests.support.town import Json, Town, event, hour


async def a_full_day(town: Town) -> Json:
    """Bookings of every origin, one that waits, a closure and a hold; it is 7:12. The day's picture."""
    await town.book(hour("07:30"), hour("08:00"))
    await town.pressed("book", start=hour("08:00"), until=hour("08:30"))
    await town.calendar_says(
        event("a", hour("09:00"), hour("10:00")),
        event("b", hour("09:30"), hour("11:00")),
        event("c", hour("12:00"), hour("13:00"), "CATEGORIES:CHIUSURA"),
    )
    await town.pressed("book", start=hour("14:00"), until=hour("14:20"))
    await town.at(hour("07:12"))
    day: Json = (await town.room(role="panel:sala-1"))["day"]
    return day


async def test_free_stretches_given_a_full_day_when_booked_whole_then_each_is_taken(town: Town) -> None:
    day = await a_full_day(town)
    begun, *later = day["free"]

    for one in later:
        await town.pressed("book", start=one["start"], until=one["end"])
    await town.pressed("start", until=begun["end"])

    assert [(stretch["start"][11:16], stretch["end"][11:16]) for stretch in day["free"]] == [
        ("06:00", "07:30"),
        ("08:30", "09:00"),
        ("11:00", "12:00"),
        ("13:00", "14:00"),
        ("14:20", "22:00"),
    ]
    assert (await town.room())["day"]["free"] == []


async def test_blocks_given_a_full_day_when_one_cancels_then_it_can_be_taken_back_and_no_other(town: Town) -> None:
    day = await a_full_day(town)

    for block in day["blocks"]:
        if block["id"] is not None:
            pressed = await town.press("cancel", booking=block["id"])
            assert (pressed.status == 201) == block["cancels"], block

    assert [hhmm(one) for one in day["blocks"] if one["cancels"]] == ["08:00", "14:00"]


async def test_blocks_given_one_booked_here_when_it_begins_then_it_does_not_cancel_any_more(town: Town) -> None:
    await town.pressed("book", start=hour("07:00"), until=hour("08:00"))
    assert [block["cancels"] for block in (await town.room())["day"]["blocks"]] == [True]

    await town.at(hour("07:00"))

    assert [block["cancels"] for block in (await town.room())["day"]["blocks"]] == [False]


def hhmm(block: Json) -> str:
    return f"{datetime.fromisoformat(block['start']):%H:%M}"
