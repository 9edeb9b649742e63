"""The PJLink driver keeps the contract, on the emulated projector."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from config.states import DisplayState, Power
from integrations.drivers.driver import Driver
from integrations.drivers.pjlink import open_pjlink
from integrations.emulators.projector import projector_running
from tests.integrations.driver_contract import PASSWORD, EmulatedBench, EmulatedContract


class ProjectorBench(EmulatedBench):
    states = (DisplayState(Power.ON), DisplayState(Power.OFF))
    nothing = DisplayState()

    def line(self, password: str | None, timeout_s: float) -> AbstractAsyncContextManager[Driver[DisplayState]]:
        return open_pjlink(self.host, self.port, password, timeout_s=timeout_s)


class TestPjlink(EmulatedContract):
    @asynccontextmanager
    async def bench(self) -> AsyncIterator[ProjectorBench]:
        async with projector_running(password=PASSWORD, warm_up_s=0.05, cool_down_s=0.05) as projector:
            yield ProjectorBench(projector)
