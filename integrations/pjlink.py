"""Projectors and displays over PJLink class 1 and 2 (PJLink Specifications 2.00, JBMIA, 2017-01-31).

PJLink needs no standing connection: each command has its own. The line is 'open' once the power could be asked.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiopjlink import (
    PJLink,
    PJLinkConnectionClosed,
    PJLinkERR1,
    PJLinkERR2,
    PJLinkERR3,
    PJLinkERR4,
    PJLinkException,
    PJLinkNoConnection,
    PJLinkPassword,
    Sources,
)
from aiopjlink import Power as Lamp

from config.states import DisplayState, Power
from integrations.driver import Driver
from integrations.errors import Busy, DeviceError, NeedsPerson, Refused, Unreachable

ASK_AGAIN_S = 1.0
"""After ERR3: warming and cooling take many seconds, and projectors answer slowly meanwhile."""

_POWERS = {
    Lamp.State.OFF: Power.OFF,
    Lamp.State.ON: Power.ON,
    Lamp.State.COOLING: Power.COOLING,
    Lamp.State.WARMING: Power.WARMING,
}
_WISHES = {Power.ON: Lamp.State.ON, Power.OFF: Lamp.State.OFF}
_MODES = {
    "rgb": Sources.Mode.RGB,
    "video": Sources.Mode.VIDEO,
    "hdmi": Sources.Mode.DIGITAL,
    "storage": Sources.Mode.STORAGE,
    "network": Sources.Mode.NETWORK,
    "internal": Sources.Mode.INTERNAL,
}
_NAMES = {mode: name for name, mode in _MODES.items()}
_NO_REPLY = "did not respond"
"""How aiopjlink's PJLinkNoConnection differs when it did connect; it has no other mark."""
_INPUT = re.compile(r"([a-z]+)([1-9a-z])")


def encode_input(name: str) -> tuple[Sources.Mode, str]:
    """``hdmi1`` or ``digital1`` as PJLink's kind and number (section 4.3). Raises Refused for a name that is none."""
    match = _INPUT.fullmatch(name.strip().lower())
    mode = _MODES.get({"digital": "hdmi"}.get(match[1], match[1])) if match else None
    if match is None or mode is None:
        raise Refused("no_such_input", input=name)
    return mode, match[2].upper()


def parse_input(mode: Sources.Mode, number: str) -> str:
    """PJLink's kind and number as the name that *encode_input* reads back; digital ones are called ``hdmi``."""
    return f"{_NAMES[mode]}{number.lower()}"


def canonical_input(name: str) -> str:
    """The name that observe gives to the input *name*, so that ``digital1`` and ``HDMI1`` equal ``hdmi1``. Raises Refused."""
    return parse_input(*encode_input(name))


@asynccontextmanager
async def open_pjlink(
    host: str, port: int, password: str | None, *, timeout_s: float
) -> AsyncIterator[Driver[DisplayState]]:
    """A line to the display at *host*.

    Each step of an answer (connection, greeting, reply) may take *timeout_s*, a whole answer twice that.
    """
    driver = PjlinkDriver(host, port, password, timeout_s=timeout_s)
    await driver.power()
    yield driver


class PjlinkDriver:
    """One display: its power and its input."""

    def __init__(self, host: str, port: int, password: str | None, *, timeout_s: float) -> None:
        self._host, self._port, self._timeout_s = host, port, timeout_s
        self._has_password = password is not None
        self._link = PJLink(host, port, password, timeout_s)

    async def observe(self) -> DisplayState:
        """Power, and while it is on the input; displays do not tell their input otherwise."""
        power = await self.power()
        return DisplayState(power, await self._input() if power is Power.ON else None)

    async def apply(self, changes: DisplayState) -> None:
        """Power first. Raises Busy while the display is not on and so takes no input."""
        if changes.power is not None:
            async with self._answering():
                await self._link.power.set(_WISHES[changes.power])
        if changes.input is not None:
            mode, number = encode_input(changes.input)
            async with self._answering(refusal=Refused("no_such_input", input=changes.input)):
                await self._link.sources.set(mode, number)

    async def power(self) -> Power:
        """The power the display reports."""
        async with self._answering():
            return _POWERS[await self._link.power.get()]

    async def _input(self) -> str | None:
        try:
            async with self._answering():
                return parse_input(*await self._link.sources.get())
        except Busy:  # it was switched off since it told its power
            return None

    @asynccontextmanager
    async def _answering(self, *, refusal: Refused | None = None) -> AsyncIterator[None]:
        """Bound one command in time and translate what goes wrong; *refusal* is what 'out of parameter' means."""
        try:
            async with asyncio.timeout(2 * self._timeout_s):
                yield
        except TimeoutError as error:
            raise Unreachable("silent", seconds=self._timeout_s) from error
        except UnicodeError as error:  # no name of a host; aiopjlink translates every other failure
            raise Unreachable("unreachable", host=self._host, port=self._port) from error
        except PJLinkERR2 as error:
            raise (refusal or Refused("not_accepted", detail="ERR2")) from error
        except PJLinkException as error:
            raise self._fault(error) from error

    def _fault(self, error: PJLinkException) -> DeviceError:
        match error:
            case PJLinkPassword():
                return NeedsPerson("wrong_password" if self._has_password else "password_missing")
            case PJLinkERR1():
                return Refused("not_accepted", detail="ERR1")
            case PJLinkERR3():
                return Busy("busy", ASK_AGAIN_S)
            case PJLinkERR4():
                return Refused("device_failure")
            case PJLinkConnectionClosed():
                return Unreachable("line_lost")
            case PJLinkNoConnection() if _NO_REPLY not in str(error):
                return Unreachable("unreachable", host=self._host, port=self._port)
            case PJLinkException(__cause__=TimeoutError()):  # connected, but no greeting or no reply
                return Unreachable("silent", seconds=self._timeout_s)
            case _:
                return Unreachable("protocol", host=self._host, port=self._port)
