"""Projectors and displays over PJLink class 1 and 2 (PJLink Specifications 2.00, JBMIA, 2017-01-31, section 4)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from config.states import DisplayState, Power, Value, attributes
from integrations.drivers.driver import Driver
from integrations.drivers.errors import Busy, DeviceError, Refused, Unreachable
from integrations.drivers.pjlink_line import PjlinkLine

ASK_AGAIN_S = 1.0
"""Pause after ERR3: warming and cooling take many seconds, and projectors answer slowly meanwhile."""

_POWERS = {"0": Power.OFF, "1": Power.ON, "2": Power.COOLING, "3": Power.WARMING}
_KINDS = {"rgb": "1", "video": "2", "hdmi": "3", "digital": "3", "storage": "4", "network": "5", "internal": "6"}
_NAMES = {kind: name for name, kind in _KINDS.items() if name != "digital"}
_INPUT = re.compile(r"([a-z]+)([1-9a-z])", re.ASCII)
_CODE = re.compile(r"[0-9A-Z]{2}")
_OF_CLASS_2 = re.compile(r"[1-6][A-Z]|6[1-9]")


def encode_input(name: str) -> str:
    """PJLink's code of an input, like ``31`` for ``hdmi1`` or ``digital1`` (section 4.3); a code stays. Raises Refused."""
    plain = name.strip().lower()
    match = _INPUT.fullmatch(plain)
    code = (_KINDS.get(match[1], "") + match[2] if match else plain).upper()
    if not (_CODE.fullmatch(code) and code[0].isdigit()):
        raise Refused("no_such_input", input=name)
    return code


def parse_input(code: str) -> str | None:
    """The name of an input from PJLink's code, like ``hdmi1`` for ``31``; a code without a name stays.

    None for what is no code. `encode_input` reads the name back.
    """
    if not _CODE.fullmatch(code):
        return None
    return f"{_NAMES[code[0]]}{code[1].lower()}" if code[0] in _NAMES and code[1] != "0" else code


def canonical_input(name: str) -> str:
    """The name that observe returns for the input *name*: ``hdmi1`` also for ``digital1`` and ``31``. Raises Refused."""
    code = encode_input(name)
    return parse_input(code) or code


def encode(name: str, value: Value) -> tuple[str, str]:
    """The command and parameter that set one attribute, in class 2 for inputs that only class 2 has. Raises Refused."""
    if name == "power":
        return "1POWR", "1" if value == Power.ON else "0"
    code = encode_input(str(value))
    return ("2INPT" if _OF_CLASS_2.fullmatch(code) else "1INPT"), code


def refusal(value: str) -> Refused | Busy | None:
    """The error that an answer reports (section 2.3); None for any other answer."""
    match value:
        case "ERR1" | "ERR2":
            return Refused("not_accepted", detail=value)
        case "ERR3":
            return Busy("busy", ASK_AGAIN_S)
        case "ERR4":
            return Refused("device_failure")
        case _:
            return None


@asynccontextmanager
async def open_pjlink(
    host: str, port: int, password: str | None, *, timeout_s: float
) -> AsyncIterator[Driver[DisplayState]]:
    """A line to the display at *host*; it is open once the display has answered, be it with an error.

    Each step of an answer (connection, greeting, reply) may take *timeout_s*, a whole answer twice that.
    """
    line = PjlinkLine(host, port, password, timeout_s=timeout_s)
    driver = PjlinkDriver(line)
    try:
        with suppress(Refused, Busy):
            await driver.power()
        yield driver
    finally:
        await line.close()


class PjlinkDriver:
    """One display: its power and its input."""

    def __init__(self, line: PjlinkLine) -> None:
        self._line = line
        self._input_command = "1INPT"
        """The command for asking, in the class in which the input was set: class 1 cannot name the inputs of class 2."""
        self._tells_input = True

    async def observe(self) -> DisplayState:
        """Read the power and, while it is on, the input; displays do not tell their input otherwise.

        If the display tells only one of the two, the other is None. Raises Busy if the display warms or cools without
        saying which.
        """
        try:
            power = await self.power()
        except Refused as untold:
            source = None if untold.code == "device_failure" else await self._input()
            if source is None:
                raise
            return DisplayState(input=source)
        return DisplayState(power, await self._input() if power is Power.ON else None)

    async def apply(self, changes: DisplayState) -> None:
        """Send the power first; if one is refused, the other is sent all the same. Raises Busy while no input is taken."""
        refusals: list[DeviceError] = []
        for name, value in attributes(changes).items():
            try:
                await self._set(name, value)
            except (Refused, Busy) as error:
                refusals.append(error)
        if refusals:
            raise refusals[0]

    async def power(self) -> Power:
        """The power the display reports. Raises DeviceError."""
        value = await self._ask("1POWR", "?")
        if value in _POWERS:
            return _POWERS[value]
        if len(value) == 1 and value.isdigit():  # a power beyond section 4.2; the display may still tell its input
            raise Refused("not_accepted", detail=f"POWR={value}")
        raise Unreachable("protocol", host=self._line.host, port=self._line.port)

    async def _input(self) -> str | None:
        """The input; None if the display refuses to tell it or keeps silent twice, since it told its power just now."""
        for _ in range(2 if self._tells_input else 1):
            try:
                code = await self._ask(self._input_command, "?")
            except (Refused, Busy):
                return None
            except Unreachable:
                continue
            self._tells_input = True
            return parse_input(code)
        self._tells_input = False
        return None

    async def _set(self, name: str, value: Value) -> None:
        """Set one attribute. Any answer but a refusal will do, since some displays answer with their state, not OK."""
        command, parameter = encode(name, value)
        try:
            await self._ask(command, parameter)
        except Refused as error:
            if name == "input" and error.params.get("detail") == "ERR2":
                raise Refused("no_such_input", input=value) from error
            raise
        except Unreachable as error:
            if error.code != "silent":
                raise
            raise Busy("busy", ASK_AGAIN_S) from error  # some displays answer once they have switched, seconds later
        if name == "input":
            self._input_command = command

    async def _ask(self, command: str, parameter: str) -> str:
        value = await self._line.ask(command, parameter)
        if fault := refusal(value):
            raise fault
        return value
