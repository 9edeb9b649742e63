"""The OBS driver keeps the contract also on the real OBS, and the emulated one behaves like it (`make real`)."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from config.states import EncoderState
from integrations.driver import Driver
from integrations.emulators.obs import obs_running
from integrations.errors import Refused
from integrations.obs import open_obs
from tests.integrations.driver_contract import TIMEOUT_S, Bench, DriverContract, assert_fault, fault_of
from tests.peers.real_obs import RealObs, real_obs_running

pytestmark = pytest.mark.real_obs
SCENES = ("Riposo", "Attesa", "Sala «Grande»")


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


async def test_given_the_real_obs_when_a_source_is_wished_as_a_scene_then_it_is_refused(obs: RealObs) -> None:
    obs.start()
    async with open_obs("127.0.0.1", obs.port, obs.password, timeout_s=TIMEOUT_S) as driver:
        fault = await fault_of(driver.apply(EncoderState(scene="Riposo background")))
    assert_fault(fault, Refused, "no_such_scene", scene="Riposo background")
