"""A room's PIN: what it guards, who is asked for it, and what becomes of wrong ones."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientResponse

from orchestrator.access.pins import LOCKED_FOR, TRIES
from tests.support.town import Json, Town, hour
from tests.support.wired_agent import agent_at, ready, until

NINE, TEN = hour("09:00"), hour("10:00")
GUARDED: Json = {
    "devices": {},
    "conference_link": None,
    "waits_for_idle": None,
    "agent": {"connected": False, "seen_at": None, "clock_offset_s": None},
}


@pytest.fixture
async def meeting_with_pins(town_with_pins: Town) -> Town:
    """A booking from nine to ten is live in both rooms; it is 9:30."""
    await town_with_pins.book(NINE, TEN, room=None, rooms=["sala-1", "sala-2"])
    await town_with_pins.at(hour("09:30"))
    return town_with_pins


async def error_of(answer: ClientResponse) -> Json:
    assert answer.status == 409, await answer.text()
    error: Json = (await answer.json())["error"]
    return error


async def end_with(town: Town, pin: str) -> Json:
    """The refusal of an end with that PIN."""
    return await town.refused("end", pin=pin)


async def test_end_given_a_room_that_asks_when_pressed_at_its_panel_then_the_pin_is_needed(
    meeting_with_pins: Town,
) -> None:
    error = await meeting_with_pins.refused("end")

    assert (error["code"], error["message"]) == ("pin_missing", "Serve il PIN della sala.")
    assert await meeting_with_pins.live() == ("Consiglio", "10:00")
    await meeting_with_pins.pressed("end", pin="1234")
    assert await meeting_with_pins.live() is None


async def test_end_given_an_administrator_or_a_room_that_does_not_ask_when_pressed_then_no_pin_is_needed(
    meeting_with_pins: Town,
) -> None:
    await meeting_with_pins.pressed("end", role="admin")
    await meeting_with_pins.pressed("end", "sala-2")

    assert await meeting_with_pins.live() is None
    assert await meeting_with_pins.live("sala-2") is None


@pytest.mark.parametrize("pin", ["4321", "12345", "", "１２３４", " 1234", "9876"])
async def test_end_given_a_wrong_pin_when_pressed_then_it_is_refused(meeting_with_pins: Town, pin: str) -> None:
    error = await end_with(meeting_with_pins, pin)

    assert error["code"] == ("pin_wrong" if pin else "pin_missing")
    assert await meeting_with_pins.live() == ("Consiglio", "10:00")


async def test_end_given_nothing_live_when_pressed_with_a_wrong_pin_then_only_the_pin_is_spoken_of(
    town_with_pins: Town,
) -> None:
    assert (await town_with_pins.refused("end", booking="0" * 24))["code"] == "pin_missing"
    assert (await end_with(town_with_pins, "4321"))["code"] == "pin_wrong"
    assert (await town_with_pins.refused("end", pin="1234"))["code"] == "not_live"


async def test_pin_given_wrong_tries_when_counted_then_it_is_said_how_many_are_left_and_then_until_when_it_is_locked(
    meeting_with_pins: Town,
) -> None:
    town = meeting_with_pins

    errors = [await end_with(town, "4321") for _ in range(TRIES)]

    assert [error["message"] for error in errors] == [
        "Il PIN non è giusto: ancora 4 tentativi.",
        "Il PIN non è giusto: ancora 3 tentativi.",
        "Il PIN non è giusto: ancora 2 tentativi.",
        "Il PIN non è giusto: ancora un tentativo.",
        "Troppi PIN sbagliati: si può riprovare dalle 11:35.",
    ]
    assert [error["details"] for error in errors[:4]] == [{"tries_left": left} for left in (4, 3, 2, 1)]
    assert (errors[4]["code"], errors[4]["details"]) == ("pin_locked", {"until": "2026-10-20T09:35:00Z"})


async def test_pin_given_a_lock_when_the_right_one_comes_then_it_is_refused_until_the_lock_is_over(
    meeting_with_pins: Town,
) -> None:
    town, locked_at = meeting_with_pins, meeting_with_pins.now
    for _ in range(TRIES):
        await end_with(town, "4321")

    town.now = locked_at + LOCKED_FOR - timedelta(milliseconds=1)
    assert (await end_with(town, "1234"))["code"] == "pin_locked"
    town.now = locked_at + LOCKED_FOR
    assert (await end_with(town, "4321"))["details"] == {"tries_left": 4}  # counted from the beginning
    await town.pressed("end", pin="1234")


async def test_pin_given_a_lock_when_locked_again_then_it_is_for_as_long_once_more(meeting_with_pins: Town) -> None:
    town, locked_at = meeting_with_pins, meeting_with_pins.now
    for _ in range(TRIES):
        await end_with(town, "4321")
    town.now = locked_at + LOCKED_FOR

    errors = [await end_with(town, "4321") for _ in range(TRIES)]

    assert [error["code"] for error in errors] == ["pin_wrong"] * 4 + ["pin_locked"]
    assert errors[-1]["details"]["until"] == "2026-10-20T09:40:00Z"


async def test_pin_given_a_right_one_between_when_wrong_ones_go_on_then_they_are_counted_anew(
    meeting_with_pins: Town,
) -> None:
    for _ in range(TRIES - 1):
        await end_with(meeting_with_pins, "4321")
    assert (await meeting_with_pins.details(pin="1234")).status == 200

    assert (await end_with(meeting_with_pins, "4321"))["details"] == {"tries_left": TRIES - 1}


async def test_pin_given_wrong_tries_in_one_room_when_another_is_asked_then_that_is_not_locked(
    town_with_pins: Town,
) -> None:
    for _ in range(TRIES):
        await town_with_pins.details(pin="4321")

    assert (await error_of(await town_with_pins.details(pin="1234")))["code"] == "pin_locked"
    assert (await town_with_pins.details("sala-2", pin="9876")).status == 200


async def test_pin_given_many_guesses_at_once_when_the_right_one_is_among_the_late_then_no_more_than_five_count(
    town_with_pins: Town,
) -> None:
    early = [await town_with_pins.details(pin="0000") for _ in range(TRIES)]
    late = await asyncio.gather(*(town_with_pins.details(pin="1234") for _ in range(15)))
    crowd = await asyncio.gather(*(town_with_pins.details("sala-2", pin=f"{pin:04}") for pin in range(40)))

    assert [(await error_of(answer))["code"] for answer in early] == ["pin_wrong"] * 4 + ["pin_locked"]
    assert {(await error_of(answer))["code"] for answer in late} == {"pin_locked"}
    codes = sorted([(await error_of(answer))["code"] for answer in crowd])
    assert codes == ["pin_locked"] * 36 + ["pin_wrong"] * 4


async def test_end_given_the_press_was_stored_when_it_comes_again_then_it_is_answered_without_the_pin(
    meeting_with_pins: Town,
) -> None:
    once = str(uuid4())
    first = await meeting_with_pins.press("end", id=once, pin="1234")

    again = await meeting_with_pins.press("end", id=once)

    assert (first.status, again.status) == (201, 200)
    assert await first.json() == await again.json()


async def test_end_given_the_id_of_another_press_when_it_comes_without_the_pin_then_it_is_asked_for(
    meeting_with_pins: Town,
) -> None:
    once = str(uuid4())
    await meeting_with_pins.pressed("put_back", id=once)

    assert (await meeting_with_pins.refused("end", id=once))["code"] == "pin_missing"
    assert (await meeting_with_pins.refused("end", id=once, pin="1234"))["code"] == "id_used"


async def test_end_given_a_refused_one_when_it_comes_again_without_the_pin_then_it_is_asked_for(
    town_with_pins: Town,
) -> None:
    once = str(uuid4())
    await town_with_pins.refused("end", id=once, pin="1234")

    assert (await town_with_pins.refused("end", id=once))["code"] == "pin_missing"


async def test_other_presses_given_a_room_that_asks_when_pressed_then_no_pin_is_needed(meeting_with_pins: Town) -> None:
    for kind, more in (
        ("extend", {"until": hour("10:15"), "seen_end": TEN}),
        ("scene", {"scene": "Pausa"}),
        ("put_back", {}),
        ("book", {"start": hour("11:00"), "until": hour("12:00")}),
        ("problem", {"about": "sound"}),
    ):
        await meeting_with_pins.pressed(kind, **more)


async def test_picture_given_a_room_with_a_pin_when_its_panel_looks_then_what_the_pin_guards_is_not_there(
    town_with_pins: Town,
) -> None:
    town = town_with_pins
    async with agent_at(town, "sala-1") as agent:
        await ready(agent)
        whole = await town.room()
        panel = await town.room(role="panel:sala-1")
        listed = await town.client.get("/api/v1/rooms", headers=await town.as_("panel:sala-1"))
        (in_list,) = (await listed.json())["rooms"]
        streamed = await until(town, lambda _: True)

    assert whole["devices"]
    assert whole["agent"]["connected"]
    assert whole["asks_pin"] == streamed["asks_pin"] == []
    assert panel == in_list == {**whole, **GUARDED, "asks_pin": ["details", "end"]}
    assert (await town.room("sala-2", "panel:sala-2"))["asks_pin"] == ["details"]
    assert (await town.room("sala-3", "panel:sala-3"))["asks_pin"] == []


async def test_events_given_a_room_with_a_pin_when_its_panel_listens_then_what_the_pin_guards_is_not_sent(
    town_with_pins: Town,
) -> None:
    headers = await town_with_pins.as_("panel:sala-1")
    async with town_with_pins.client.get("/api/v1/rooms/sala-1/events", headers=headers) as stream:
        assert await stream.content.readline() == b"event: room\n"
        sent = await stream.content.readline()

    assert b'"asks_pin":["details","end"]' in sent
    assert b'"devices":{}' in sent
    assert b"regia-video" not in sent


async def test_details_given_a_room_with_a_pin_when_it_is_given_then_they_are_what_an_administrator_sees(
    town_with_pins: Town,
) -> None:
    town = town_with_pins
    async with agent_at(town, "sala-1") as agent:
        await ready(agent)
        whole = await town.room()

        by_panel = await town.details(pin="1234")
        by_administrator = await town.details(role="admin")

        details: dict[str, Any] = await by_panel.json()
        assert details == await by_administrator.json()
    own = {"problems", "unprepared", "notes"}
    assert {name: told for name, told in details.items() if name not in own} == {
        name: whole[name] for name in details if name not in own
    }
    assert details["problems"] == []
    assert details["notes"] == [note for note in whole["notes"] if "sale" not in note]
    assert [detail for detail in details["unprepared"] if "«sale»" not in detail] == []  # there may be no such file yet
    assert set(details) == {"devices", "agent", "plan", "notes", "waits_for_idle", "conference_link", *own}


async def test_details_given_a_room_with_a_pin_when_it_is_missing_or_wrong_then_nothing_of_the_room_is_told(
    town_with_pins: Town,
) -> None:
    answers = [await town_with_pins.details(), await town_with_pins.details(pin="4321")]

    assert [(await error_of(answer))["code"] for answer in answers] == ["pin_missing", "pin_wrong"]
    assert "regia-video" not in "".join([await answer.text() for answer in answers])


async def test_details_given_a_room_without_a_pin_when_asked_for_then_none_is_needed(town: Town) -> None:
    assert set((await (await town.details()).json())["devices"]) == {"regia-video"}


@pytest.mark.parametrize(
    ("role", "room", "status"),
    [("panel:sala-1", "sala-2", 403), ("agent:sala-1", "sala-1", 403), ("admin", "sala-9", 404)],
)
async def test_details_given_who_may_not_or_no_room_when_asked_for_then_they_are_not_told(
    town_with_pins: Town, role: str, room: str, status: int
) -> None:
    assert (await town_with_pins.details(room, role)).status == status


async def test_pin_given_all_that_leaves_the_service_when_searched_then_neither_it_nor_its_hash_is_there(
    meeting_with_pins: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    town = meeting_with_pins
    told: list[str] = []
    async with agent_at(town, "sala-1") as agent:
        await ready(agent)
        for pin in ("1234", "4321", "x" * 65, "777777"):
            told.append(await (await town.details(pin=pin)).text())
            told.append(await (await town.press("end", pin=pin)).text())
        await town.press("end", pin=1234)
        for path in ("/api/v1/rooms", "/api/v1/rooms/sala-1", "/api/v1/site", "/metrics"):
            told += [
                await (await town.client.get(path, headers=await town.as_(role))).text()
                for role in ("admin", "panel:sala-1")
            ]
        told += agent.raw
    told += capfd.readouterr()

    everything = "".join(told)
    assert "Consiglio" in everything
    words = ("scrypt", "1234", "4321", "777777", "x{60}")
    assert [
        word for word in words if re.search(rf"(?<![0-9a-f.]){word}(?![0-9a-f.])", everything)
    ] == []  # ids have digits
