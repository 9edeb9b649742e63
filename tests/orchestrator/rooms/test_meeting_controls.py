"""What may be turned on and off of the meeting on the big screen: told as it was read back, pressed by absolute values."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.town import Town, hour
from tests.support.wired_agent import agent_at, ready, until

NINE, TEN = hour("09:00"), hour("10:00")


async def told_of(town: Town, stage: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parts of the meeting by their kinds, once the stage has told that."""
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        seen = {"driver": "stage", "desired": {"shown": "live"}, "observed": {"shown": "live", **stage}}
        await agent.say(agent.state(plan, devices={"palco": {**seen, "verdict": "ok"}}))
        view = await until(town, lambda room: bool(room["devices"]["palco"]["observed"]))
    return {control["kind"]: control for control in view["meeting"]}


@pytest.mark.parametrize(
    ("stage", "kind", "told", "says"),
    [
        ({"microphone": "ok"}, "microphone", (True, False), "Il microfono è aperto"),
        ({"microphone": "muted"}, "microphone", (False, True), "Il microfono è chiuso"),
        ({"microphone": "missing"}, "microphone", (None, True), "Il microfono non si può usare"),
        ({"camera": "ok"}, "camera", (True, False), "La camera è aperta"),
        ({"tiles": True}, "tiles", (True, False), "Si vedono tutti a riquadri"),
        ({}, "tiles", (None, True), "Come si vede la riunione lo decide Jitsi"),
        ({"lobby": True, "moderator": True}, "lobby", (True, False), "Chi arriva aspetta (chiesto a Jitsi)"),
    ],
)
async def test_controls_given_what_the_stage_tells_when_looked_at_then_each_is_as_it_was_read_back(
    town_with_stage: Town, stage: Mapping[str, Any], kind: str, told: tuple[bool | None, bool], says: str
) -> None:
    await town_with_stage.book(hour("06:00"), TEN)

    part = (await told_of(town_with_stage, {"joined": True, **stage}))[kind]

    assert ((part["on"], part["wants"]), part["says"], part["why"]) == (told, says, None)


async def test_controls_given_a_room_that_does_not_moderate_when_looked_at_then_its_lobby_says_why_not(
    town_with_stage: Town,
) -> None:
    await town_with_stage.book(hour("06:00"), TEN)

    told = await told_of(town_with_stage, {"joined": True, "moderator": False})

    assert told["lobby"]["why"] == "La sala non modera questa riunione: non può decidere chi entra."
    assert told["tiles"]["why"] is None


async def test_controls_given_a_room_that_is_not_in_when_looked_at_then_there_are_none(town_with_stage: Town) -> None:
    await town_with_stage.book(hour("06:00"), TEN)

    assert await told_of(town_with_stage, {"joined": False, "microphone": "muted"}) == {}


async def test_press_given_a_part_of_the_meeting_when_pressed_then_the_newest_of_each_is_in_the_plan(
    town_with_stage: Town,
) -> None:
    town = town_with_stage
    await town.book(NINE, TEN)
    await town.at(NINE)
    await town.pressed("microphone", wanted=True)
    await town.at(hour("09:05"))
    await town.pressed("microphone", wanted=False)
    await town.pressed("lobby", wanted=True)

    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)

    live = next(segment for segment in plan.segments if segment.phase == "live")
    assert live.conference is not None
    assert {part: wish.on for part, wish in live.conference.wishes.items()} == {"microphone": False, "lobby": True}


@pytest.mark.parametrize(("wanted", "code"), [({}, "wanted_missing"), ({"wanted": True}, "no_meeting")])
async def test_press_given_no_value_or_no_meeting_when_pressed_then_it_is_refused(
    town: Town, wanted: Mapping[str, Any], code: str
) -> None:
    await town.book(NINE, TEN)
    await town.at(NINE)

    assert (await town.refused("tiles", **wanted))["code"] == code
