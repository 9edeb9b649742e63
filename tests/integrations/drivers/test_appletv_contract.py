"""What every driver promises, of the Apple TV's. Its password is the pairing, so those two tests ask for that instead."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import integrations.drivers.appletv_companion  # noqa: F401 - loading it later would leave a thread in the loop's pool
from config.states import PlayerState, Power
from integrations.drivers.appletv import open_appletv
from integrations.drivers.driver import Driver
from integrations.drivers.errors import NeedsPerson
from integrations.emulators.appletv import CREDENTIALS, appletv_running
from tests.integrations.driver_contract import (
    EmulatedBench,
    EmulatedContract,
    assert_fault,
    fault_of_opening,
    left_nothing,
)


class AppleTvBench(EmulatedBench):
    password = CREDENTIALS
    states = (PlayerState(power=Power.ON), PlayerState(power=Power.OFF))
    nothing = PlayerState()

    def line(self, password: str | None, timeout_s: float) -> AbstractAsyncContextManager[Driver[Any]]:
        return open_appletv(self.host, self.port, password or "", timeout_s=timeout_s)


class TestAppleTv(EmulatedContract):
    @asynccontextmanager
    async def bench(self) -> AsyncIterator[AppleTvBench]:
        async with appletv_running(wake_s=0.05) as device:
            yield AppleTvBench(device)

    async def test_given_a_wrong_password_when_a_line_is_opened_then_a_person_is_needed(self) -> None:
        async with self.bench() as bench:
            bench.emulator.control("unpair")
            async with left_nothing():
                fault = await fault_of_opening(bench.open())
            assert_fault(fault, NeedsPerson, "pairing_lost")

    async def test_given_no_password_when_the_device_wants_one_then_a_person_is_needed(self) -> None:
        async with self.bench() as bench:
            async with left_nothing():
                fault = await fault_of_opening(bench.open(password=None))
            assert_fault(fault, NeedsPerson, "credentials_malformed")
