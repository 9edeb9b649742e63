"""Whole days that their calendar marks free, from the calendar to the panel: prepared, and in nobody's way."""

from datetime import timedelta

import pytest

from tests.support.town import DAY, Town, hour

FREE = "TRANSP:TRANSPARENT"


def whole_day(uid: str, *lines: str, days: int = 1, room: str = "Sala 1", title: str = "Convegno") -> str:
    """A VEVENT of whole days from today on."""
    told = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261001T080000Z",
        f"DTSTART;VALUE=DATE:{DAY:%Y%m%d}",
        f"DTEND;VALUE=DATE:{DAY + timedelta(days=days):%Y%m%d}",
        f"SUMMARY:{title}",
        f"LOCATION:{room}",
    ]
    return "\r\n".join([*told, *lines, "END:VEVENT"])


@pytest.fixture
async def convention(town: Town) -> Town:
    """A whole day that is marked free, live all day by Rome's clock: until ten at night in UTC. It is 6:00."""
    await town.calendar_says(whole_day("w", FREE))
    await town.at(hour("06:00"))
    assert await town.live() == ("Convegno", "22:00")
    return town


async def test_whole_day_given_a_timed_booking_on_top_when_its_time_comes_then_it_has_the_room_and_the_day_goes_on(
    convention: Town,
) -> None:
    await convention.book(hour("09:00"), hour("10:00"))

    assert await convention.live() == ("Convegno", "09:00")
    await convention.at(hour("09:00"))
    assert await convention.live() == ("Consiglio", "10:00")
    await convention.at(hour("10:00"))
    assert await convention.live() == ("Convegno", "22:00")


async def test_whole_day_given_a_timed_booking_that_is_live_when_extended_then_the_day_waits_behind_it(
    convention: Town,
) -> None:
    await convention.book(hour("09:00"), hour("10:00"))
    await convention.at(hour("09:00"))
    await convention.at(hour("09:50"))

    await convention.pressed("extend", until=hour("10:15"), seen_end=hour("10:00"))

    assert await convention.live() == ("Consiglio", "10:15")
    await convention.at(hour("10:15"))
    assert await convention.live() == ("Convegno", "22:00")


async def test_whole_day_given_it_is_live_when_the_room_is_taken_booked_started_or_held_then_it_is_not_in_the_way(
    convention: Town,
) -> None:
    await convention.pressed("book", start=hour("12:00"), until=hour("13:00"))
    await convention.pressed("start", until=hour("06:30"))
    assert await convention.live() == ("Riunione", "06:30")
    await convention.at(hour("06:30"))
    assert await convention.live() == ("Convegno", "12:00")

    booked = await convention.book(hour("07:00"), hour("08:00"))
    await convention.at(hour("06:45"))
    await convention.pressed("start", booking=booked["id"])
    assert await convention.live() == ("Consiglio", "08:00")

    await convention.at(hour("08:10"))
    await convention.pressed("hold")
    assert (await convention.room())["phase"] == "blocked"


async def test_whole_day_given_somebody_of_it_comes_when_start_is_pressed_then_nothing_moves(convention: Town) -> None:
    await convention.pressed("start")

    assert await convention.live() == ("Convegno", "22:00")
    assert len(await convention.bookings()) == 1


async def test_whole_day_given_it_is_live_when_the_panel_is_looked_at_then_others_are_offered_the_room_behind_its_own_button(
    convention: Town,
) -> None:
    booked = await convention.book(hour("06:20"), hour("07:00"))

    view = await convention.room()

    assert (view["primary"]["kind"], view["primary"]["label"]) == ("start", "Inizia «Convegno»")
    offered = [(offer["kind"], offer["booking"], offer["minutes"]) for offer in view["secondary"]]
    assert offered == [("start", booked["id"], []), ("use", None, [15])]
    assert (view["actions"]["use"], view["actions"]["hold"]) == (True, True)
    await convention.pressed("start")
    await convention.at(hour("06:01"))
    assert (await convention.room())["primary"] is None


async def test_whole_day_given_it_is_ended_when_later_bookings_come_then_it_does_not_go_on_behind_them(
    convention: Town,
) -> None:
    await convention.pressed("end")
    assert await convention.live() is None
    await convention.book(hour("09:00"), hour("10:00"))

    await convention.at(hour("09:00"))
    await convention.at(hour("10:30"))

    assert await convention.live() is None


@pytest.mark.parametrize(
    "then",
    [
        pytest.param([], id="it is gone"),
        pytest.param([whole_day("w", "STATUS:CANCELLED")], id="it is cancelled"),
        pytest.param([whole_day("w", "TRANSP:OPAQUE")], id="it is busy from now on"),
        pytest.param([whole_day("w", FREE, title="Annullato: Convegno")], id="it is called off"),
    ],
)
async def test_whole_day_given_it_is_live_when_its_calendar_changes_it_then_it_runs_on_and_still_yields(
    convention: Town, then: list[str]
) -> None:
    await convention.calendar_says(*then)

    assert (await convention.live() or ("",))[0] == "Convegno"
    await convention.pressed("book", start=hour("09:00"), until=hour("10:00"))
    await convention.at(hour("09:00"))
    assert await convention.live() == ("Riunione", "10:00")


async def test_whole_day_given_a_closure_over_it_when_its_time_comes_then_the_room_is_closed_and_then_it_goes_on(
    convention: Town,
) -> None:
    times = f"DTSTART:{hour('09:00'):%Y%m%dT%H%M%SZ}", f"DTEND:{hour('10:00'):%Y%m%dT%H%M%SZ}"
    closure = "\r\n".join(
        ["BEGIN:VEVENT", "UID:c", *times, "SUMMARY:Chiuso", "LOCATION:Sala 1", "CATEGORIES:CHIUSURA", "END:VEVENT"]
    )

    await convention.calendar_says(whole_day("w", FREE), closure)

    await convention.at(hour("09:30"))
    assert (await convention.room())["phase"] == "blocked"
    await convention.at(hour("10:00"))
    assert await convention.live() == ("Convegno", "22:00")


async def test_whole_day_given_a_busy_one_when_its_day_comes_then_it_holds_the_room_as_any_booking(town: Town) -> None:
    await town.calendar_says(whole_day("w", "TRANSP:OPAQUE"))

    answer = await town.post_booking(hour("09:00"), hour("10:00"))

    assert answer.status == 409


async def test_whole_day_given_two_days_that_yield_when_the_first_is_ended_then_without_hours_both_are_one(
    town: Town,
) -> None:
    await town.calendar_says(whole_day("w", FREE, days=2))
    await town.at(hour("06:00"))

    await town.pressed("end")

    await town.at(hour("09:00", 1))
    assert await town.live() is None


async def test_whole_days_given_hours_when_a_day_is_ended_then_the_next_one_begins_at_its_hour(
    open_town: Town,
) -> None:
    await open_town.calendar_says(whole_day("w", FREE, days=2))
    await open_town.at(hour("06:00"))
    assert await open_town.live() == ("Convegno", "18:00")

    await open_town.pressed("end")
    assert await open_town.live() is None

    await open_town.at(hour("06:00", 1))
    assert await open_town.live() == ("Convegno", "18:00")
    await open_town.calendar_says(whole_day("w", FREE, days=3))
    assert [booking["start"][:16] for booking in await open_town.bookings()] == [
        "2026-10-20T06:00",
        "2026-10-21T06:00",
        "2026-10-22T06:00",
    ]


async def test_whole_days_given_hours_when_the_clocks_change_then_they_are_those_on_the_wall(open_town: Town) -> None:
    await open_town.calendar_says(whole_day("w", FREE, days=7))

    starts = [booking["start"][:16] for booking in await open_town.bookings()]

    assert starts[4:] == ["2026-10-24T06:00", "2026-10-25T07:00", "2026-10-26T07:00"]


async def test_whole_days_given_hours_when_they_hold_the_room_then_the_night_between_is_free(open_town: Town) -> None:
    await open_town.calendar_says(whole_day("w", "TRANSP:OPAQUE", days=2))

    assert (await open_town.post_booking(hour("17:00"), hour("19:00"))).status == 409
    assert (await open_town.post_booking(hour("18:00"), hour("20:00"))).status == 201
    assert (await open_town.post_booking(hour("06:00", 1), hour("07:00", 1))).status == 409
