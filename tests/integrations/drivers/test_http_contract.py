"""The HTTP driver keeps the contract, on an emulated Home Assistant and its display."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from config.http_device import HttpDevice
from config.states import DeclaredState, Power
from integrations.drivers.driver import Driver
from integrations.drivers.http import open_http
from integrations.emulators.http_device import http_device_running
from integrations.emulators.http_device_home_assistant import HomeAssistant
from tests.integrations.driver_contract import PASSWORD, EmulatedBench, EmulatedContract
from tests.integrations.drivers.http_recipes import recipe


class DisplayBench(EmulatedBench):
    states = (DeclaredState.of({"power": Power.ON}), DeclaredState.of({"power": Power.OFF}))
    nothing = DeclaredState.of({})

    def line(self, password: str | None, timeout_s: float) -> AbstractAsyncContextManager[Driver[DeclaredState]]:
        device = recipe("Home Assistant").model_copy(update={"url": f"http://{self.host}:{self.port}"})
        return open_http(device, password, timeout_s=timeout_s)


class TestHttp(EmulatedContract):
    @asynccontextmanager
    async def bench(self) -> AsyncIterator[DisplayBench]:
        async with http_device_running(HomeAssistant(), password=PASSWORD) as device:
            yield DisplayBench(device)


def test_device_given_its_secret_when_shown_then_it_is_only_named() -> None:
    assert isinstance(recipe("Home Assistant"), HttpDevice)
    assert recipe("Home Assistant").secret_name == "env:REGIA_SECRET_HOME_ASSISTANT"
