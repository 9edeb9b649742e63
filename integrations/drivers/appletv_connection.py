"""One connection to an Apple TV: pyatv's Companion protocol on our own line, whose errors become DeviceError.

pyatv's own ``connect`` waits 5 s for an answer that some tvOS never give, so only its CompanionAPI is used.
"""

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from ipaddress import IPv4Address
from typing import Any, cast

from pyatv.conf import AppleTV as Address
from pyatv.conf import ManualService
from pyatv.const import Protocol
from pyatv.core import create_core
from pyatv.exceptions import AuthenticationError, ProtocolError
from pyatv.protocols.companion.api import CompanionAPI
from pyatv.support.http import ClientSessionManager

from config.states import Power
from integrations.drivers.appletv_line import CompanionLine
from integrations.drivers.errors import DeviceError, NeedsPerson, Unreachable

POWER = {1: Power.OFF, 2: Power.ON, 3: Power.ON, 4: Power.ON}
"""The power behind each status: asleep, screen saver, awake, idle."""
_PASSING = {3, 5, 6, 7}
"""Errors of pair-verify that pass: back-off, too many tries, unavailable, busy. Any other means that the pairing is lost."""
_SAID_NO = re.compile(r"Command failed: (.*)", re.DOTALL)
"""The text of pyatv's ProtocolError if the device answered with an error of its own; nothing else tells it apart."""
_NO_SESSION = ClientSessionManager(cast("Any", None), should_close=False)
"""Companion needs no HTTP session, but pyatv would open one and never close it."""

# At DEBUG pyatv writes the credentials.
logging.getLogger("pyatv").setLevel(logging.WARNING)


class CompanionConnection:
    """One connection from its first packet to its last; *api* is pyatv's CompanionAPI on it."""

    api: CompanionAPI

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        """Prepare a connection; nothing is sent before `open`."""
        self.pushed: Power | None = None
        """The last change of power that the device reported by itself."""
        self._line = CompanionLine()
        self._host, self._port, self._timeout_s = host, port, timeout_s
        self._spoilt = False

    @property
    def lost(self) -> bool:
        """Whether the connection has ended."""
        return self._line.lost

    async def open(self, credentials: str) -> None:
        """Connect, prove who we are, and subscribe to changes. Raises DeviceError, after closing everything."""
        try:
            async with self.talk():
                address = Address(await _resolve(self._host, self._port), "Apple TV")
                service = ManualService("regia", Protocol.Companion, self._port, {}, credentials=credentials)
                loop = cast("asyncio.AbstractEventLoop", self._line)
                core = await create_core(address, service, session_manager=_NO_SESSION, loop=loop)
                self.api = CompanionAPI(core)
                await self.api.connect()  # type: ignore[no-untyped-call]
                for event in ("SystemStatus", "TVSystemStatus"):
                    self.api.listen_to(event, self._heard)
                    await self.api.subscribe_event(event)
        except BaseException:
            await self._line.end()
            raise

    async def close(self, within_s: float) -> None:
        """Say goodbye within *within_s*, unless the connection is spoilt, and close."""
        if not (self._spoilt or self.lost):
            with suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    await self.api.disconnect()  # type: ignore[no-untyped-call]
        await self._line.end()

    @asynccontextmanager
    async def talk(self) -> AsyncIterator[None]:
        """Run one exchange within the time-out, and turn its errors into DeviceError."""
        try:
            async with self._line.within(self._timeout_s):
                yield
        except DeviceError:
            raise
        except Exception as error:  # pyatv's exceptions have no root, and KeyError and ValueError pass through it
            self._spoilt = True
            raise self._fault(error) from error
        if (task := asyncio.current_task()) and task.cancelling():
            # Until Python 3.12 wait_for, which pyatv uses, forgets a cancellation that comes together with the answer.
            raise asyncio.CancelledError

    def _heard(self, told: object) -> None:
        state = told.get("state") if isinstance(told, Mapping) else None
        self.pushed = POWER.get(state) if isinstance(state, int) else None

    def _fault(self, error: Exception) -> DeviceError:
        if self._line.refusal is not None:
            return Unreachable("busy") if self._line.refusal in _PASSING else NeedsPerson("pairing_lost")
        if _is_stranger(error):
            return NeedsPerson("pairing_lost")
        if not self._line.connected:
            return Unreachable("unreachable", host=self._host, port=self._port)
        if self._line.lost:
            return Unreachable("line_lost")
        if any(isinstance(cause, TimeoutError) for cause in _causes(error)):
            return Unreachable("silent", seconds=self._timeout_s)
        return Unreachable("protocol", host=self._host, port=self._port)


def said_no(error: ProtocolError) -> str | None:
    """The error that the device itself answered with; None for any other ProtocolError."""
    match = _SAID_NO.match(str(error))
    return match[1] if match else None


async def _resolve(host: str, port: int) -> IPv4Address:
    """The IPv4 address of *host*, since pyatv takes no names. Raises OSError."""
    with suppress(ValueError):
        return IPv4Address(host)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_STREAM)
    return IPv4Address(found[0][4][0])


def _is_stranger(error: Exception) -> bool:
    """Whether the device proved to be another one than the device we are paired with.

    pyatv wraps every failure of pair-verify into AuthenticationError; only a true one is caused by another of its kind.
    """
    inner = error.__cause__ if isinstance(error, AuthenticationError) else None
    return isinstance(inner, AuthenticationError) and not str(inner).startswith("no pairing data")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
