"""The OBS driver keeps the contract, on the emulated OBS."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from config.states import EncoderState, Output
from integrations.drivers.driver import Driver
from integrations.drivers.obs import open_obs
from integrations.emulators.obs import obs_running
from tests.integrations.driver_contract import PASSWORD, EmulatedBench, EmulatedContract, settled


class ObsBench(EmulatedBench):
    states = (EncoderState(scene="Attesa", recording=True), EncoderState(scene="Riposo", recording=False))
    nothing = EncoderState()

    def line(self, password: str | None, timeout_s: float) -> AbstractAsyncContextManager[Driver[EncoderState]]:
        return open_obs(self.host, self.port, password, timeout_s=timeout_s)


class TestObs(EmulatedContract):
    @asynccontextmanager
    async def bench(self) -> AsyncIterator[ObsBench]:
        async with obs_running(password=PASSWORD, settle_s=0.05) as obs:
            yield ObsBench(obs)

    async def test_given_a_device_that_says_ok_and_does_nothing_when_it_is_observed_then_that_shows(self) -> None:
        async with self.bench() as bench, bench.open() as driver:
            await settled(driver, EncoderState(recording=False))
            bench.emulator.control("ignore")
            await driver.apply(EncoderState(scene="Attesa", recording=True))
            assert await driver.observe() == EncoderState(
                "Riposo", Output.STARTING, streaming=False, virtual_camera=False
            )
