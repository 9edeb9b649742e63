"""Questions and answers with one display over TCP, on as few connections as it allows (PJLink Specifications 2.00, 2 and 5).

A connection is used until the display closes it, which a display may do at any time and does after 30 s without a question.
Some displays have a single socket and need a moment between two connections; some close after each answer.
"""

import asyncio
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import cast

from integrations.drivers.errors import DeviceError, NeedsPerson, Unreachable
from integrations.drivers.pjlink_messages import Lines, answer_to, digest, encode, is_locked_out, parse_greeting

SHORTEST_PAUSE_S = 0.05
"""The first pause between two connections: displays with a single socket were seen to need 10 ms."""
LONGEST_PAUSE_S = 0.5
TRIES = 3
"""How many times to connect to a display that turns connections away, each time after a pause three times as long."""
AT_ONCE_S = 1.0
"""A display that closes within this time after its first answer closes because of it."""
LONE_ANSWERS = 2
"""How many connections in a row with one answer each are a habit, no accident."""
UNREAD_LINES = 32
"""More lines than any display sends unasked; the newest are kept."""


@dataclass(slots=True)
class Habits:
    """What was learnt about the display at one address."""

    pause_s: float = SHORTEST_PAUSE_S
    """The pause that the display needs between two connections."""
    closed_at_s: float = float("-inf")
    lone_answers: int = 0
    """How many connections in a row the display closed after their first answer."""


HABITS: defaultdict[tuple[str, int], Habits] = defaultdict(Habits)
"""By host and port. Each failure ends a line, so the habits outlive it; they are lost with the process."""


class LockedOut(ConnectionError):
    """The display asks for a password, or for another one."""


class PjlinkLine:
    """The line to one display. It asks one question at a time; other callers wait for their turn."""

    def __init__(self, host: str, port: int, password: str | None, *, timeout_s: float) -> None:
        self.host, self.port = host, port
        self._password, self._timeout_s = password, timeout_s
        self._habits = HABITS[host, port]
        self._connection: _Connection | None = None
        self._turn = asyncio.Lock()

    async def ask(self, command: str, parameter: str) -> str:
        """The display's answer to *command*, in capitals: a value, OK or ERR1 to ERR4. Raises Unreachable, NeedsPerson.

        Connection, greeting and answer may take *timeout_s* each, all together twice that. After any failure the
        connection is closed, so that no late answer is taken for that to the next question.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(2 * self._timeout_s):
                    return await self._ask(command, parameter)
            except (OSError, UnicodeError) as error:
                fault = self._fault(error)
                await self.close()
                raise fault from error
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Close the connection, if there is one, and wait until it is closed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._habits.closed_at_s = monotonic()
            await connection.close()

    async def _ask(self, command: str, parameter: str) -> str:
        """Ask over the open connection, or a new one if that was closed: no command does harm if it is sent twice."""
        if self._connection is not None:
            try:
                return await self._answer(self._connection, command, parameter)
            except ConnectionError:
                self._habits.lone_answers += self._connection.ended_with_its_answer
                await self.close()
        return await self._answer(await self._reach(), command, parameter)

    async def _answer(self, connection: "_Connection", command: str, parameter: str) -> str:
        async with asyncio.timeout(self._timeout_s):
            value = await connection.ask(command, parameter)
        if connection.answers > 1:
            self._habits.lone_answers = 0
        if self._habits.lone_answers >= LONE_ANSWERS:
            await self.close()
        return value

    async def _reach(self) -> "_Connection":
        """Open a new connection, with as many tries as a display with a single socket may need."""
        *pauses, last = [min(self._habits.pause_s * 3**turned_away, LONGEST_PAUSE_S) for turned_away in range(TRIES)]
        for pause_s in pauses:
            with suppress(ConnectionError):
                return await self._connect(pause_s)
            await self.close()
        return await self._connect(last)

    async def _connect(self, pause_s: float) -> "_Connection":
        """Connect *pause_s* after the last connection and take the greeting. Raises ConnectionError if it is turned away."""
        await asyncio.sleep(self._habits.closed_at_s + pause_s - monotonic())
        async with asyncio.timeout(self._timeout_s):
            loop = asyncio.get_running_loop()
            _, self._connection = await loop.create_connection(_Connection, self.host, self.port)
        async with asyncio.timeout(self._timeout_s):
            salt = await self._connection.greeting()
        if salt:
            if self._password is None:
                raise NeedsPerson("password_missing")
            self._connection.digest = digest(salt, self._password)
        self._habits.pause_s = pause_s
        return self._connection

    def _fault(self, error: Exception) -> DeviceError:
        if isinstance(error, LockedOut):
            return NeedsPerson("wrong_password" if self._password is not None else "password_missing")
        if self._connection is None:
            return Unreachable("unreachable", host=self.host, port=self.port)
        if self._connection.said_otherwise:
            return Unreachable("protocol", host=self.host, port=self.port)
        if isinstance(error, TimeoutError):
            return Unreachable("silent", seconds=self._timeout_s)
        return Unreachable("line_lost")


class _Connection(asyncio.Protocol):
    """One TCP connection, read line by line until it ends."""

    def __init__(self) -> None:
        self.digest = ""
        """The digest that goes before the first command; empty for none."""
        self.answers = 0
        self.said_otherwise = False
        """Whether something came since the last question that was no answer to it."""
        self._answered_at_s = 0.0
        self._lines = Lines()
        self._unread: deque[str] = deque(maxlen=UNREAD_LINES)
        self._stirred, self._ended = asyncio.Event(), asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._unread.extend(self._lines.feed(data))
        self._stirred.set()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - how it ended does not matter
        self._ended.set()
        self._stirred.set()

    @property
    def ended_with_its_answer(self) -> bool:
        """Whether the connection has served one question only, just now."""
        return self.answers == 1 and monotonic() - self._answered_at_s < AT_ONCE_S

    async def greeting(self) -> str:
        """The salt for our password; empty if the display asks for none. Raises ConnectionError."""
        while (salt := parse_greeting(await self._line())) is None:
            self.said_otherwise = True
        return salt

    async def ask(self, command: str, parameter: str) -> str:
        """Send a command and skip every line that does not answer it. Raises ConnectionError."""
        self._unread.clear()  # lines from before the question answer another
        self.said_otherwise = False
        if not self._ended.is_set():
            self._transport.write(encode(command, parameter, self.digest))
        self.digest = ""
        while (value := answer_to(command, await self._line())) is None:
            self.said_otherwise = True
        self.answers += 1
        self._answered_at_s = monotonic()
        return value

    async def close(self) -> None:
        self._transport.abort()
        await self._ended.wait()

    async def _line(self) -> str:
        while not self._unread:
            if self._ended.is_set():
                raise ConnectionResetError
            self._stirred.clear()
            await self._stirred.wait()
        line = self._unread.popleft()
        if is_locked_out(line):
            raise LockedOut
        return line
