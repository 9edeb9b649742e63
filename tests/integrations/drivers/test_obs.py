"""What OBS says over obs-websocket, and what becomes of it."""

import asyncio
import json
import threading
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace

import pytest

from config.states import EncoderState, Output
from integrations.drivers.driver import Driver
from integrations.drivers.errors import Busy, DeviceError, NeedsPerson, Refused, Unreachable
from integrations.drivers.obs import open_obs
from integrations.emulators.controls import Emulator
from integrations.emulators.obs import obs_running
from tests.integrations.driver_contract import (
    LONG_S,
    MARGIN_S,
    TIMEOUT_S,
    assert_fault,
    cancelled,
    fault_of,
    fault_of_opening,
    left_nothing,
    settled,
    within,
)
from tests.support.scripted import deaf_port, scripted, scripted_socket
from tests.support.waiting import wait_for

HERE = "127.0.0.1"
WEB_PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


def line_to(
    device: Emulator, password: str | None = None, *, timeout_s: float = LONG_S
) -> AbstractAsyncContextManager[Driver[EncoderState]]:
    return open_obs(HERE, device.port, password, timeout_s=timeout_s)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ((WEB_PAGE,), "protocol"),
        ((b"SSH-2.0-OpenSSH_9.2\r\n\r\n",), "protocol"),
        ((b"\xff\xfe\x00\r\n\r\n",), "protocol"),
        ((b"",), "line_lost"),
    ],
)
async def test_given_something_else_on_the_port_when_a_line_is_opened_then_the_fault_says_so(
    answers: tuple[bytes, ...], code: str
) -> None:
    async with scripted(b"", *answers) as peer:
        async with left_nothing():
            fault = await fault_of_opening(line_to(peer))
        assert (type(fault), fault.code) == (Unreachable, code)


async def test_given_a_peer_that_never_speaks_when_a_line_is_opened_then_it_is_silent_within_the_timeout() -> None:
    async with scripted(stays=True) as peer, left_nothing():
        with within(TIMEOUT_S + MARGIN_S):
            fault = await fault_of_opening(line_to(peer, timeout_s=TIMEOUT_S))
        assert_fault(fault, Unreachable, "silent", seconds=TIMEOUT_S)


async def test_given_a_host_that_drops_packets_when_a_line_is_opened_then_it_is_unreachable_in_time() -> None:
    with deaf_port() as port:
        async with left_nothing():
            with within(TIMEOUT_S + MARGIN_S):
                fault = await fault_of_opening(open_obs(HERE, port, None, timeout_s=TIMEOUT_S))
        assert_fault(fault, Unreachable, "unreachable", host=HERE, port=port)


async def test_given_a_host_that_drops_packets_when_opening_is_cancelled_then_the_thread_ends_by_the_timeout() -> None:
    with deaf_port() as port:
        async with left_nothing():
            await cancelled(fault_of_opening(open_obs(HERE, port, None, timeout_s=2.0)))
            assert f"obs {HERE}:{port}_0" in {thread.name for thread in threading.enumerate()}  # was not waited for


async def test_given_obs_that_is_starting_when_it_is_asked_then_it_is_busy_and_the_line_holds() -> None:
    async with obs_running() as obs, line_to(obs) as driver:
        obs.control("by-hand ready false")
        for call in (driver.observe(), driver.apply(EncoderState(scene="Attesa", recording=True))):
            fault = await fault_of(call)
            assert isinstance(fault, Busy)
            assert (fault.code, fault.retry_after_s > 0) == ("busy", True)
        obs.control("by-hand ready true")
        assert (await driver.observe()).scene == "Riposo"


@pytest.mark.parametrize("scene", ["no such scene", "attesa", "Telecamera", ""])
async def test_given_a_scene_that_is_none_when_it_is_wished_then_it_is_refused_by_name(scene: str) -> None:
    async with obs_running() as obs, line_to(obs) as driver:
        fault = await fault_of(driver.apply(EncoderState(scene=scene)))
        assert_fault(fault, Refused, "no_such_scene", scene=scene)
        assert (await driver.observe()).scene == "Riposo"


async def test_given_a_recording_and_a_scene_that_is_none_when_it_shall_stop_then_it_stops_all_the_same() -> None:
    async with obs_running(settle_s=0.0) as obs, line_to(obs) as driver:
        obs.control("by-hand recording true")
        fault = await fault_of(driver.apply(EncoderState(scene="nessuna", recording=False)))
        assert fault.code == "no_such_scene"
        await settled(driver, EncoderState(scene="Riposo", recording=False))


async def test_given_all_outputs_when_they_are_switched_twice_then_each_is_as_wished_and_nothing_is_refused() -> None:
    async with obs_running(settle_s=0.0) as obs, line_to(obs) as driver:
        for on in (True, True, False, False):
            wished = EncoderState(recording=on, streaming=on, virtual_camera=on)
            await driver.apply(wished)
            await settled(driver, wished)


async def test_given_obs_without_a_virtual_camera_when_it_is_wished_off_or_on_then_only_on_is_refused() -> None:
    async with obs_running() as obs, line_to(obs) as driver:
        obs.control("by-hand virtual_camera missing")
        await driver.apply(EncoderState(virtual_camera=False))
        fault = await fault_of(driver.apply(EncoderState(virtual_camera=True)))
        assert_fault(fault, Refused, "not_accepted", detail="604")
        observed = await driver.observe()
    assert observed == EncoderState("Riposo", recording=False, streaming=False, virtual_camera=False)


async def test_given_a_change_at_the_window_when_it_is_observed_then_it_shows() -> None:
    async with obs_running() as obs, line_to(obs) as driver:
        obs.control("by-hand scene Conferenza")
        obs.control("by-hand streaming true")
        seen = await driver.observe()
        assert (seen.scene, seen.streaming) == ("Conferenza", True)


# An output is on while it moves.


async def becomes(driver: Driver[EncoderState], **wanted: bool | Output) -> None:
    await settled(driver, EncoderState(**wanted))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("attribute", "word", "then"),
    [
        ("recording", "pause", Output.PAUSED),
        ("streaming", "reconnecting", Output.RECONNECTING),
    ],
)
async def test_given_an_output_that_is_active_when_obs_says_that_nothing_comes_of_it_then_it_is_not_called_on(
    attribute: str, word: str, then: Output
) -> None:
    async with obs_running() as obs, line_to(obs) as driver:
        obs.control(f"by-hand {attribute} true")
        await becomes(driver, **{attribute: True})
        obs.control(f"by-hand {attribute} {word}")
        await becomes(driver, **{attribute: then})
        obs.control(f"by-hand {attribute} moving")
        await becomes(driver, **{attribute: True})


async def test_given_outputs_that_say_they_are_active_when_nothing_moves_then_they_are_stalled_until_it_does() -> None:
    async with obs_running() as obs, line_to(obs) as driver:
        for word in ("true", "{}", "moving"):
            obs.control("by-hand recording " + word.format("still"))
            obs.control("by-hand streaming " + word.format("stalled"))
            then = Output.STALLED if word == "{}" else True
            await becomes(driver, recording=then, streaming=then)


async def test_given_outputs_that_run_already_when_a_line_is_new_then_the_first_look_tells_them_on() -> None:
    async with obs_running() as obs:
        for attribute in ("recording", "streaming", "virtual_camera"):
            obs.control(f"by-hand {attribute} true")
        async with line_to(obs) as driver:
            assert await driver.observe() == EncoderState("Riposo", recording=True, streaming=True, virtual_camera=True)


async def test_given_an_output_that_only_says_it_is_active_when_a_line_is_new_then_it_is_never_called_on() -> None:
    async with obs_running() as obs:
        obs.control("by-hand streaming true")
        obs.control("by-hand streaming still")
        async with line_to(obs) as driver:
            assert (await driver.observe()).streaming is Output.STARTING


@pytest.mark.parametrize(("attribute", "asked"), [("recording", "StartRecord"), ("streaming", "StartStream")])
async def test_given_a_slow_start_when_it_is_wished_again_then_it_is_asked_once(attribute: str, asked: str) -> None:
    async with obs_running(settle_s=60) as obs, line_to(obs) as driver:
        for _ in range(3):
            await driver.apply(EncoderState(**{attribute: True}))  # type: ignore[arg-type]
            assert getattr(await driver.observe(), attribute) is Output.STARTING
        assert obs.heard.count(asked) == 1
        obs.control(f"by-hand {attribute} true")
        await becomes(driver, **{attribute: True})


async def test_given_a_slow_stop_when_it_is_wished_again_then_the_rest_is_not_cut_off() -> None:
    async with obs_running(settle_s=60) as obs, line_to(obs) as driver:
        obs.control("by-hand recording true")
        await becomes(driver, recording=True)
        for _ in range(3):
            await driver.apply(EncoderState(recording=False))
            assert (await driver.observe()).recording is Output.STOPPING
        assert obs.heard.count("StopRecord") == 1
        obs.control("by-hand recording false")
        await becomes(driver, recording=False)


async def test_given_a_stream_that_connects_when_it_is_wished_off_then_it_is_starting_until_it_can_be_stopped() -> None:
    async with obs_running(settle_s=60) as obs, line_to(obs) as driver:
        await driver.apply(EncoderState(streaming=True))
        await driver.apply(EncoderState(streaming=False))  # which OBS refuses to what is not on yet
        assert (await driver.observe()).streaming is Output.STARTING
        obs.control("by-hand streaming true")
        await becomes(driver, streaming=True)
        obs.control("slow 0")
        await driver.apply(EncoderState(streaming=False))
        await becomes(driver, streaming=False)


async def test_given_a_stream_whose_server_says_no_when_obs_tells_it_then_it_is_off_and_may_be_started_again() -> None:
    async with obs_running(settle_s=0.0) as obs, line_to(obs) as driver:
        obs.control("by-hand streaming fails")
        await driver.apply(EncoderState(streaming=True))
        await becomes(driver, streaming=False)
        obs.control("by-hand streaming works")
        await driver.apply(EncoderState(streaming=True))
        await becomes(driver, streaming=True)
        assert obs.heard.count("StartStream") == 2


async def test_given_a_recording_that_a_hand_starts_at_once_when_the_one_before_was_stopped_then_it_is_stopped_too() -> (
    None
):
    async with obs_running(settle_s=0.0) as obs, line_to(obs) as driver:
        obs.control("by-hand recording true")
        await becomes(driver, recording=True)
        await driver.apply(EncoderState(recording=False))
        await wait_for(lambda: not obs.recording)
        obs.control("by-hand recording true")
        await becomes(driver, recording=True)
        await driver.apply(EncoderState(recording=False))
        await becomes(driver, recording=False)
        assert obs.heard.count("StopRecord") == 2


@pytest.mark.parametrize(("on", "asked"), [(True, "ResumeRecord"), (False, "StopRecord")])
async def test_given_a_paused_recording_when_it_is_wished_then_it_goes_on_or_ends(on: bool, asked: str) -> None:  # noqa: FBT001
    async with obs_running(settle_s=0.0) as obs, line_to(obs) as driver:
        obs.control("by-hand recording true")
        obs.control("by-hand recording pause")
        assert (await driver.observe()).recording is Output.PAUSED
        await driver.apply(EncoderState(recording=on))
        await becomes(driver, recording=on)
        assert [said for said in obs.heard if not said.startswith("Get")] == ["Identify", asked]


# Each attribute for itself.

SAID: dict[str, dict[str, object]] = {
    "GetCurrentProgramScene": {"currentProgramSceneName": "Riposo", "sceneName": "Riposo"},
    "GetRecordStatus": {"outputActive": False, "outputPaused": False, "outputDuration": 0, "outputBytes": 0},
    "GetStreamStatus": {"outputActive": False, "outputReconnecting": False, "outputDuration": 0, "outputBytes": 0},
    "GetVirtualCamStatus": {"outputActive": False},
}
ATTRIBUTE_OF = dict(zip(SAID, ("scene", "recording", "streaming", "virtual_camera"), strict=True))
ALL_OFF = EncoderState("Riposo", recording=False, streaming=False, virtual_camera=False)
NEEDED = ("currentProgramSceneName", "outputActive", "outputDuration", "outputBytes")


def unlike(value: object) -> tuple[object, ...]:
    """What is of another type than *value*."""
    return (None, 5 if isinstance(value, str | bool) else "5", [], {})


WRONG: tuple[object, ...] = (None, [], "odd", {})
ODD: list[tuple[str, object]] = [
    *((request, code) for request in SAID for code in (203, 204, 207, 500, 604, 700, 702)),
    *((request, said) for request in SAID for said in WRONG),
    *(
        (request, {**said, name: odd})
        for request, said in SAID.items()
        for name in said
        if name in NEEDED
        for odd in unlike(said[name])
    ),
    ("GetCurrentProgramScene", {"currentProgramSceneName": "mezza \ud800"}),
    ("GetRecordStatus", {**SAID["GetRecordStatus"], "outputBytes": True}),
    ("GetVirtualCamStatus", {"outputActive": 1}),
]


@pytest.mark.parametrize(("request_type", "odd"), ODD, ids=str)
async def test_given_one_question_with_an_odd_answer_when_obs_is_observed_then_that_attribute_alone_is_unknown(
    request_type: str, odd: object
) -> None:
    async with obs_running() as obs, line_to(obs) as driver:
        obs.studio.instead[request_type] = odd
        without_camera = (request_type, odd) == ("GetVirtualCamStatus", 604)
        unread = {} if without_camera else {ATTRIBUTE_OF[request_type]: None}
        for _ in range(2):
            assert await driver.observe() == replace(ALL_OFF, **unread)
        obs.studio.instead.clear()
        assert await driver.observe() == ALL_OFF


@pytest.mark.parametrize(
    ("odd", "kind", "code"), [(207, Busy, "busy"), (204, Refused, "not_accepted"), ({}, Unreachable, "protocol")]
)
async def test_given_no_question_that_is_answered_when_obs_is_observed_then_it_is_a_fault_of_the_device(
    odd: object, kind: type[DeviceError], code: str
) -> None:
    async with obs_running() as obs, line_to(obs) as driver:
        obs.studio.instead |= dict.fromkeys(SAID, odd)
        fault = await fault_of(driver.observe())
        assert (type(fault), fault.code) == (kind, code)


async def test_given_an_output_that_cannot_be_read_when_it_is_wished_then_it_is_sent_all_the_same() -> None:
    async with obs_running(settle_s=0.0) as obs, line_to(obs) as driver:
        obs.studio.instead["GetRecordStatus"] = 702
        await driver.apply(EncoderState(recording=True))
        assert (await driver.observe()).recording is None
        await wait_for(lambda: obs.recording)


# What comes late, or never.


async def test_given_a_call_that_timed_out_when_obs_thaws_then_its_late_answer_is_never_taken_for_another() -> None:
    async with obs_running() as obs, line_to(obs, timeout_s=TIMEOUT_S) as driver:
        obs.control("freeze")
        assert (await fault_of(driver.observe())).code == "silent"
        obs.control("clear")
        assert_fault(await fault_of(driver.apply(EncoderState(scene="Attesa"))), Unreachable, "line_lost")
        assert obs.scene == "Riposo"


async def test_given_calls_in_a_row_when_the_first_times_out_then_none_takes_its_late_answer() -> None:
    async with obs_running() as obs, line_to(obs, timeout_s=TIMEOUT_S) as driver:
        obs.control("freeze")
        async with asyncio.TaskGroup() as tasks:
            first, second = (tasks.create_task(fault_of(driver.observe())) for _ in range(2))
            await asyncio.wait([first])
            obs.control("clear")
        assert (first.result().code, second.result().code) == ("silent", "line_lost")


@pytest.mark.parametrize("frozen_at", ["opening", "observing"])
async def test_given_a_frozen_obs_and_much_patience_when_a_call_is_cancelled_then_its_thread_ends_at_once(
    frozen_at: str,
) -> None:
    async with obs_running() as obs:
        async with AsyncExitStack() as lines:
            line = open_obs(HERE, obs.port, None, timeout_s=60)
            if frozen_at == "observing":
                driver = await lines.enter_async_context(line)
            obs.control("freeze")
            await cancelled(driver.observe() if frozen_at == "observing" else fault_of_opening(line))
        for thread in threading.enumerate():
            if thread.name.startswith(f"obs {HERE}:{obs.port}"):
                thread.join(MARGIN_S)  # OBS is still frozen: only the cut can end it
                assert not thread.is_alive()


async def test_given_an_unusual_scene_name_when_it_is_wished_then_it_goes_there_and_back_unchanged() -> None:
    name = ' Müller "Säle"\nè'
    async with obs_running(scenes=("Riposo", name)) as obs, line_to(obs) as driver:
        await driver.apply(EncoderState(scene=name))
        assert (await driver.observe()).scene == name


async def test_given_obs_without_a_password_when_one_is_configured_then_the_line_opens() -> None:
    async with obs_running() as obs, line_to(obs, "not needed") as driver:
        assert (await driver.observe()).scene == "Riposo"


async def test_given_a_password_changed_meanwhile_when_a_line_is_opened_then_a_person_is_needed() -> None:
    async with obs_running(password="old") as obs:
        async with line_to(obs, "old") as driver:
            obs.control("password new")
            assert (await driver.observe()).scene == "Riposo"
        assert_fault(await fault_of_opening(line_to(obs, "old")), NeedsPerson, "wrong_password")


HELLO = '{"op": 0, "d": {"rpcVersion": 1, "authentication": {"salt": "s", "challenge": "c"}}}'
IDENTIFIED = '{"op": 2, "d": {"negotiatedRpcVersion": 1}}'


def answered(request: str, said: object) -> str:
    return json.dumps({"op": 7, "d": {"requestType": request, "requestStatus": {"result": True}, "responseData": said}})


@pytest.mark.parametrize(
    ("close_code", "kind", "code"),
    [
        (4009, NeedsPerson, "wrong_password"),
        (4010, Unreachable, "protocol"),
        (4011, Unreachable, "line_lost"),
        (1001, Unreachable, "line_lost"),
    ],
)
async def test_given_obs_that_closes_at_identify_when_a_line_is_opened_then_the_close_code_decides(
    close_code: int, kind: type[DeviceError], code: str
) -> None:
    async with scripted_socket(HELLO, close_code=close_code) as peer, left_nothing():
        fault = await fault_of_opening(line_to(peer, "x"))
        assert (type(fault), fault.code) == (kind, code)


@pytest.mark.parametrize(
    "hello",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"op": 1e400}',
        '{"op": 0, "d": 5}',
        '{"op": 0, "d": {"authentication": {}}}',
        HELLO,
    ],
)
async def test_given_a_websocket_that_is_not_obs_when_a_line_is_opened_then_the_fault_says_so(hello: str) -> None:
    async with scripted_socket(hello, "[]") as peer, left_nothing():
        fault = await fault_of_opening(line_to(peer, "x"))
        assert_fault(fault, Unreachable, "protocol", host=HERE, port=peer.port)


@pytest.mark.parametrize(
    "answer",
    [
        "[]",
        "{}",
        '{"op": 7, "d": null}',
        answered("GetStats", {"currentProgramSceneName": "Riposo"}),
        "[" * 100_000,
    ],
)
async def test_given_an_answer_that_is_none_when_obs_is_observed_then_the_line_is_spoilt(answer: str) -> None:
    async with scripted_socket(HELLO, IDENTIFIED, answer) as peer, left_nothing(), line_to(peer, "x") as driver:
        assert_fault(await fault_of(driver.observe()), Unreachable, "protocol", host=HERE, port=peer.port)
        assert_fault(await fault_of(driver.observe()), Unreachable, "line_lost")
