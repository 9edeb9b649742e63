"""The Apple TV driver itself, on pyatv's Companion protocol. Importing it imports pyatv (1.5 s, 75 MiB): see integrations.drivers.appletv.

Source: https://pyatv.dev/documentation/protocols/#companion-link and pyatv 0.18. Companion does not notice a silent death and
has no heartbeat, so each observation is a round trip of its own. It does not say which app is shown.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from pyatv.exceptions import ProtocolError
from pyatv.protocols.companion.api import CompanionAPI, HidCommand

from config.states import PlayerState, Power
from integrations.drivers.appletv_connection import POWER, CompanionConnection, said_no
from integrations.drivers.driver import Driver
from integrations.drivers.errors import Refused, Unreachable

CLOSE_S = 1.0
"""How long a goodbye may take; pyatv alone would wait 5 s for each answer of a device that hangs."""
ANSWER_S = 2.0
"""How long to wait for the answer whether the device is awake; devices that answer do so sooner."""
SKIPS_AT_MOST = 64
"""The most observations in a row in which a device that did not answer is not asked whether it is awake."""

T = TypeVar("T")


@asynccontextmanager
async def open_companion(
    host: str, port: int, credentials: str, *, timeout_s: float, close_s: float = CLOSE_S
) -> AsyncIterator[Driver[PlayerState]]:
    """One line to the device; *credentials* are well formed. No socket or task is left after leaving, also after an error."""
    player = _Player(host, port, credentials, timeout_s)
    await player.connect()
    try:
        yield player
    finally:
        await player.leave(close_s)


class _Player:
    _connection: CompanionConnection

    def __init__(self, host: str, port: int, credentials: str, timeout_s: float) -> None:
        self._host, self._port, self._credentials, self._timeout_s = host, port, credentials, timeout_s
        self._silences = 0
        self._skips = 0
        self._left = False

    async def connect(self) -> None:
        """Open a new connection. Raises DeviceError."""
        connection = CompanionConnection(self._host, self._port, self._timeout_s)
        await connection.open(self._credentials)
        self._connection = connection

    async def leave(self, within_s: float) -> None:
        """Say goodbye and close, within *within_s*."""
        self._left = True
        await self._connection.close(within_s)

    async def observe(self) -> PlayerState:
        return PlayerState(power=await self._talk(self._power))

    async def apply(self, changes: PlayerState) -> None:
        await self._talk(lambda connection: _command(connection.api, changes))

    async def _talk(self, say: Callable[[CompanionConnection], Awaitable[T]]) -> T:
        """Talk with the device; if it has hung up, or does so meanwhile, talk once more over a new connection.

        So *say* may run twice: everything it sends must bear repetition.
        """
        if self._left:
            raise Unreachable("line_lost")
        if not self._connection.lost:
            try:
                return await _within(self._connection, say)
            except Unreachable:
                if not self._connection.lost:
                    raise
        await self.connect()
        return await _within(self._connection, say)

    async def _power(self, connection: CompanionConnection) -> Power | None:
        """The power that the device answers, or, if it does not answer, the last change that it reported by itself.

        Some tvOS never answer that question but obey commands: they are asked ever more seldom.
        """
        if self._skips > 0:
            self._skips -= 1
        else:
            try:
                async with asyncio.timeout(min(ANSWER_S, self._timeout_s / 2)):
                    told = await _ask_power(connection)
                    self._silences = 0
                    return told
            except TimeoutError:
                self._silences += 1
                self._skips = min(2**self._silences, SKIPS_AT_MOST) - 1
        await _prove_alive(connection.api)
        return connection.pushed


async def _within(connection: CompanionConnection, say: Callable[[CompanionConnection], Awaitable[T]]) -> T:
    async with connection.talk():
        return await say(connection)


async def _ask_power(connection: CompanionConnection) -> Power | None:
    try:
        return POWER.get((await connection.api.fetch_attention_state()).value)
    except ProtocolError as error:
        if said_no(error) is None:
            raise
        return connection.pushed
    except ValueError:  # a status that pyatv does not know
        return None


async def _prove_alive(api: CompanionAPI) -> None:
    """Ask what the device has answered before, when it was connected. Raises what pyatv raises."""
    try:
        await api.system_info()  # type: ignore[no-untyped-call]
    except ProtocolError as error:
        if said_no(error) is None:
            raise


async def _command(api: CompanionAPI, changes: PlayerState) -> None:
    """Wake the device first, put it to sleep last. Raises Refused, and what pyatv raises."""
    try:
        if changes.power is Power.ON:
            await api.hid_command(False, HidCommand.Wake)  # noqa: FBT003 - False: the button is released
        if changes.app is not None:
            await _launch(api, changes.app)
        if changes.power is Power.OFF:
            await api.hid_command(False, HidCommand.Sleep)  # noqa: FBT003
    except ProtocolError as error:
        if (detail := said_no(error)) is None:
            raise
        raise Refused("not_accepted", detail=detail) from error


async def _launch(api: CompanionAPI, app: str) -> None:
    """Show an app. Raises Refused if the device refuses."""
    try:
        # launch_app throws the answer away, in which tvOS 26 refuses without the `_em` that pyatv looks for.
        answer = await api._send_command("_launchApp", {"_bundleID": app})  # noqa: SLF001
        detail = str(answer.get("_ed", "")) if answer.keys() & {"_ec", "_eu"} else None
    except ProtocolError as error:
        if (detail := said_no(error)) is None:
            raise
    if detail is not None:
        installed = (await api.app_list()).get("_c", {})
        raise Refused("not_accepted", detail=detail) if app in installed else Refused("no_such_app", app=app)
