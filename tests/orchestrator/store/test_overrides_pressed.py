"""What people press in a room: start, extend, end, scenes, holds, and the same press twice."""

import asyncio
from uuid import uuid4

import pytest

from tests.peers.town import Town, event, hour

NINE, TEN, NOON = hour("09:00"), hour("10:00"), hour("12:00")


async def live(town: Town, room: str = "sala-1") -> tuple[str, str] | None:
    """Title and end of what is live in the room; None for nothing."""
    seen = await town.room(room)
    return (seen["current"]["title"], seen["segment_end"][11:16]) if seen["phase"] == "live" else None


# --- start


async def test_given_a_booking_soon_when_started_early_then_it_is_live_pinned_and_the_room_is_taken_from_now(
    town: Town,
) -> None:
    booked = await town.book(NINE, TEN)
    await town.at(hour("08:30"))  # just within `early`

    pressed = await town.pressed("start", booking=booked["id"])

    assert await live(town) == ("Consiglio", "10:00")
    assert pressed["revision"] <= await town.revision()
    assert await town.times() == [("08:30", "10:00", True)]
    assert (await town.post_booking(hour("08:30"), NINE)).status == 409
    assert (await town.cancel(booked["id"])).status == 204
    assert await live(town) == ("Consiglio", "10:00")


async def test_given_a_booking_too_far_off_when_start_is_pressed_then_a_walk_in_begins_and_ends_before_it(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    await town.at(hour("08:29"))

    await town.pressed("start")

    assert await live(town) == ("Riunione", "08:59")
    await town.at(hour("08:40"))
    await town.pressed("end")
    await town.pressed("start", booking=(await town.bookings())[1]["id"])
    assert await live(town) == ("Consiglio", "10:00")


async def test_given_a_running_booking_when_start_is_pressed_then_nothing_moves(town: Town) -> None:
    await town.book(NINE, TEN)
    await town.at(NINE)
    await town.at(hour("09:10"))

    await town.pressed("start")

    assert await live(town) == ("Consiglio", "10:00")
    assert await town.times() == [("09:00", "10:00", True)]


async def test_given_a_free_room_when_start_is_pressed_then_a_meeting_of_half_an_hour_is_booked_and_live(
    town: Town,
) -> None:
    await town.pressed("start")

    (walk_in,) = await town.bookings()
    assert await live(town) == ("Riunione", "06:30")
    assert (walk_in["preset"], walk_in["calendar"], walk_in["confidential"]) == ("riunione", "regia", False)


async def test_given_a_booking_in_20_minutes_but_out_of_early_when_started_then_the_walk_in_lasts_until_it(
    town: Town,
) -> None:
    await town.calendar_says(event("chiuso", hour("06:20"), hour("07:00"), "CATEGORIES:CHIUSURA"))

    await town.pressed("start")

    assert await live(town) == ("Riunione", "06:20")


async def test_given_a_closure_between_now_and_a_booking_when_started_then_the_booking_does_not_begin(
    town: Town,
) -> None:
    await town.book(hour("06:25"), hour("07:00"))
    await town.calendar_says(event("chiuso", hour("06:10"), hour("06:20"), "CATEGORIES:CHIUSURA"))

    await town.pressed("start")

    assert await live(town) == ("Riunione", "06:10")


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
    assert await live(town) is None
    await town.at(hour("09:30"))

    await town.pressed("start")

    assert await live(town) == ("Consiglio", "10:00")
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

    assert await live(town) == ("Consiglio", "09:30")


async def test_given_a_walk_in_after_an_ended_booking_when_that_ends_too_then_the_first_can_reopen(town: Town) -> None:
    first = await town.book(NINE, TEN)
    await town.at(NINE)
    await town.at(hour("09:10"))
    await town.pressed("end")
    await town.book(hour("09:15"), hour("09:25"), title="Altra")
    await town.at(hour("09:15"))
    await town.at(hour("09:40"))

    await town.pressed("start", booking=first["id"])

    assert await live(town) == ("Consiglio", "10:00")


async def test_given_a_start_and_an_end_in_one_instant_when_reopened_then_the_room_is_held_again(town: Town) -> None:
    await town.pressed("start")
    await town.pressed("end")

    await town.at(hour("06:01"))
    await town.pressed("start")

    assert await live(town) is not None
    assert (await town.post_booking(hour("06:05"), hour("06:20"))).status == 409


# --- extend


@pytest.fixture
async def meeting(town: Town) -> Town:
    """A booking from nine to ten is live; it is 9:50."""
    await town.book(NINE, TEN)
    await town.at(NINE)
    await town.at(hour("09:50"))
    return town


async def test_given_a_live_booking_when_extended_then_it_lasts_until_then_and_holds_the_room(meeting: Town) -> None:
    await meeting.pressed("extend", until=hour("10:15"), seen_end=TEN)

    assert await live(meeting) == ("Consiglio", "10:15")
    assert await meeting.times() == [("09:00", "10:15", True)]
    assert (await meeting.post_booking(hour("10:10"), hour("11:00"))).status == 409


async def test_given_two_tablets_when_both_add_a_quarter_of_an_hour_then_it_is_added_once(meeting: Town) -> None:
    answers = await asyncio.gather(
        meeting.press("extend", until=hour("10:15"), seen_end=TEN),
        meeting.press("extend", until=hour("10:15"), seen_end=TEN),
    )

    assert [answer.status for answer in answers] == [201, 201]
    assert await live(meeting) == ("Consiglio", "10:15")


async def test_given_an_end_that_has_moved_when_an_old_screen_extends_then_it_is_told_the_present_end(
    meeting: Town,
) -> None:
    await meeting.pressed("extend", until=hour("10:15"), seen_end=TEN)

    error = await meeting.refused("extend", until=hour("10:30"), seen_end=TEN)

    assert (error["code"], error["details"]["end"][11:16]) == ("end_has_moved", "10:15")
    assert await live(meeting) == ("Consiglio", "10:15")


async def test_given_a_booking_after_it_when_extended_into_that_then_it_is_refused_with_what_is_in_the_way(
    meeting: Town,
) -> None:
    await meeting.book(hour("10:10"), hour("11:00"), title="Segreto", confidential=True)

    error = await meeting.refused("extend", until=hour("10:15"), seen_end=TEN)

    assert error["code"] == "in_the_way"
    assert error["details"]["free_until"][11:16] == "10:10"
    assert [one["title"] for one in error["details"]["blocking"]] == ["Occupato"]
    await meeting.pressed("extend", until=hour("10:10"), seen_end=TEN)
    assert await live(meeting) == ("Consiglio", "10:10")


async def test_given_a_closure_after_it_when_extended_into_that_then_it_is_refused(meeting: Town) -> None:
    await meeting.calendar_says(event("chiuso", TEN, NOON, "CATEGORIES:CHIUSURA", title="Lavori"))

    error = await meeting.refused("extend", until=hour("10:15"), seen_end=TEN)

    assert [one["title"] for one in error["details"]["blocking"]] == ["Lavori"]


@pytest.mark.parametrize("until", ["2026-10-20T09:55:00Z", "2026-10-20T09:00:00Z", "1971-01-01T00:00:00Z"])
async def test_given_a_live_booking_when_extended_to_before_its_end_then_it_is_refused(
    meeting: Town, until: str
) -> None:
    assert (await meeting.refused("extend", until=until, seen_end=TEN))["code"] == "not_later"


async def test_given_a_live_booking_when_extended_beyond_all_sense_then_it_is_refused(meeting: Town) -> None:
    for until, status in (("9999-12-31T23:59:59Z", 422), ("2027-10-20T10:00:00Z", 409)):
        assert (await meeting.press("extend", until=until, seen_end=TEN)).status == status, until
    assert await live(meeting) == ("Consiglio", "10:00")


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
    assert await live(town) == ("Consiglio", "11:00")


async def test_given_a_room_held_without_end_when_started_then_the_refusal_names_no_time(town: Town) -> None:
    await town.pressed("hold")

    error = await town.refused("start")

    assert (error["code"], error["details"]) == ("blocked", {"until": None})


async def test_given_two_rooms_when_extended_in_one_then_both_last_longer(town: Town) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.at(NINE)
    await town.at(hour("09:50"))
    before = await town.revision("sala-2")

    await town.pressed("extend", until=hour("10:15"), seen_end=TEN)

    assert await live(town, "sala-2") == ("Consiglio", "10:15")
    assert await town.times("sala-2") == [("09:00", "10:15", True)]
    assert await town.revision("sala-2") > before


async def test_given_two_rooms_when_one_is_taken_afterwards_then_neither_is_extended(town: Town) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.book(TEN, NOON, "sala-2", title="Dopo")
    await town.at(NINE)
    await town.at(hour("09:50"))

    error = await town.refused("extend", until=hour("10:15"), seen_end=TEN)

    assert [(one["title"], one["rooms"]) for one in error["details"]["blocking"]] == [("Dopo", ["sala-2"])]
    assert await live(town) == ("Consiglio", "10:00")
    assert await live(town, "sala-2") == ("Consiglio", "10:00")


async def test_given_two_rooms_when_one_has_ended_then_it_stays_ended_and_is_in_nobodys_way(town: Town) -> None:
    await town.book(NINE, TEN, None, rooms=["sala-1", "sala-2"])
    await town.book(TEN, NOON, "sala-2", title="Dopo")
    await town.at(NINE)
    await town.at(hour("09:50"))
    await town.pressed("end", "sala-2")

    await town.pressed("extend", until=hour("10:15"), seen_end=TEN)

    assert await live(town) == ("Consiglio", "10:15")
    assert await live(town, "sala-2") is None
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
    assert await live(town, "sala-2") == ("Consiglio", "10:30")


# --- end


async def test_given_a_live_booking_when_ended_then_the_rest_is_free_for_others(meeting: Town) -> None:
    await meeting.pressed("end")

    assert await live(meeting) is None
    assert await meeting.times() == [("09:00", "09:50", True)]
    await meeting.book(hour("09:50"), TEN, title="Altra")
    assert await live(meeting) == ("Altra", "10:00")


async def test_given_a_clash_after_it_when_ended_then_the_other_has_the_room(meeting: Town) -> None:
    await meeting.calendar_says(event("dopo", hour("09:55"), hour("10:30"), title="Dopo"))
    assert await meeting.times() == [("09:00", "10:00", True), ("09:55", "10:30", False)]

    await meeting.pressed("end")

    assert await meeting.times() == [("09:00", "09:50", True), ("09:55", "10:30", True)]
    assert (await meeting.post_booking(TEN, hour("10:30"))).status == 409


# --- scene


async def test_given_scenes_when_pressed_then_the_newest_counts_until_the_occurrence_ends(meeting: Town) -> None:
    async def scene() -> object:
        return (await meeting.room())["devices"]["regia-video"]["desired"]["scene"]

    await meeting.book(TEN, NOON, title="Dopo")
    assert await scene() == "Riunione"

    await meeting.pressed("scene", scene="Pausa")
    assert await scene() == "Pausa"
    await meeting.pressed("scene", scene="Riunione", device="regia-video")
    await meeting.pressed("scene", scene="Pausa")
    assert await scene() == "Pausa"

    await meeting.at(TEN)
    assert await live(meeting) == ("Dopo", "12:00")
    assert await scene() == "Riunione"


async def test_given_a_scene_that_the_preset_does_not_offer_when_pressed_then_only_a_technician_gets_it(
    meeting: Town,
) -> None:
    assert (await meeting.refused("scene", scene="Collegio"))["code"] == "no_such_scene"

    await meeting.pressed("scene", role="admin", scene="Collegio")

    assert (await meeting.room())["devices"]["regia-video"]["desired"]["scene"] == "Collegio"


async def test_given_two_video_mixers_when_a_scene_names_none_then_it_is_asked_which(town: Town) -> None:
    await town.book(NINE, TEN, "sala-2")
    await town.at(NINE)

    error = await town.refused("scene", "sala-2", scene="Pausa")
    unknown = await town.refused("scene", "sala-2", scene="Pausa", device="proiettore")
    await town.pressed("scene", "sala-2", scene="Pausa", device="lavagna")

    assert (error["code"], error["details"]["devices"]) == ("which_device", ["camere", "lavagna"])
    assert unknown["code"] == "no_such_device"
    assert (await town.room("sala-2"))["devices"]["lavagna"]["desired"] == {"scene": "Pausa"}


async def test_given_a_confidential_booking_when_a_panel_asks_for_a_scene_then_it_offers_none(town: Town) -> None:
    await town.book(NINE, TEN, category="SPORTELLO")
    await town.at(NINE)

    assert (await town.room())["scenes"] == []
    assert (await town.refused("scene", scene="Riunione"))["code"] == "no_such_scene"


# --- a start that means another booking


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

    assert (await live(town))[0] == "Riunione"


# --- hold, release, put back


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

    assert await live(meeting) == ("Consiglio", "10:00")


async def test_given_a_live_room_when_held_for_a_reason_of_blanks_then_it_is_refused_and_stays_live(
    meeting: Town,
) -> None:
    answer = await meeting.press("hold", role="admin", reason=" \u202e\t")

    mistakes = (await answer.json())["error"]["details"]["mistakes"]
    assert (answer.status, [one["path"] for one in mistakes]) == (422, ["reason"])
    assert await live(meeting) == ("Consiglio", "10:00")


async def test_given_a_hold_over_a_start_when_released_then_the_booking_is_live_and_pinned(town: Town) -> None:
    booked = await town.book(NINE, TEN)
    await town.pressed("hold", role="admin")
    await town.at(hour("09:10"))
    await town.pressed("release", role="admin")

    await town.cancel(booked["id"])

    assert await live(town) == ("Consiglio", "10:00")


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


# --- the same press twice


async def test_given_a_press_when_it_comes_again_then_the_answer_is_the_same_and_nothing_changes(meeting: Town) -> None:
    once = {"id": str(uuid4()), "until": hour("10:15"), "seen_end": TEN}
    first = await meeting.press("extend", **once)
    revision = await meeting.revision()

    again = await meeting.press("extend", **once)
    other_body = await meeting.press("extend", **{**once, "until": hour("10:45"), "seen_end": hour("10:15")})

    assert first.status == 201
    assert [one.status for one in (again, other_body)] == [200, 200]
    answers = [await one.json() for one in (first, again, other_body)]
    assert all(one == answers[0] for one in answers)
    assert await meeting.revision() == revision
    assert await live(meeting) == ("Consiglio", "10:15")


@pytest.mark.parametrize(("kind", "room"), [("end", "sala-1"), ("put_back", "sala-2"), ("put_back", "sala-9")])
async def test_given_a_press_when_its_id_comes_with_another_kind_or_room_then_it_is_refused(
    town: Town, kind: str, room: str
) -> None:
    once = str(uuid4())
    await town.pressed("put_back", id=once)

    error = await town.refused(kind, room, "admin", id=once)

    assert (error["code"], error["details"]) == ("id_used", {})


async def test_given_one_press_when_it_arrives_16_times_at_once_then_it_is_stored_once(town: Town) -> None:
    once = str(uuid4())
    answers = await asyncio.gather(*(town.press("start", id=once) for _ in range(16)))

    assert sorted(one.status for one in answers) == [200] * 15 + [201]
    assert len({str(await one.json()) for one in answers}) == 1
    assert len(await town.bookings()) == 1


async def test_given_a_press_after_its_booking_was_taken_back_when_it_comes_again_then_the_answer_is_the_same(
    town: Town,
) -> None:
    booked = await town.book(hour("06:10"), TEN)
    once = {"id": str(uuid4()), "booking": booked["id"]}
    first = await town.press("start", **once)
    await town.cancel(booked["id"])

    again = await town.press("start", **once)

    assert (first.status, again.status) == (201, 200)
    assert await first.json() == await again.json()


async def test_given_a_refused_press_when_tried_again_later_then_it_is_decided_anew(meeting: Town) -> None:
    rival = await meeting.book(TEN, NOON)
    once = {"id": str(uuid4()), "until": hour("10:15"), "seen_end": TEN}
    refused = await meeting.press("extend", **once)
    await meeting.cancel(rival["id"])

    again = await meeting.press("extend", **once)

    assert (refused.status, again.status) == (409, 201)


async def test_given_every_kind_of_press_when_stored_then_the_revision_has_risen_by_then(meeting: Town) -> None:
    for kind, more in (
        ("scene", {"scene": "Pausa"}),
        ("extend", {"until": hour("10:15"), "seen_end": TEN}),
        ("put_back", {}),
        ("start", {}),
        ("end", {}),
        ("start", {}),
    ):
        before = await meeting.revision()
        pressed = await meeting.pressed(kind, **more)
        assert before < pressed["revision"] <= await meeting.revision(), kind


# --- who, where, and what it may say


async def test_given_a_panel_when_it_presses_in_another_room_then_it_is_forbidden(town: Town) -> None:
    for kind in ("start", "extend", "end", "scene", "hold", "release", "put_back"):
        assert (await town.press(kind, "sala-2", role="panel:sala-1")).status == 403
    assert await town.bookings("sala-2") == []


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "start"},
        {"id": "42", "kind": "start"},
        {"id": str(uuid4()), "kind": "explode"},
        {"id": str(uuid4()), "kind": "start", "unknown": 1},
        {"id": str(uuid4()), "kind": "extend", "until": "2026-10-20T10:15:00"},
        {"id": str(uuid4()), "kind": "extend", "until": 1792508400},
        {"id": str(uuid4()), "kind": "scene", "scene": "x" * 201},
        {"id": str(uuid4()), "kind": "scene", "scene": ["Pausa"]},
        [],
        "start",
    ],
)
async def test_given_a_press_of_the_wrong_shape_when_sent_then_its_mistakes_are_listed(
    town: Town, body: object
) -> None:
    answer = await town.client.post("/api/v1/rooms/sala-1/overrides", json=body, headers=await town.as_("panel:sala-1"))

    assert answer.status == 422
    assert (await answer.json())["error"]["details"]["mistakes"]


async def test_given_an_unknown_room_or_booking_when_pressed_then_it_is_not_found(town: Town) -> None:
    assert (await town.press("start", "sala-9", role="admin")).status == 404
    assert (await town.press("start", booking="0" * 24)).status == 404
