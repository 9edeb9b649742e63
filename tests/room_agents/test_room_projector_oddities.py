"""A room whose projector answers otherwise than the specification says, or bears few connections."""

import pytest

from integrations.emulators.projector import Quirks, projector_running
from room_agents.protocol import State
from tests.room_agents.following import following, plan_of, projector_device, segment
from tests.support.waiting import wait_for

IDLE = segment("idle", {"proiettore": {"power": "off"}})
LIVE = segment("live", {"proiettore": {"power": "on", "input": "hdmi1"}}, needs=("proiettore",))


def observed(state: State) -> object:
    return state.devices["proiettore"].observed.get("power")


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(line_end=b"\r\n"),
        Quirks(lower=True, spaces=True, unasked=b"%2LKUP=00:11:22:33:44:55\r"),
        Quirks(bytewise=True),
        Quirks(state_for_ok=True),
        Quirks(moving="ERR3"),
        Quirks(gap_s=0.01, one_client=True),
        Quirks(gap_s=0.01, one_client=True, one_answer=True),
    ],
)
async def test_projector_given_one_that_differs_when_a_meeting_comes_and_goes_then_it_is_ready_and_then_off(
    quirks: Quirks,
) -> None:
    async with projector_running(warm_up_s=0.2, cool_down_s=0.2, quirks=quirks) as projector:
        devices = {"proiettore": projector_device(projector.port, warm_up="5s")}
        async with following(plan_of(devices, LIVE)) as followed:
            await followed.until(lambda state: state.verdict == "ready")
            followed.room.take(plan_of(devices, IDLE, revision=2))
            await followed.until(lambda state: observed(state) == "off")

    assert (projector.heard.count("%1POWR 1"), projector.heard.count("%1POWR 0")) == (1, 1)


@pytest.mark.parametrize(
    "quirks",
    [Quirks(input=told) for told in ("ERR1", "ERR2", "ERR3", "ERR4", "HOME", "72", "")]
    + [Quirks(unanswered=("%1INPT ?",))],
)
async def test_projector_given_an_input_it_cannot_tell_when_a_meeting_comes_and_goes_then_its_power_is_kept(
    quirks: Quirks,
) -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0, quirks=quirks) as projector:
        devices = {"proiettore": projector_device(projector.port)}
        async with following(plan_of(devices, LIVE)) as followed:
            await followed.until(lambda state: observed(state) == "on")
            await wait_for(lambda: projector.input == "31")
            followed.room.take(plan_of(devices, IDLE, revision=2))
            await followed.until(lambda state: observed(state) == "off")


@pytest.mark.parametrize("one_answer", [False, True])
async def test_projector_given_an_idle_room_when_it_is_read_again_and_again_then_it_sees_few_connections(
    one_answer: bool,  # noqa: FBT001 - a case
) -> None:
    async with projector_running(quirks=Quirks(one_answer=one_answer)) as projector:
        device = projector_device(projector.port)
        async with following(plan_of({"proiettore": device}, IDLE)):
            await wait_for(lambda: len(projector.heard) > 10)
            connections, questions = projector.connections, len(projector.heard)

    assert connections <= (questions + 1 if one_answer else 1)
    assert set(projector.heard) == {"%1POWR ?"}
