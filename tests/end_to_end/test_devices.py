"""Devices that do not do as they are told, and people who do it by hand: what the room's screens say then."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.house import House, is_ready
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_given_a_projector_that_says_ok_and_stays_off_when_the_room_is_live_then_it_is_never_green(
    shared_house: House,
) -> None:
    shared_house.projector.control("ignore")
    async with shared_house.tablet() as tablet:
        await tablet.press("start")
        problem = await tablet.until(
            lambda view: view["verdict"] == "not_ready" and view["devices"]["regia-video"]["verdict"] == "ok"
        )

    assert [view["phase"] for view in tablet.greens if view["phase"] != "idle"] == []
    assert problem["trouble"] == "Il proiettore non si accende"
    assert problem["message"].startswith("Ho provato")
    assert problem["missing"] == ["proiettore"]
    assert problem["devices"]["proiettore"]["attempts"] >= 2
    assert (problem["devices"]["regia-video"]["verdict"], shared_house.obs.scene) == ("ok", "Conferenza")


async def test_given_a_dead_projector_when_the_room_is_live_then_the_rest_is_as_wished_and_it_follows_when_back(
    shared_house: House,
) -> None:
    shared_house.projector.control("refuse")
    async with shared_house.tablet(language="en") as tablet:
        await tablet.press("start")
        problem = await tablet.until(lambda view: "The rest is in order." in (view["meanwhile"] or ""))
        await wait_for(lambda: shared_house.obs.scene == "Conferenza")
        shared_house.projector.control("clear")
        ready = await tablet.until(is_ready("live"))

    assert (problem["trouble"], problem["message"]) == ("The projector does not answer", None)
    assert problem["meanwhile"] == "See whether the projector is on and plugged in. The rest is in order."
    told = problem["devices"]["proiettore"]["message"]
    assert f"No answer at 127.0.0.1:{shared_house.projector.port}" in told  # for technicians
    assert ready["checked_at"] == min(device["seen_at"] for device in ready["devices"].values())
    assert shared_house.projector.power == "on"


async def test_given_a_hand_on_the_remote_control_when_seen_then_it_is_respected_until_somebody_asks(
    shared_house: House,
) -> None:
    projector = shared_house.projector
    async with shared_house.tablet() as tablet:
        await tablet.press("start")
        await tablet.until(is_ready("live"))
        projector.control("by-hand input 32")
        respected = await tablet.until(_left_alone)
        projector.heard.clear()
        await wait_for(lambda: projector.heard.count("%1INPT ?") > 4)
        untouched = list(projector.heard)
        await tablet.press("put_back")
        await tablet.until(is_ready("live"))
        put_back = projector.input

    assert untouched.count("%1INPT 31") == 0
    assert "a mano" in respected["devices"]["proiettore"]["message"]
    assert respected["actions"]["put_back"] is True
    assert put_back == "31"


async def test_given_a_hand_on_the_remote_control_when_the_line_breaks_and_returns_then_it_is_still_respected(
    shared_house: House,
) -> None:
    projector = shared_house.projector
    await shared_house.press("start")
    await shared_house.until(is_ready("live"))
    projector.control("by-hand input 32")
    await shared_house.until(_left_alone)

    projector.control("refuse")
    await shared_house.until(lambda view: view["devices"]["proiettore"]["verdict"] == "fault" and not _by_hand(view))
    projector.control("clear")
    await shared_house.until(lambda view: _by_hand(view) and _left_alone(view))

    assert projector.input == "32"


async def test_given_a_wrong_password_when_told_so_then_a_sentence_says_it_and_it_is_tried_again_only_when_asked(
    shared_house: House,
) -> None:
    obs, right = shared_house.obs, shared_house.obs.password
    obs.control("password un-altra")
    obs.heard.clear()
    async with shared_house.tablet() as tablet:
        obs.cut()
        told = await tablet.until(lambda view: view["devices"]["regia-video"]["verdict"] == "fault" and _wrong(view))
        shared_house.projector.heard.clear()
        await tablet.press("start")
        await tablet.press("end")
        await wait_for(lambda: len(shared_house.projector.heard) > 10)
        tries = obs.heard.count("Identify")
        obs.control(f"password {right}")
        await tablet.press("put_back")
        await tablet.until(is_ready("idle"))

    assert told["devices"]["regia-video"]["message"] == "La password non è giusta: va corretta da un tecnico."
    assert (tries, obs.heard.count("Identify")) == (1, 2)


def _left_alone(view: Mapping[str, Any]) -> object:
    return view["devices"]["proiettore"]["left_alone"] == ["input"]


def _by_hand(view: Mapping[str, Any]) -> bool:
    return "a mano" in view["devices"]["proiettore"]["message"]


def _wrong(view: Mapping[str, Any]) -> bool:
    return "password" in view["devices"]["regia-video"]["message"]
