"""A room with a projector that speaks PJLink over TCP."""

import asyncio
from datetime import UTC, datetime

from integrations.emulators.projector import projector_running
from room_agents.protocol import State
from tests.peers.waiting import wait_for
from tests.room_agents.following import following, plan_of, projector_device, segment

ON = {"proiettore": {"power": "on", "input": "hdmi1"}}
NEEDED = ("proiettore",)


def ready(state: State) -> bool:
    return state.verdict == "ready"


async def test_given_a_cold_projector_when_on_is_wished_then_it_is_asked_once_and_read_back() -> None:
    async with projector_running(warm_up_s=0.5) as projector:
        device = projector_device(projector.port, warm_up="5s")
        async with following(plan_of({"proiettore": device}, segment("preparing", ON, needs=NEEDED))) as followed:
            preparing = await followed.until(lambda state: state.verdict == "preparing")
            state = await followed.until(ready)

        assert preparing.ready_at is not None
        assert state.devices["proiettore"].observed == {"power": "on", "input": "hdmi1"}
        assert projector.heard.count("%1POWR 1") == 1
        assert [details for _, details in followed.kinds("verified")] == [
            {"attribute": "power", "value": "on"},
            {"attribute": "input", "value": "hdmi1"},
        ]


async def test_given_a_verified_projector_when_a_hand_switches_it_off_then_it_is_left_alone_until_put_back() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0) as projector:
        device = projector_device(projector.port)
        live = segment("live", ON, needs=NEEDED)
        async with following(plan_of({"proiettore": device}, live)) as followed:
            await followed.until(ready)
            projector.control("by-hand power off")
            state = await followed.until(lambda state: state.verdict == "not_ready")
            await asyncio.sleep(0.4)
            asked = projector.heard.count("%1POWR 1")
            still = projector.power
            followed.room.take(plan_of({"proiettore": device}, live, revision=2, put_back=datetime.now(UTC)))
            await followed.until(ready)

        assert (asked, still) == (1, "off")
        assert state.devices["proiettore"].left_alone == ("power",)
        assert state.devices["proiettore"].fault is not None
        assert state.devices["proiettore"].fault.code == "changed_by_hand"
        assert followed.kinds("left_alone") == [("proiettore", {"attribute": "power", "value": "off"})]
        assert followed.kinds("put_back") == [("proiettore", {"attribute": "power", "value": "on"})]


async def test_given_a_projector_left_alone_when_the_line_breaks_and_returns_then_it_is_put_back() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0) as projector:
        device = projector_device(projector.port)
        async with following(plan_of({"proiettore": device}, segment("live", ON))) as followed:
            await followed.until(ready)
            projector.control("by-hand power off")
            await followed.until(lambda state: state.verdict == "limited")
            projector.control("refuse")
            gone = await followed.until(lambda state: fault_of(state) == "unreachable")
            projector.control("clear")
            await followed.until(ready)

        assert gone.verdict == "limited"
        assert followed.kinds("put_back") == [("proiettore", {"attribute": "power", "value": "on"})]


async def test_given_an_enforced_attribute_when_a_hand_changes_it_then_it_is_put_back_at_once() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0) as projector:
        device = projector_device(projector.port, enforce=["input"])
        async with following(plan_of({"proiettore": device}, segment("live", ON))) as followed:
            await followed.until(ready)
            projector.control("by-hand input 11")
            await followed.until(lambda state: bool(followed.kinds("put_back")) and ready(state))

        assert projector.input == "31"
        assert followed.kinds("left_alone") == []


async def test_given_a_wrong_password_when_it_is_corrected_then_it_is_tried_only_when_somebody_asks() -> None:
    async with projector_running(password="altro", warm_up_s=0) as projector, projector_running() as dead:
        dead.control("refuse")
        device = projector_device(projector.port, password="env:REGIA_SECRET_P")
        devices = {"proiettore": device, "spento": projector_device(dead.port)}
        live = segment("live", {**ON, "spento": {"power": "off"}}, needs=NEEDED)
        async with following(plan_of(devices, live)) as followed:
            refused = await followed.until(lambda state: fault_of(state) and fault_of(state, "spento"))
            projector.control("password segreto")
            dead.control("clear")
            await wait_for(lambda: dead.heard.count("%1POWR ?") > 10)  # it was tried again
            untouched = list(projector.heard)
            followed.room.take(plan_of(devices, live, revision=2, put_back=datetime.now(UTC)))
            await followed.until(ready)

        assert (fault_of(refused), fault_of(refused, "spento")) == ("wrong_password", "unreachable")
        assert untouched == []


async def test_given_a_wrong_password_here_when_it_is_corrected_then_the_device_is_tried_again_by_itself() -> None:
    known = {"env:REGIA_SECRET_P": "sbagliato"}
    async with projector_running(password="segreto", warm_up_s=0) as projector:
        device = projector_device(projector.port, password="env:REGIA_SECRET_P")
        live = segment("live", ON, needs=NEEDED)
        async with following(plan_of({"proiettore": device}, live), secrets=known) as followed:
            refused = await followed.until(lambda state: state.verdict == "not_ready")
            known["env:REGIA_SECRET_P"] = "segreto"
            await followed.until(ready)

    assert fault_of(refused) == "wrong_password"
    assert refused.devices["proiettore"].waits_for_person is True


async def test_given_a_lamp_that_cools_when_on_is_wished_then_it_is_asked_once_it_is_off_and_is_no_fault() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=1) as projector:
        device = projector_device(projector.port)
        idle, live = segment("idle", {"proiettore": {"power": "off"}}), segment("live", ON, needs=NEEDED)
        async with following(plan_of({"proiettore": device}, live)) as followed:
            await followed.until(ready)
            followed.room.take(plan_of({"proiettore": device}, idle, revision=2))
            await followed.until(lambda state: state.devices["proiettore"].observed.get("power") == "cooling")
            projector.heard.clear()
            followed.room.take(plan_of({"proiettore": device}, live, revision=3))
            await followed.until(lambda state: state.phase == "live" and state.verdict == "ready")

    assert projector.heard.count("%1POWR 1") == 1
    assert [state.devices["proiettore"].fault for state in followed.states if state.phase == "live"] == [None] * len(
        [state for state in followed.states if state.phase == "live"]
    )


async def test_given_a_missing_secret_when_on_is_wished_then_only_that_device_is_at_fault() -> None:
    async with projector_running(warm_up_s=0) as projector:
        devices = {
            "proiettore": projector_device(projector.port),
            "secondo": projector_device(projector.port, password="env:REGIA_SECRET_MANCA"),
        }
        wishes = {**ON, "secondo": {"power": "on"}}
        async with following(plan_of(devices, segment("live", wishes, needs=NEEDED))) as followed:
            state = await followed.until(lambda state: state.verdict == "limited")

        assert state.devices["proiettore"].verdict == "ok"
        assert state.missing == ("secondo",)
        assert fault_of(state, "secondo") == "secret_missing"


async def test_given_a_dead_device_when_others_are_wished_then_they_are_made_ready() -> None:
    async with projector_running(warm_up_s=0) as projector, projector_running() as dead:
        dead.control("freeze")
        devices = {"proiettore": projector_device(projector.port), "morto": projector_device(dead.port, timeout="0.2s")}
        wishes = {**ON, "morto": {"power": "on"}}
        async with following(plan_of(devices, segment("live", wishes, needs=("morto",)))) as followed:
            await followed.until(lambda state: state.devices["proiettore"].verdict == "ok")
            state = await followed.until(lambda state: state.verdict == "not_ready")

        assert fault_of(state, "morto") == "silent"
        assert state.missing == ("morto",)


def fault_of(state: State, device: str = "proiettore") -> str | None:
    fault = state.devices[device].fault
    return fault.code if fault else None
