"""The Apple TV driver itself, on pyatv's Companion protocol. Importing it imports pyatv (1.5 s, 75 MiB): see integrations.appletv.

Source: https://pyatv.dev/documentation/protocols/#companion-link and pyatv 0.18. Companion does not notice a silent death and
has no heartbeat, so each observation is a round trip of its own. It does not say which app is shown.
"""

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from ipaddress import IPv4Address
from typing import cast

import pyatv
from aiohttp import ClientSession
from pyatv.conf import AppleTV as Address
from pyatv.conf import ManualService
from pyatv.const import PowerState, Protocol
from pyatv.core.relayer import Relayer
from pyatv.exceptions import AuthenticationError, BlockedStateError, ProtocolError
from pyatv.interface import AppleTV
from pyatv.protocols.companion import CompanionPower
from pyatv.protocols.companion.api import CompanionAPI, SystemStatus

from config.states import PlayerState, Power
from integrations.appletv_line import Line
from integrations.driver import Driver
from integrations.errors import DeviceError, NeedsPerson, Refused, Unreachable

CLOSE_S = 1.0
"""How long a goodbye may take; pyatv alone would give a hung device 5 s for each of its words."""

_STATUSES = {
    SystemStatus.Asleep: Power.OFF,
    SystemStatus.Screensaver: Power.ON,
    SystemStatus.Awake: Power.ON,
    SystemStatus.Idle: Power.ON,
}
_PUSHED = {PowerState.Off: Power.OFF, PowerState.On: Power.ON}
_PASSING = {3, 5, 6, 7}
"""Errors of pair-verify that pass: back-off, too many tries, unavailable, busy. With any other we are not known (any more)."""
_SAID_NO = re.compile(r"Command failed: (.*)", re.DOTALL)
"""How pyatv's ProtocolError differs where the device did answer, with an error of its own; it has no other mark."""

# At DEBUG pyatv writes the credentials.
logging.getLogger("pyatv").setLevel(logging.WARNING)


@asynccontextmanager
async def open_companion(
    host: str, port: int, credentials: str, *, timeout_s: float, close_s: float = CLOSE_S
) -> AsyncIterator[Driver[PlayerState]]:
    """One line to the device; *credentials* are well formed. Nothing of it is left after leaving, however it went."""
    line = Line()
    player = _Player(line, host, port, timeout_s, close_s)
    try:
        async with ClientSession() as session:  # Companion does not use it, pyatv would make one and lose it
            await player.connect(credentials, session)
            try:
                yield player
            finally:
                await player.say_goodbye()
    finally:
        await line.end()


class _Player:
    def __init__(self, line: Line, host: str, port: int, timeout_s: float, close_s: float) -> None:
        self._line = line
        self._host = host
        self._port = port
        self._timeout_s = timeout_s
        self._close_s = close_s
        self._device: AppleTV | None = None
        self._spoilt = False

    async def connect(self, credentials: str, session: ClientSession) -> None:
        """Connect and prove who we are. Raises DeviceError."""
        async with self._talk():
            address = Address(await _resolve(self._host, self._port), "Apple TV")
            service = ManualService("regia", Protocol.Companion, self._port, {}, credentials=credentials)
            address.add_service(service)
            loop = cast("asyncio.AbstractEventLoop", self._line)
            self._device = await pyatv.connect(address, loop, session=session)

    async def say_goodbye(self) -> None:
        """Take leave in at most close_s, without a word on a line that is spoilt."""
        if self._spoilt:
            await self._line.end()
        if self._device is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._close_s):
                    await asyncio.gather(*self._device.close(), return_exceptions=True)

    async def observe(self) -> PlayerState:
        async with self._talk() as device:
            return PlayerState(power=await _ask_power(device))

    async def apply(self, changes: PlayerState) -> None:
        async with self._talk() as device:
            try:
                await _command(device, changes)
            except ProtocolError as error:
                if (detail := _said_no(error)) is None:
                    raise
                raise Refused("not_accepted", detail=detail) from error

    @asynccontextmanager
    async def _talk(self) -> AsyncIterator[AppleTV]:
        """Bound a talk with the device, and turn what goes wrong in it into a DeviceError."""
        if self._line.lost:
            raise Unreachable("line_lost")
        try:
            async with self._line.within(self._timeout_s):
                yield cast("AppleTV", self._device)
        except DeviceError:
            raise
        except Exception as error:  # pyatv's exceptions have no root, and KeyError and ValueError pass through it
            self._spoilt = True
            raise self._fault(error) from error
        if (task := asyncio.current_task()) and task.cancelling():
            # Until Python 3.12 wait_for, which pyatv uses, forgets a cancellation that comes together with the answer.
            raise asyncio.CancelledError

    def _fault(self, error: Exception) -> DeviceError:
        if self._line.refusal is not None:
            return Unreachable("busy") if self._line.refusal in _PASSING else NeedsPerson("pairing_lost")
        if _is_stranger(error):
            return NeedsPerson("pairing_lost")
        if not self._line.connected:
            return Unreachable("unreachable", host=self._host, port=self._port)
        if self._line.lost or isinstance(error, BlockedStateError):
            return Unreachable("line_lost")
        if any(isinstance(cause, TimeoutError) for cause in _causes(error)):
            return Unreachable("silent", seconds=self._timeout_s)
        return Unreachable("protocol", host=self._host, port=self._port)


async def _ask_power(device: AppleTV) -> Power | None:
    """Ask the device whether it is awake; one that does not say it when asked may have told of its last change."""
    try:
        return _STATUSES.get(await _companion(device).fetch_attention_state())
    except ProtocolError as error:
        if _said_no(error) is None:
            raise
        return _PUSHED.get(device.power.power_state)
    except ValueError:  # a status that pyatv does not know
        return None


async def _command(device: AppleTV, changes: PlayerState) -> None:
    if changes.power is Power.ON:
        await device.power.turn_on()
    if changes.app is not None:
        await _launch(device, changes.app)
    if changes.power is Power.OFF:
        await device.power.turn_off()


async def _launch(device: AppleTV, app: str) -> None:
    """Show an app. Raises Refused where the device says no."""
    try:
        # launch_app throws the answer away, in which tvOS 26 says no without the `_em` that pyatv looks for.
        answer = await _companion(device)._send_command("_launchApp", {"_bundleID": app})  # noqa: SLF001
        detail = str(answer.get("_ed", "")) if answer.keys() & {"_ec", "_eu"} else None
    except ProtocolError as error:
        if (detail := _said_no(error)) is None:
            raise
    if detail is not None:
        installed = {listed.identifier for listed in await device.apps.app_list()}
        raise Refused("not_accepted", detail=detail) if app in installed else Refused("no_such_app", app=app)


def _companion(device: AppleTV) -> CompanionAPI:
    """pyatv's Companion underneath its facade, which only knows the power it was last told. Raises BlockedStateError."""
    return cast("Relayer[CompanionPower]", device.power).main_instance.api


async def _resolve(host: str, port: int) -> IPv4Address:
    """pyatv takes no names. Raises OSError."""
    with suppress(ValueError):
        return IPv4Address(host)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_STREAM)
    return IPv4Address(found[0][4][0])


def _said_no(error: ProtocolError) -> str | None:
    match = _SAID_NO.match(str(error))
    return match[1] if match else None


def _is_stranger(error: Exception) -> bool:
    """Whether the device proved to be another than the one we are paired with.

    pyatv wraps whatever goes wrong in pair-verify into AuthenticationError; in a true one there is another.
    """
    inner = error.__cause__ if isinstance(error, AuthenticationError) else None
    return isinstance(inner, AuthenticationError) and not str(inner).startswith("no pairing data")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
