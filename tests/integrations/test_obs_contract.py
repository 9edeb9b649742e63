"""The OBS driver keeps the contract, on the emulated OBS."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from config.states import EncoderState
from integrations.driver import Driver
from integrations.emulators.obs import obs_running
from integrations.obs import open_obs
from tests.integrations.driver_contract import PASSWORD, EmulatedBench, EmulatedContract


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
