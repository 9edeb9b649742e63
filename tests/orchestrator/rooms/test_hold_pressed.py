"""What `hold`, `release` and `put_back` come to, and whose hold it is."""

import pytest

from tests.support.town import Town, event, hour

NINE, TEN = hour("09:00"), hour("10:00")


async def test_given_an_idle_room_when_held_and_released_then_it_is_blocked_meanwhile_and_nothing_is_wished(
    town: Town,
) -> None:
    await town.pressed("hold", role="admin", reason="lampada")
    held = await town.room()
    assert (held["phase"], held["devices"]["regia-video"]["desired"]) == ("blocked", {})
    assert (await town.refused("start"))["code"] == "blocked"

    await town.pressed("release", role="admin")

    assert (await town.room())["phase"] == "idle"
    assert (await town.refused("release", role="admin"))["code"] == "not_held"


async def test_given_a_hold_with_an_end_when_it_comes_then_the_room_is_free(town: Town) -> None:
    await town.pressed("hold", role="admin", until=hour("06:30"))
    assert (await town.room())["phase"] == "blocked"

    await town.at(hour("06:30"))

    assert (await town.room())["phase"] == "idle"


async def test_given_a_live_room_when_held_then_role_and_reason_are_needed_and_release_gives_it_back(
    meeting: Town,
) -> None:
    assert (await meeting.refused("hold", reason="lampada"))["code"] == "live_needs_reason"
    assert (await meeting.refused("hold", role="admin"))["code"] == "live_needs_reason"

    await meeting.pressed("hold", role="admin", reason="lampada")
    assert (await meeting.room())["phase"] == "blocked"
    await meeting.at(hour("09:55"))
    await meeting.pressed("release", role="admin")

    assert await meeting.live() == ("Consiglio", "10:00")


async def test_given_a_live_room_when_held_for_a_reason_of_blanks_then_it_is_refused_and_stays_live(
    meeting: Town,
) -> None:
    answer = await meeting.press("hold", role="admin", reason=" \u202e\t")

    mistakes = (await answer.json())["error"]["details"]["mistakes"]
    assert (answer.status, [mistake["path"] for mistake in mistakes]) == (422, ["reason"])
    assert await meeting.live() == ("Consiglio", "10:00")


async def test_given_a_hold_over_a_start_when_released_then_the_booking_is_live_and_pinned(town: Town) -> None:
    booked = await town.book(NINE, TEN)
    await town.pressed("hold", role="admin")
    await town.at(hour("09:10"))
    await town.pressed("release", role="admin")

    await town.cancel(booked["id"])

    assert await town.live() == ("Consiglio", "10:00")


@pytest.mark.parametrize("room", ["sala-1", "sala-3"])  # the latter has no device that idle could wish anything of
async def test_given_a_closure_when_release_is_pressed_then_it_is_no_hold(town: Town, room: str) -> None:
    await town.calendar_says(event("chiuso", hour("05:00"), hour("07:00"), "CATEGORIES:CHIUSURA", room=""))

    assert (await town.room(room))["actions"]["release"] is False
    assert (await town.refused("release", room, role="admin"))["code"] == "not_held"


async def test_given_a_technicians_hold_when_the_tablet_releases_it_then_it_stays(town: Town) -> None:
    await town.pressed("hold", role="admin", reason="lampada")

    assert (await town.refused("release"))["code"] == "technicians_only"
    assert (await town.room())["phase"] == "blocked"


async def test_given_an_endless_hold_when_days_pass_then_it_counts_until_it_is_released(town: Town) -> None:
    await town.pressed("hold", role="admin", until=hour("06:30"))
    await town.pressed("hold", role="admin")
    await town.at(hour("12:00", day=9))

    assert (await town.room())["phase"] == "blocked"

    await town.pressed("release", role="admin")

    assert (await town.room())["phase"] == "idle"


async def test_given_an_endless_hold_when_a_newer_one_has_an_end_then_the_newest_wins(town: Town) -> None:
    await town.pressed("hold", role="admin")
    await town.pressed("hold", role="admin", until=hour("06:30"))

    await town.at(hour("06:30"))

    assert (await town.room())["phase"] == "idle"


async def test_given_a_hold_when_until_is_past_or_beyond_all_sense_then_it_is_refused_and_the_room_lives_on(
    town: Town,
) -> None:
    refused = (("2026-10-20T05:00:00Z", 409), ("9999-12-31T23:59:59-10:00", 422), ("0001-01-01T00:00:00+10:00", 422))
    for until, status in refused:
        assert (await town.press("hold", role="admin", until=until)).status == status, until
    answer = await town.press("start", seen_end="9999-12-31T23:59:59-10:00")

    assert answer.status == 422
    assert (await town.room())["phase"] == "idle"


async def test_given_hand_made_changes_when_put_back_is_pressed_then_the_plan_says_since_when(town: Town) -> None:
    before = await town.revision()

    pressed = await town.pressed("put_back")

    assert pressed["revision"] == before + 1 == await town.revision()
