"""The OBS driver keeps the contract also on the real OBS, and the emulated one behaves like it (`make real`)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from aiohttp import ClientSession

from config.states import EncoderState, Output
from integrations.drivers.driver import Driver
from integrations.drivers.errors import DeviceError, Refused, Unreachable
from integrations.drivers.obs import open_obs
from integrations.emulators.obs import authentication, obs_running
from tests.integrations.driver_contract import TIMEOUT_S, Bench, DriverContract, assert_fault, fault_of, settled
from tests.integrations.emulators.test_emulated_obs import OUTPUTS, Client
from tests.support.real_obs import RealObs, real_obs_running
from tests.support.rtmp_sink import RtmpSink, rtmp_sink_running
from tests.support.waiting import wait_for

pytestmark = pytest.mark.real_obs
SCENES = ("Riposo", "Attesa", "Sala «Grande»")
UNPLAYED = {"outputTimecode", "outputSkippedFrames", "outputTotalFrames"}
"""Fields of answers that the emulated OBS has not."""
HAND_S = 0.5
"""No hand is faster. OBS 30 hangs for ever in the stop of what was paused, resumed and stopped within milliseconds."""
LONG_S = 5.0
"""What a busy machine may take for an answer, where silence is not what is tried."""


@pytest.fixture(scope="module")
def obs() -> Iterator[RealObs]:
    with real_obs_running(SCENES) as running:
        yield running


class RealBench(Bench):
    states = (EncoderState(scene="Attesa", recording=True), EncoderState(scene="Riposo", recording=False))
    nothing = EncoderState()

    def __init__(self, obs: RealObs) -> None:
        self.obs = obs
        self.port, self.password = obs.port, obs.password

    def line(self, password: str | None, timeout_s: float) -> AbstractAsyncContextManager[Driver[EncoderState]]:
        return open_obs(self.host, self.port, password, timeout_s=timeout_s)

    def freeze(self) -> None:
        self.obs.freeze()

    def thaw(self) -> None:
        self.obs.thaw()

    def refuse(self) -> None:
        self.obs.kill()

    def restore(self) -> None:
        self.obs.start()


class TestRealObs(DriverContract):
    @pytest.fixture(autouse=True)
    def _working(self, obs: RealObs) -> None:
        obs.start()
        self.obs = obs

    @asynccontextmanager
    async def bench(self) -> AsyncIterator[RealBench]:
        yield RealBench(self.obs)


async def answers(line: AbstractAsyncContextManager[Driver[EncoderState]]) -> list[object]:
    """What an OBS with SCENES and no virtual camera says to what should go well and what should not."""
    async with line as driver:
        await driver.apply(EncoderState(scene="Riposo", recording=False, streaming=False, virtual_camera=False))
        said: list[object] = [await driver.observe()]
        await driver.apply(EncoderState(scene="Sala «Grande»"))
        said.append(await driver.observe())
        for wished in (
            EncoderState(scene="sala «grande»"),
            EncoderState(scene=""),
            EncoderState(scene="no such scene"),
            EncoderState(virtual_camera=True),
        ):
            fault = await fault_of(driver.apply(wished))
            said.append((type(fault), fault.code, fault.params))
        said.append(await driver.observe())
        return said


async def test_given_both_benches_when_they_are_asked_the_same_then_they_answer_alike(obs: RealObs) -> None:
    obs.start()
    real = await answers(open_obs("127.0.0.1", obs.port, obs.password, timeout_s=TIMEOUT_S))
    async with obs_running(password="other", scenes=SCENES) as emulated:
        emulated.control("by-hand virtual_camera missing")
        played = await answers(open_obs("127.0.0.1", emulated.port, "other", timeout_s=TIMEOUT_S))
    assert real == played
    assert real[0] == EncoderState(scene="Riposo", recording=False, streaming=False, virtual_camera=False)


ASKED: tuple[tuple[str, str | None], ...] = (
    ("StopRecord", None),
    ("ResumeRecord", None),
    ("PauseRecord", None),
    ("StopStream", None),
    ("GetRecordStatus", None),
    ("GetStreamStatus", None),
    ("StartRecord", "STARTED"),
    ("StartRecord", None),
    ("PauseRecord", "PAUSED"),
    ("PauseRecord", None),
    ("StartRecord", None),
    ("ResumeRecord", "RESUMED"),
    ("ResumeRecord", None),
    ("GetRecordStatus", None),
    ("StopRecord", "STOPPED"),
)
"""Requests, each with the state of the output that is waited for afterwards."""


@asynccontextmanager
async def talking_to(port: int, password: str, subscriptions: int) -> AsyncIterator[Client]:
    async with ClientSession() as session, session.ws_connect(f"ws://127.0.0.1:{port}") as socket:
        client = Client(socket)
        asked = (await client.next())["d"]["authentication"]
        signed = authentication(password, asked["salt"], asked["challenge"])
        await client.say(1, rpcVersion=1, authentication=signed, eventSubscriptions=subscriptions)
        yield client


async def told_of_recording(port: int, password: str) -> tuple[list[object], list[object]]:
    """What an OBS answers to ASKED (codes, names of fields), and the events that it tells meanwhile."""
    answers: list[object] = []
    events: list[object] = []
    async with talking_to(port, password, 0) as client, talking_to(port, password, OUTPUTS) as listening:
        for request, ends in ASKED:
            said = await client.ask(request)
            answers.append((request, said["requestStatus"]["code"], set(said.get("responseData") or {}) - UNPLAYED))
            state = None
            while state != ends:
                told = (await listening.next())["d"]["eventData"]
                state = told["outputState"].removeprefix("OBS_WEBSOCKET_OUTPUT_")
                events.append((told["outputActive"], state))
            if ends == "STARTED":  # OBS pauses nothing before its first frames
                await wait_for(lambda: client.ask("GetRecordStatus"), lambda now: now["responseData"]["outputBytes"])
            if ends is not None:
                await asyncio.sleep(HAND_S)
    return answers, events


async def test_given_both_benches_when_a_recording_is_paused_and_resumed_then_they_answer_and_tell_alike(
    obs: RealObs,
) -> None:
    async with stopped_afterwards(obs):
        real = await told_of_recording(obs.port, obs.password)
    async with obs_running(password="other", scenes=SCENES) as emulated:
        played = await told_of_recording(emulated.port, "other")
    assert played == real


async def test_given_the_real_obs_when_a_source_is_wished_as_a_scene_then_it_is_refused(obs: RealObs) -> None:
    obs.start()
    async with open_obs("127.0.0.1", obs.port, obs.password, timeout_s=TIMEOUT_S) as driver:
        fault = await fault_of(driver.apply(EncoderState(scene="Riposo background")))
    assert_fault(fault, Refused, "no_such_scene", scene="Riposo background")


def line_to(obs: RealObs) -> AbstractAsyncContextManager[Driver[EncoderState]]:
    return open_obs("127.0.0.1", obs.port, obs.password, timeout_s=LONG_S)


@asynccontextmanager
async def stopped_afterwards(obs: RealObs) -> AsyncIterator[Driver[EncoderState]]:
    """A line to an OBS that works, whose outputs are off in the end."""
    obs.start()
    try:
        async with line_to(obs) as driver:
            yield driver
    finally:
        try:
            async with line_to(obs) as driver:
                await driver.apply(EncoderState(recording=False, streaming=False))
                await settled(driver, EncoderState(recording=False, streaming=False))
        except (DeviceError, TimeoutError):
            obs.kill()  # it hangs: the next test gets another
            raise


@asynccontextmanager
async def streaming(obs: RealObs) -> AsyncIterator[tuple[RtmpSink, Driver[EncoderState]]]:
    """A sink that the OBS streams to when it is asked."""
    async with rtmp_sink_running() as sink, stopped_afterwards(obs) as driver:
        settings = {"server": sink.url, "key": "k", "use_auth": False}
        obs.ask("SetStreamServiceSettings", streamServiceType="rtmp_custom", streamServiceSettings=settings)
        yield sink, driver


async def test_given_a_recording_when_it_is_paused_then_it_is_not_on_until_it_is_wished_again(obs: RealObs) -> None:
    async with stopped_afterwards(obs) as driver:
        await driver.apply(EncoderState(recording=True))
        await settled(driver, EncoderState(recording=True))
        obs.ask("PauseRecord")
        await settled(driver, EncoderState(recording=Output.PAUSED))
        await asyncio.sleep(HAND_S)
        await driver.apply(EncoderState(recording=True))
        await settled(driver, EncoderState(recording=True))
        await asyncio.sleep(HAND_S)


async def test_given_a_paused_recording_when_it_shall_stop_then_it_stops(obs: RealObs) -> None:
    async with stopped_afterwards(obs) as driver:
        await driver.apply(EncoderState(recording=True))
        await settled(driver, EncoderState(recording=True))
        obs.ask("PauseRecord")
        await settled(driver, EncoderState(recording=Output.PAUSED))
        await asyncio.sleep(HAND_S)
        await driver.apply(EncoderState(recording=False))
        await settled(driver, EncoderState(recording=False))


async def test_given_a_disk_that_hangs_when_a_recording_shall_stop_then_it_is_stopping_and_asked_once(
    obs: RealObs,
) -> None:
    async with stopped_afterwards(obs) as driver:
        await driver.apply(EncoderState(recording=True))
        await settled(driver, EncoderState(recording=True))
        obs.freeze_writer()
        try:
            for _ in range(5):
                await driver.apply(EncoderState(recording=False))
                assert (await driver.observe()).recording is Output.STOPPING
                await asyncio.sleep(0.5)
        finally:
            obs.thaw_writer()
        await settled(driver, EncoderState(recording=False))


async def test_given_a_recording_that_a_hand_starts_anew_when_one_was_stopped_then_it_can_be_stopped_at_once(
    obs: RealObs,
) -> None:
    async with stopped_afterwards(obs) as driver:
        for _ in range(2):
            obs.ask("StartRecord")
            await settled(driver, EncoderState(recording=True))
            await driver.apply(EncoderState(recording=False))
            await wait_for(lambda: not obs.ask("GetRecordStatus")["outputActive"])


async def test_given_a_slow_server_when_a_stream_is_wished_again_then_obs_connects_once(obs: RealObs) -> None:
    async with streaming(obs) as (sink, driver):
        sink.answers.clear()
        for _ in range(3):
            await driver.apply(EncoderState(streaming=True))
            assert (await driver.observe()).streaming is Output.STARTING
            await wait_for(lambda: sink.heard.count("connect"))
        sink.answers.set()
        await settled(driver, EncoderState(streaming=True))
        assert sink.heard.count("connect") == 1


async def test_given_a_stream_when_its_server_dies_and_comes_back_then_it_is_on_only_while_something_arrives(
    obs: RealObs,
) -> None:
    async with streaming(obs) as (sink, driver):
        await driver.apply(EncoderState(streaming=True))
        await settled(driver, EncoderState(streaming=True))
        sink.control("refuse")
        await settled(driver, EncoderState(streaming=Output.RECONNECTING))
        sink.control("clear")
        await settled(driver, EncoderState(streaming=True))
        assert sink.published == 2


async def test_given_a_stream_when_its_server_reads_no_more_and_then_dies_then_it_is_stalled_and_then_reconnecting(
    obs: RealObs,
) -> None:
    async with streaming(obs) as (sink, driver):
        await driver.apply(EncoderState(streaming=True))
        await settled(driver, EncoderState(streaming=True))
        sink.reads.clear()
        await settled(driver, EncoderState(streaming=Output.STALLED))
        sink.control("refuse")
        await settled(driver, EncoderState(streaming=Output.RECONNECTING))


async def test_given_a_server_that_refuses_when_a_stream_is_wished_then_obs_tells_that_it_failed(obs: RealObs) -> None:
    async with streaming(obs) as (sink, driver):
        sink.control("refuse")
        await driver.apply(EncoderState(streaming=True))
        await settled(driver, EncoderState(streaming=False))
        sink.control("clear")
        await driver.apply(EncoderState(streaming=True))
        await settled(driver, EncoderState(streaming=True))


async def test_given_an_obs_killed_and_started_with_other_scenes_when_one_of_before_is_wished_then_it_is_refused(
    obs: RealObs,
) -> None:
    obs.start()
    try:
        async with line_to(obs) as driver:
            await driver.apply(EncoderState(scene="Attesa"))
            obs.kill()
            assert isinstance(await fault_of(driver.observe()), Unreachable)
        obs.scenes = ("Ingresso", "Palco")
        obs.start()
        async with line_to(obs) as driver:
            assert_fault(
                await fault_of(driver.apply(EncoderState(scene="Attesa"))), Refused, "no_such_scene", scene="Attesa"
            )
            assert (await driver.observe()).scene == "Ingresso"
    finally:
        obs.kill()
        obs.scenes = SCENES
