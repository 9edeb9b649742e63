"""A device that is asked over HTTP, like a Shelly plug, Home Assistant or Bitfocus Companion."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from integrations.emulators.controls import InducedFault, running
from integrations.emulators.http_device_companion import Companion
from integrations.emulators.http_device_exchange import Answer, Appliance, Asked, json_answer
from integrations.emulators.http_device_home_assistant import HomeAssistant
from integrations.emulators.http_device_shelly import ShellyPlug
from integrations.emulators.web import WebEmulator

LIKENESSES: Mapping[str, Callable[[], Appliance]] = {
    "shelly": ShellyPlug,
    "home-assistant": HomeAssistant,
    "companion": Companion,
}
"""What an emulated HTTP device may be, by its name."""
GARBAGE = Answer("<!doctype html><title>?!</title>", content_type="text/html")
HUGE = json_answer({"filling": "x" * 8_000_000})
"""More than any of these devices would say."""
WORDS = "served usual, served huge, served STATUS, served redirect URL"


class HttpDevice(WebEmulator):
    """One appliance behind one port; *password* is what it takes, where it knows any."""

    def __init__(self, host: str, port: int, password: str | None, appliance: Appliance) -> None:
        super().__init__(host, port, password)
        self.appliance = appliance
        self._instead: Answer | None = None
        self._timers: set[asyncio.TimerHandle] = set()

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://{self.host}:{self.port}"

    def picture(self) -> Mapping[str, object]:
        return self.appliance.values

    def by_hand(self, attribute: str, value: str) -> None:
        """Change a value of the appliance, or (*served*, see WORDS) what is answered to every request from now on."""
        if attribute == "served":
            self._instead = _instead(value)
        else:
            self.appliance.by_hand(attribute, value)

    async def close(self) -> None:
        await super().close()
        for timer in self._timers:
            timer.cancel()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        asked = Asked(request.method, request.raw_path, request.query, request.headers, await request.text())
        self.hear(f"{asked.method} {asked.target} {asked.body}".rstrip())
        given = self._instead or self.appliance.turn_away(asked, self.password)
        if given is None:
            given = self.appliance.answer(asked, self._change)
        return _response(GARBAGE if self.fault is InducedFault.WRONG else given)

    def _change(self, name: str, content: object) -> None:
        if self.fault is InducedFault.IGNORE:
            return
        if self.slow_s is None:
            self.appliance.values[name] = content
        else:
            later = asyncio.get_running_loop().call_later(self.slow_s, self.appliance.values.__setitem__, name, content)
            self._timers.add(later)


@asynccontextmanager
async def http_device_running(
    appliance: Appliance, *, host: str = "127.0.0.1", port: int = 0, password: str | None = None
) -> AsyncIterator[HttpDevice]:
    """An HTTP device, served until left; any free port where *port* is 0."""
    async with running(HttpDevice(host, port, password, appliance)) as device:
        yield device


def _instead(words: str) -> Answer | None:
    """What is answered in place of everything; None for the usual. Raises ValueError for other words."""
    match words.split():
        case ["usual"]:
            return None
        case ["huge"]:
            return HUGE
        case ["redirect", url]:
            return Answer(status=307, headers={"Location": url})
        case [status] if status.isdecimal() and 200 <= int(status) <= 599:
            return Answer(status=int(status))
        case _:
            raise ValueError(f"served {words} is not one of: {WORDS}")


def _response(given: Answer) -> web.Response:
    return web.Response(
        text=given.text or None,
        status=given.status,
        content_type=given.content_type if given.text else None,
        headers=given.headers,
    )
