"""The room's day, whom to call, and what is seen of its meeting, as its panel is told."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.town import Json, Town, event, hour
from tests.support.wired_agent import agent_at, ready, until

NINE, TEN = hour("09:00"), hour("10:00")


def blocks(seen: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [(block["start"][11:16], block["end"][11:16], block["title"]) for block in seen["day"]["blocks"]]


def free(seen: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(stretch["start"][11:16], stretch["end"][11:16]) for stretch in seen["day"]["free"]]


async def test_day_given_presses_a_closure_and_a_hold_when_looked_at_then_times_are_those_that_really_were(
    town: Town,
) -> None:
    await town.calendar_says(
        event("chiuso", hour("12:00"), hour("13:00"), "CATEGORIES:CHIUSURA", title="Derattizzazione")
    )
    await town.book(NINE, TEN)
    await town.book(hour("14:00"), hour("15:00"), title="Consulta")
    await town.at(hour("08:40"))
    await town.pressed("start")
    await town.at(hour("09:20"))
    await town.pressed("end")
    await town.at(hour("10:30"))
    await town.pressed("hold", until=hour("11:00"))

    seen = await town.room()

    assert blocks(seen) == [
        ("08:40", "09:20", "Consiglio"),
        ("10:30", "11:00", "Chiusa"),
        ("12:00", "13:00", "Chiusa"),
        ("14:00", "15:00", "Consulta"),
    ]
    assert free(seen) == [("11:00", "12:00"), ("13:00", "14:00"), ("15:00", "22:00")]
    assert (seen["day"]["start"], seen["day"]["end"]) == ("2026-10-20T06:00:00Z", "2026-10-20T18:00:00Z")
    assert "Derattizzazione" not in str(seen)
    await town.at(hour("17:30"))  # by a plan that begins long after
    assert blocks(await town.room()) == blocks(seen)


async def test_day_given_a_booking_that_came_second_when_looked_at_then_it_has_what_is_left_and_all_it_wants_is_taken(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    await town.calendar_says(
        event("due", hour("09:30"), hour("11:00"), title="Tardi"), event("tre", NINE, hour("09:30"), title="Mai")
    )
    await town.at(hour("08:00"))

    seen = await town.room()

    assert blocks(seen) == [("09:00", "10:00", "Consiglio"), ("10:00", "11:00", "Tardi")]
    assert free(seen) == [("06:00", "09:00"), ("11:00", "22:00")]


async def test_day_given_a_booking_of_two_rooms_when_live_then_the_other_rooms_bookings_take_nothing_of_this_one(
    town: Town,
) -> None:
    await town.book(NINE, TEN, room=None, rooms=["sala-1", "sala-2"])
    await town.book(hour("11:00"), hour("12:00"), room="sala-2")
    await town.at(NINE)

    assert free(await town.room("sala-1")) == [("10:00", "22:00")]
    assert free(await town.room("sala-2")) == [("10:00", "11:00"), ("12:00", "22:00")]


async def test_day_given_every_stretch_that_is_offered_when_it_is_booked_at_the_panel_then_it_is_taken(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    await town.calendar_says(event("due", hour("09:30"), hour("11:00"), title="Tardi"))
    await town.at(hour("08:05"))

    for stretch in (await town.room())["day"]["free"]:
        since = max(stretch["start"], f"{town.now:%Y-%m-%dT%H:%M:%SZ}")
        await town.pressed("book", start=since, until=stretch["end"])

    assert free(await town.room()) == []


async def test_block_given_a_booking_of_the_panel_when_it_is_cancelled_then_it_is_gone_and_another_never_offered_it(
    town: Town,
) -> None:
    await town.book(TEN, hour("11:00"))
    await town.pressed("book", start=NINE, until=hour("09:30"))

    seen = await town.room()

    assert [(block["title"], block["cancels"]) for block in seen["day"]["blocks"]] == [
        ("Riunione", True),
        ("Consiglio", False),
    ]
    await town.pressed("cancel", booking=seen["day"]["blocks"][0]["id"])
    assert blocks(await town.room()) == [("10:00", "11:00", "Consiglio")]


async def test_day_given_confidential_bookings_when_looked_at_then_no_field_says_a_word_of_them(town: Town) -> None:
    await town.book(NINE, TEN, title="Zibellina", organiser="quisquilia", confidential=True)
    await town.calendar_says(
        event("farfallina", hour("09:30"), hour("11:00"), "CLASS:PRIVATE", title="Zibellina"),
        event("pubblica", hour("13:00"), hour("14:00"), title="Concerto"),
    )
    for now in ("06:00", "08:55", "09:00", "09:45", "10:00", "10:30", "11:30"):
        await town.at(hour(now))
        for role in ("admin", "panel:sala-1"):
            seen = await town.room(role=role)

            assert [block["confidential"] for block in seen["day"]["blocks"]] == [True, True, False]
            assert {block["title"] for block in seen["day"]["blocks"]} == {"Occupato", "Concerto"}
            assert [word for word in ("Zibellina", "quisquilia", "farfallina", "Riservato") if word in str(seen)] == []


async def test_day_given_midnight_when_it_comes_then_it_is_the_next_day_by_the_rooms_clock(town: Town) -> None:
    await town.book(hour("20:00"), hour("23:00"))  # in Rome from ten to one
    before, after = hour("21:59"), hour("22:00")

    await town.at(before)
    assert (await town.room())["day"]["end"] == "2026-10-20T22:00:00Z"
    assert blocks(await town.room()) == [("20:00", "22:00", "Consiglio")]

    await town.at(after)
    assert (await town.room())["day"]["start"] == "2026-10-20T22:00:00Z"
    assert blocks(await town.room()) == [("22:00", "23:00", "Consiglio")]


@pytest.mark.parametrize(
    ("now", "room", "name", "phone"),
    [
        ("06:00", "sala-1", "Segreteria", "0776 000000"),  # eight o'clock in Rome
        ("11:59", "sala-1", "Segreteria", "0776 000000"),
        ("12:00", "sala-1", "Marco", "333 0000000"),
        ("07:00", "sala-3", "Portineria", None),
    ],
)
async def test_contact_given_the_room_file_when_looked_at_then_it_is_whom_to_call_now(
    town: Town, now: str, room: str, name: str, phone: str | None
) -> None:
    await town.at(hour(now))

    assert (await town.room(room))["contact"] == {"name": name, "phone": phone}


async def test_checked_at_given_a_room_that_is_ready_when_looked_at_then_it_is_the_oldest_reading_that_counts(
    town: Town,
) -> None:
    async with agent_at(town, "sala-2") as agent:
        plan = await ready(agent)
        seen_at = {"camere": hour("06:00"), "lavagna": hour("05:59")}
        devices = {
            name: {
                "driver": "obs",
                "desired": {"scene": "A"},
                "observed": {"scene": "A"},
                "verdict": "ok",
                "seen_at": at,
            }
            for name, at in seen_at.items()
        }
        await agent.say(agent.state(plan, devices=devices))
        told = await until(town, lambda room: room["wished"] == 2, room="sala-2")

        assert (told["verdict"], told["checked_at"][:16]) == ("ready", "2026-10-20T05:59")
        devices["lavagna"]["desired"] = {}
        await agent.say(agent.state(plan, verdict="limited", devices=devices))
        told = await until(town, lambda room: room["wished"] == 1, room="sala-2")
        assert told["checked_at"] is None


async def test_meeting_given_what_the_stage_tells_when_looked_at_then_screen_microphone_and_camera_are_said(
    town_with_stage: Town,
) -> None:
    town = town_with_stage
    await town.book(hour("06:00"), TEN)
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        observed = {"shown": "live", "joined": True, "participants": 3, "microphone": "ok", "camera": "missing"}
        stage = {"driver": "stage", "observed": observed, "verdict": "ok", "seen_at": town.now}
        await agent.say(agent.state(plan, devices={"palco": stage}))
        seen = await until(town, lambda room: room["microphone"] is not None)

        assert seen["screen"]["says"] == "In riunione con altre 2 persone"
        assert seen["microphone"] == {"state": "ok", "says": "Microfono aperto"}
        assert seen["camera"] == {"state": "missing", "says": "Manca la camera"}

    seen = await until(town, lambda room: not room["agent"]["connected"])
    assert (seen["screen"]["shown"], seen["screen"]["says"]) == (None, "Non si sa che cosa mostra")
    assert (seen["microphone"], seen["camera"]) == (None, None)
    assert seen["meanwhile"] == "Se il computer di sala è acceso, la sala va avanti da sola."
    assert (await town.room("sala-2"))["screen"] is None


def unexplained(seen: Json) -> list[str]:
    """Buttons that are neither to be pressed nor explained."""
    return [
        kind
        for kind in ("start", "use", "extend", "scene")
        if not seen["actions"][kind] and kind not in seen["refusals"]
    ]


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("06:00", {"start", "use", "extend", "scene"}),  # free
        ("08:45", {"start", "extend", "scene"}),
        ("08:55", {"start", "use", "extend", "scene"}),  # preparing
        ("09:30", {"extend", "scene"}),  # live
        ("10:01", {"start", "use", "extend", "scene"}),  # closing
        ("12:30", {"start", "extend", "scene"}),  # closed
    ],
)
async def test_refusals_given_any_phase_when_looked_at_then_every_button_is_able_or_says_why_not(
    town: Town, now: str, shown: set[str]
) -> None:
    await town.calendar_says(event("chiuso", hour("12:00"), hour("13:00"), "CATEGORIES:CHIUSURA"))
    await town.book(NINE, TEN)
    await town.book(hour("10:10"), hour("11:00"), title="Consulta")

    await town.at(hour(now))

    assert shown.isdisjoint(unexplained(await town.room()))
