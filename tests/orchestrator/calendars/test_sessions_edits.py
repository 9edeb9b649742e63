"""A running session, and everything a calendar can do to its event meanwhile."""

from datetime import datetime

import pytest

from orchestrator.web.keys import DATABASE
from schedules.store.sessions import pin_due
from tests.support.town import Json, Town, event, hour

NINE, TEN = hour("09:00"), hour("10:00")
COLLEGIO = "CATEGORIES:COLLEGIO"


def meeting(
    *lines: str, start: datetime = NINE, end: datetime = TEN, room: str = "Sala 1", title: str = "Consulta"
) -> str:
    return event("consulta", start, end, *(lines or (COLLEGIO,)), room=room, title=title)


async def running(town: Town) -> Json:
    """What is live in the room, with the end it has now."""
    seen = await town.room()
    assert seen["phase"] == "live", seen["phase"]
    return {
        "title": seen["current"]["title"],
        "until": seen["segment_end"][11:16],
        "withdrawn": seen["current_withdrawn"],
        "wished": seen["devices"]["regia-video"]["desired"],
    }


def pinned(until: str = "10:00", *, withdrawn: bool = False, title: str = "Consulta") -> Json:
    """The session as it went live, but for its end."""
    wished = {"scene": "Collegio", "recording": False}
    return {"title": title, "until": until, "withdrawn": withdrawn, "wished": wished}


@pytest.fixture
async def live(town: Town) -> Town:
    """A meeting from nine to ten is running; it is 9:20."""
    await town.calendar_says(meeting())
    await town.at(NINE)
    await town.at(hour("09:20"))
    assert await running(town) == pinned()
    return town


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        pytest.param([meeting(end=hour("10:45"))], pinned("10:45"), id="lengthened"),
        pytest.param([meeting(end=hour("09:40"))], pinned("09:40"), id="shortened"),
        pytest.param([meeting(start=hour("09:30"), end=hour("10:30"))], pinned("10:30"), id="moved a little"),
        pytest.param([meeting(start=hour("08:30"), end=hour("09:30"))], pinned("09:30"), id="moved forward a little"),
        pytest.param(
            [meeting(start=hour("15:00"), end=hour("16:00"))], pinned(withdrawn=True), id="moved to the afternoon"
        ),
        pytest.param(
            [meeting(start=hour("09:00", day=1), end=hour("10:00", day=1))],
            pinned(withdrawn=True),
            id="moved to the next day",
        ),
        pytest.param([meeting(COLLEGIO, "STATUS:CANCELLED")], pinned(withdrawn=True), id="cancelled"),
        pytest.param([meeting(COLLEGIO, "STATUS:TENTATIVE")], pinned(withdrawn=True), id="tentative"),
        pytest.param([meeting(COLLEGIO, "TRANSP:TRANSPARENT")], pinned(withdrawn=True), id="transparent"),
        pytest.param([], pinned(withdrawn=True), id="vanished"),
        pytest.param([meeting(room="Sala 2")], pinned(withdrawn=True), id="another room"),
        pytest.param([meeting(room="Piazza")], pinned(withdrawn=True), id="an unknown room"),
        pytest.param([meeting("CATEGORIES:RIUNIONE")], pinned(), id="another preset"),
        pytest.param([meeting(title="Tutt’altro")], pinned(), id="another title"),
        pytest.param([meeting("CATEGORIES:CHIUSURA")], pinned(), id="turned into a closure"),
        pytest.param([meeting(), event("copia", NINE, TEN, COLLEGIO)], pinned(), id="duplicated under another uid"),
        pytest.param([meeting(), meeting("SEQUENCE:3", title="Doppia")], pinned(), id="duplicated under its uid"),
        pytest.param(
            [meeting(), event("chiuso", hour("08:00"), hour("18:00"), "CATEGORIES:CHIUSURA", room="")],
            pinned(),
            id="a closure over it",
        ),
        pytest.param([meeting(), event("prima", hour("08:00"), hour("18:00"))], pinned(), id="an earlier one over it"),
        pytest.param(
            [meeting(end=hour("10:45"), title="Altra", room="Sala 1, Sala 2")], pinned("10:45"), id="all at once"
        ),
    ],
)
async def test_given_a_running_session_when_its_calendar_changes_then_it_runs_on_and_at_most_its_end_moves(
    live: Town, edit: list[str], expected: Json
) -> None:
    await live.calendar_says(*edit)

    assert await running(live) == expected
    before = await live.revision()
    assert await live.calendar_says(*edit) == []
    assert await live.revision() == before


async def test_given_a_running_session_when_made_confidential_then_it_runs_on_and_tells_no_more(live: Town) -> None:
    await live.calendar_says(meeting(COLLEGIO, "CLASS:PRIVATE"))

    assert await running(live) == pinned(title="Occupato")
    assert "Consulta" not in str(await live.room(role="panel:sala-1"))
    assert "Consulta" not in str(await live.bookings())


async def test_given_a_session_withdrawn_when_its_event_comes_back_then_it_is_as_before(live: Town) -> None:
    await live.calendar_says()
    await live.calendar_says(meeting())

    assert await running(live) == pinned()


async def test_given_an_edit_in_the_very_instant_of_the_start_when_it_arrives_then_the_session_is_pinned_first(
    town: Town,
) -> None:
    await town.calendar_says(meeting())
    town.now = NINE  # the timekeeper has not been round

    await town.calendar_says()

    assert await running(town) == pinned(withdrawn=True)


async def test_given_a_service_down_over_the_start_when_it_comes_back_to_another_calendar_then_it_runs_on(
    town: Town,
) -> None:
    await town.calendar_says(meeting())
    town.now = hour("09:30")

    await town.calendar_says(meeting(title="Tutt’altro", room="Sala 2"))

    assert await running(town) == pinned(withdrawn=True)


async def test_given_an_edit_just_before_the_start_when_the_time_comes_then_the_edit_counts(town: Town) -> None:
    await town.calendar_says(meeting())
    await town.at(hour("08:59"))
    await town.calendar_says(meeting(title="Tutt’altro"))

    await town.at(NINE)

    assert await running(town) == pinned(title="Tutt’altro")


@pytest.mark.parametrize("end", ["10:00", "10:45", "09:40"])
async def test_given_somebody_chose_the_end_when_the_calendar_moves_it_then_theirs_stays(live: Town, end: str) -> None:
    await live.pressed("extend", until=hour("10:15"), seen_end=TEN)

    await live.calendar_says(meeting(end=hour(end)))

    assert await running(live) == pinned("10:15")


async def test_given_somebody_ended_it_when_the_calendar_lengthens_it_then_it_stays_ended(live: Town) -> None:
    await live.pressed("end")

    await live.calendar_says(meeting(end=hour("11:00")))

    assert (await live.room())["phase"] != "live"
    assert await live.times() == [("09:00", "09:20", True)]


async def test_given_it_was_ended_in_one_room_when_the_calendar_lengthens_it_then_only_the_other_follows(
    town: Town,
) -> None:
    await town.calendar_says(meeting(room="Sala 1, Sala 2"))
    await town.at(NINE)
    await town.at(hour("09:20"))
    await town.pressed("end", "sala-2")

    await town.calendar_says(meeting(room="Sala 1, Sala 2", end=hour("10:30")))

    assert await running(town) == pinned("10:30")
    assert await town.times("sala-2") == [("09:00", "09:20", True)]


async def test_given_a_booking_after_it_when_the_calendar_lengthens_it_then_nobody_else_can_book_what_it_takes(
    live: Town,
) -> None:
    await live.book(hour("11:00"), hour("12:00"))
    await live.calendar_says(meeting(end=hour("11:30")))

    answer = await live.post_booking(hour("10:00"), hour("11:00"))

    assert await running(live) == pinned("11:30")
    assert answer.status == 409
    assert [booking["title"] for booking in (await answer.json())["error"]["details"]["blocking"]] == ["Consulta"]


async def test_given_a_clash_that_came_second_when_the_first_ends_early_then_it_is_prepared_then_live_and_pinned(
    town: Town,
) -> None:
    second = event("seconda", hour("09:10"), hour("11:00"), title="Seconda")
    await town.calendar_says(meeting(), second)
    await town.at(NINE)
    await town.at(hour("09:20"))

    await town.pressed("end")

    seen = await town.room()
    assert (seen["phase"], seen["segment_end"][11:16], seen["next"]["title"]) == ("preparing", "09:30", "Seconda")
    await town.at(hour("09:30"))
    await town.calendar_says(meeting())
    seen = await town.room()
    assert (seen["phase"], seen["current"]["title"], seen["current_withdrawn"]) == ("live", "Seconda", True)
    assert await town.times() == [("09:00", "09:20", True), ("09:30", "11:00", True)]


async def test_given_an_event_that_appears_while_it_should_run_when_it_vanishes_again_then_it_runs_on(
    town: Town,
) -> None:
    await town.at(hour("09:20"))
    await town.calendar_says(meeting())

    await town.calendar_says()

    assert await running(town) == pinned(withdrawn=True)


async def test_given_a_session_when_pinned_again_then_there_is_one(live: Town) -> None:
    again = await live.client.app[DATABASE].write(pin_due, ["sala-1"], live.now)

    assert again == []


async def test_given_a_booking_made_here_that_is_live_when_taken_back_then_it_runs_on(town: Town) -> None:
    booked = await town.book(NINE, TEN, title="Consulta", category="COLLEGIO")
    town.now = NINE  # in the very instant of its start

    answer = await town.cancel(booked["id"])

    assert answer.status == 204
    assert await running(town) == pinned(withdrawn=True)
    assert (await town.cancel(booked["id"])).status == 404


async def test_given_a_booking_made_for_a_time_that_has_begun_when_taken_back_then_it_runs_on(town: Town) -> None:
    await town.at(hour("09:20"))
    booked = await town.book(NINE, TEN, title="Consulta", category="COLLEGIO")

    await town.cancel(booked["id"])

    assert await running(town) == pinned(withdrawn=True)


# --- less than its time, because another was promised the room


@pytest.fixture
async def cut(town: Town) -> Json:
    """A meeting until eleven runs; from half past nine the room was booked before it came. Gives that booking."""
    booked = await town.book(hour("09:30"), TEN, title="Prima")
    await town.calendar_says(meeting(end=hour("11:00")))
    await town.at(NINE)
    assert await running(town) == pinned("09:30")
    assert await town.times() == [("09:00", "09:30", True), ("09:30", "10:00", True)]
    return booked


async def test_given_a_session_cut_short_when_the_later_booking_goes_then_it_has_all_its_time(
    town: Town, cut: Json
) -> None:
    await town.cancel(cut["id"])

    assert await running(town) == pinned("11:00")
    assert await town.times() == [("09:00", "11:00", True)]


async def test_given_a_session_cut_short_when_the_later_booking_is_over_then_the_room_is_free(
    town: Town, cut: Json
) -> None:
    await town.at(hour("10:05"))
    booked = await town.book(hour("10:30"), hour("11:00"), title="Altra")
    await town.pressed("start", booking=booked["id"])

    assert cut["start"] < booked["start"]
    assert (await running(town))["title"] == "Altra"


async def test_given_a_session_cut_short_for_a_closure_when_that_goes_then_it_has_all_its_time(town: Town) -> None:
    closed = event("chiuso", hour("09:30"), hour("18:00"), "CATEGORIES:CHIUSURA")
    await town.calendar_says(meeting(), closed)
    await town.at(NINE)
    assert await running(town) == pinned("09:30")

    await town.calendar_says(meeting())

    assert await running(town) == pinned("10:00")


async def test_given_a_session_of_a_series_when_its_event_is_moved_away_then_it_runs_on_and_takes_place_again(
    town: Town,
) -> None:
    series = meeting(COLLEGIO, "RRULE:FREQ=DAILY;COUNT=3")
    moved = meeting(COLLEGIO, "RECURRENCE-ID:20261020T090000Z", start=hour("12:00"), end=hour("13:00"))
    await town.calendar_says(series)
    await town.at(NINE)

    await town.calendar_says(series, moved)

    assert await running(town) == pinned(withdrawn=True)
    today = [("09:00", "10:00", True), ("12:00", "13:00", True)]
    assert await town.times() == [*today, ("09:00", "10:00", True), ("09:00", "10:00", True)]
    assert await town.calendar_says(series, moved) == []
    await town.at(hour("12:00"))
    assert await running(town) == pinned("13:00")
    assert (await town.post_booking(hour("12:30"), hour("12:45"))).status == 409


async def test_given_a_meeting_ended_by_hand_when_its_calendar_puts_it_off_then_it_takes_place(live: Town) -> None:
    await live.pressed("end")
    await live.at(hour("09:25"))

    await live.calendar_says(meeting(start=hour("09:40"), end=hour("11:00")))
    await live.at(hour("09:45"))

    assert await running(live) == pinned("11:00")


async def test_given_a_session_shortened_by_mistake_when_its_calendar_is_mended_then_it_goes_on(live: Town) -> None:
    await live.calendar_says(meeting(end=hour("09:10")))
    await live.at(hour("09:25"))
    assert (await live.room())["phase"] != "live"

    await live.calendar_says(meeting(end=hour("10:20")))

    assert await running(live) == pinned("10:20")
    assert (await live.post_booking(hour("10:10"), hour("10:15"))).status == 409


# --- extended before it has begun in its other room


@pytest.fixture
async def longer(town: Town) -> Town:
    """A meeting of two rooms, begun early in the first and extended to half past ten there; it is 8:55."""
    await town.calendar_says(meeting(room="Sala 1; Sala 2"))
    await town.at(hour("08:50"))
    await town.pressed("start")
    await town.at(hour("08:55"))
    await town.pressed("extend", until=hour("10:30"), seen_end=TEN)
    assert await town.times("sala-2") == [("09:00", "10:30", True)]
    return town


async def test_given_an_extended_booking_when_its_calendar_changes_then_it_holds_its_other_room_as_long(
    longer: Town,
) -> None:
    await longer.calendar_says(meeting(room="Sala 1; Sala 2", title="Altro titolo"))

    assert await longer.times("sala-2") == [("09:00", "10:30", True)]
    assert (await longer.post_booking(TEN, hour("10:30"), "sala-2")).status == 409


async def test_given_an_extended_booking_when_a_closure_cuts_it_short_then_it_ends_there_also_once_it_is_live(
    longer: Town,
) -> None:
    closed = event("chiuso", hour("10:15"), hour("12:00"), "CATEGORIES:CHIUSURA", room="Sala 2")
    await longer.calendar_says(meeting(room="Sala 1; Sala 2"), closed)

    await longer.at(NINE)

    assert (await longer.room("sala-2"))["segment_end"][11:16] == "10:15"
    assert await longer.times("sala-2") == [("09:00", "10:15", True), ("10:15", "12:00", False)]


async def test_given_a_room_that_a_booking_never_got_when_it_is_extended_or_ended_then_that_has_no_say(
    town: Town,
) -> None:
    await town.book(NINE, hour("12:00"), "sala-2")
    await town.calendar_says(meeting(room="Sala 1; Sala 2"))
    await town.at(NINE)

    await town.pressed("extend", until=hour("10:30"), seen_end=TEN)

    assert await running(town) == pinned("10:30")
    assert await town.times("sala-1") == [("09:00", "10:30", True)]


async def test_given_a_convention_of_two_days_when_ended_and_reopened_then_it_has_all_its_time(town: Town) -> None:
    await town.book(NINE, hour("18:00", day=2), title="Consulta", category="COLLEGIO")
    await town.at(NINE)
    await town.at(hour("11:00"))
    await town.pressed("end")
    await town.at(hour("11:05"))

    await town.pressed("start")

    assert await running(town) == pinned("18:00")


async def test_given_a_meeting_when_started_and_ended_in_one_moment_then_the_room_is_free(town: Town) -> None:
    await town.pressed("start")
    await town.pressed("end")
    await town.at(hour("06:01"))

    assert (await town.post_booking(hour("06:05"), hour("06:10"))).status == 201
    await town.pressed("start")
