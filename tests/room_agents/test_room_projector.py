"""A room with a projector that speaks PJLink over TCP."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from structlog.testing import capture_logs

from config.states import Value
from integrations.emulators.projector import projector_running
from room_agents.plan import WireBooking, WireSegment
from room_agents.protocol import State
from tests.room_agents.following import following, plan_of, projector_device, segment
from tests.support.waiting import wait_for

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


async def test_projector_given_a_hand_when_the_line_breaks_and_returns_then_it_is_still_left_alone() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0) as projector:
        device = projector_device(projector.port)
        async with following(plan_of({"proiettore": device}, segment("live", ON))) as followed:
            await followed.until(ready)
            projector.control("by-hand input 32")
            await followed.until(lambda state: fault_of(state) == "changed_by_hand")
            projector.control("refuse")
            gone = await followed.until(lambda state: fault_of(state) == "unreachable")
            projector.control("clear")
            await followed.until(lambda state: fault_of(state) == "changed_by_hand")
            projector.heard.clear()
            await wait_for(lambda: projector.heard.count("%1INPT ?") > 4)

        assert gone.verdict == "limited"
        assert projector.input == "32"
        assert followed.kinds("put_back") == []


async def test_projector_given_a_hand_when_a_power_cut_ends_what_it_did_then_it_is_as_wished_again() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0) as projector:
        device = projector_device(projector.port)
        async with following(plan_of({"proiettore": device}, segment("live", ON))) as followed:
            await followed.until(ready)
            projector.control("by-hand input 32")
            await followed.until(lambda state: fault_of(state) == "changed_by_hand")
            projector.control("refuse")
            await followed.until(lambda state: fault_of(state) == "unreachable")
            projector.control("by-hand power off")
            projector.control("by-hand input 11")
            projector.control("clear")
            await followed.until(ready)

        assert projector.input == "31"


async def test_projector_given_one_lost_answer_when_a_hand_had_switched_it_on_then_it_stays_on() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0) as projector:
        device = projector_device(projector.port, timeout="0.3s")
        idle = segment("idle", {"proiettore": {"power": "off"}})
        async with following(plan_of({"proiettore": device}, idle)) as followed:
            await followed.until(ready)
            projector.control("by-hand power on")
            await followed.until(lambda state: state.devices["proiettore"].left_alone)
            with capture_logs() as told:
                projector.control("freeze")
                await wait_for(lambda: "device.unanswered" in [line["event"] for line in told])
            projector.control("clear")
            projector.heard.clear()
            await wait_for(lambda: projector.heard.count("%1POWR ?") > 4)

        assert projector.power == "on"
        assert "%1POWR 0" not in projector.heard


async def test_projector_given_a_hand_in_one_meeting_when_the_next_follows_at_once_then_it_wishes_anew() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0) as projector:
        device = projector_device(projector.port)
        first, second = (booked("live", ON, name) for name in ("uno", "due"))
        async with following(plan_of({"proiettore": device}, first)) as followed:
            await followed.until(ready)
            projector.control("by-hand power off")
            await followed.until(lambda state: state.devices["proiettore"].left_alone)
            followed.room.take(plan_of({"proiettore": device}, second, revision=2))
            await followed.until(lambda state: state.booking == "due" and ready(state))

        assert projector.power == "on"


async def test_projector_given_it_is_seen_off_when_it_leaves_the_network_then_that_is_no_alarm() -> None:
    async with projector_running(warm_up_s=0, cool_down_s=0) as projector:
        device = projector_device(projector.port, timeout="0.3s")
        idle = segment("idle", {"proiettore": {"power": "off"}}, needs=NEEDED)
        async with following(plan_of({"proiettore": device}, idle)) as followed:
            await followed.until(ready)
            seen = len(followed.states)
            projector.control("refuse")
            projector.heard.clear()
            reading = followed.room._tasks["proiettore"].kept
            await wait_for(lambda: not reading.reading.reached)
            state = followed.room.state

        assert state is not None
        assert {one.verdict for one in (*followed.states[seen:], state)} == {"ready"}


async def test_projector_given_the_next_booking_needs_it_when_it_is_dead_then_that_is_told_and_the_room_is_as_before() -> (
    None
):
    async with projector_running() as projector:
        projector.control("refuse")
        device = projector_device(projector.port)
        idle = segment("idle", {})
        tomorrow = booked("preparing", ON, "domani", from_s=3600, to_s=7200, needs=NEEDED)
        async with following(plan_of({"proiettore": device}, idle, tomorrow)) as followed:
            state = await followed.until(lambda state: state.next_missing)
            projector.control("clear")
            well = await followed.until(lambda state: not state.next_missing)

        assert (state.next_missing, state.verdict) == (("proiettore",), "ready")
        assert well.verdict == "ready"


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


def booked(phase: str, desired: Mapping[str, Mapping[str, Value]], name: str, **more: object) -> WireSegment:
    """A segment of the booking called *name*."""
    wanted = segment(phase, desired, **more)  # type: ignore[arg-type]
    return wanted.model_copy(update={"booking": WireBooking(id=name, title=name, start=wanted.start, end=wanted.end)})


def fault_of(state: State, device: str = "proiettore") -> str | None:
    fault = state.devices[device].fault
    return fault.code if fault else None
