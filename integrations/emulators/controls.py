"""What all emulated devices share: one TCP port, and faults that a few words switch on while the device runs.

To write an emulator, subclass StreamEmulator (bytes over TCP: give it *converse*) or web.WebEmulator (HTTP or
WebSocket: give it *answer*), and offer it as an async context manager made of *running*::

    class Bulb(StreamEmulator):
        lit = False

        async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while line := await reader.readline():
                self.hear(line.decode().strip())          # notes the line, and cuts the connection under `drop`
                if self.fault is not InducedFault.IGNORE:
                    self.lit = line == b"on\\n"
                writer.write(b"?!" if self.fault is InducedFault.WRONG else b"OK\\n")

        def picture(self) -> Mapping[str, object]:
            return {"lit": self.lit}

        def by_hand(self, attribute: str, value: str) -> None:
            self.lit = value == "true"                     # raises ValueError for an impossible value

    @asynccontextmanager
    async def bulb_running(*, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Bulb]:
        async with running(Bulb(host, port)) as bulb:
            yield bulb

`refuse`, `freeze` and `drop` need nothing more; the subclass itself heeds `wrong`, `ignore` and *slow_s*.
"""

import asyncio
import socket
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from typing import TypeVar

HEARD_AT_MOST = 1000
WORDS = "refuse, freeze, drop, wrong, ignore, slow SECONDS, by-hand ATTRIBUTE VALUE, password [TEXT], clear, show"


class InducedFault(StrEnum):
    """What a control word makes wrong with an emulated device; one at a time."""

    REFUSE = "refuse"
    """Nothing listens: new connections are refused, open ones are cut."""
    FREEZE = "freeze"
    """Connections are accepted but nothing is answered, as by a stopped process, until `clear`."""
    DROP = "drop"
    """Connections are cut: open ones at once, later ones when something comes on them."""
    WRONG = "wrong"
    """Answers are garbage."""
    IGNORE = "ignore"
    """Commands are answered with OK and change nothing."""


class Emulator(ABC):
    """One emulated device behind one TCP port. Make it inside a running loop and serve it with *running*."""

    def __init__(self, host: str, port: int, password: str | None = None) -> None:
        self.host = host
        self.port = port
        """0 before serving means any free port."""
        self.password = password
        self.fault: InducedFault | None = None
        self.slow_s: float | None = None
        """How long the device takes to follow a command; None for its usual time."""
        self.heard: deque[str] = deque(maxlen=HEARD_AT_MOST)
        """What was asked of the device, oldest first."""
        self.on_heard: Callable[[str], object] = lambda _: None
        """Called with each command when it is heard."""
        self._transports: set[asyncio.Transport] = set()
        self._listener: socket.socket | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._talks: dict[asyncio.Task[None], socket.socket] = {}

    @abstractmethod
    def picture(self) -> Mapping[str, object]:
        """The device's state by attribute, for `show`."""

    @abstractmethod
    def by_hand(self, attribute: str, value: str) -> None:
        """Change one attribute as a person at the device would. Raises ValueError for an impossible change."""

    @abstractmethod
    async def serve(self, connection: socket.socket) -> None:
        """Talk on an accepted connection, and hand its transport to *track*."""

    def control(self, command: str) -> str:
        """Obey one line of control words (see WORDS) and return what `show` says. Raises ValueError for other words."""
        word, _, rest = command.strip().partition(" ")
        match word:
            case "show" if not rest:
                pass
            case "clear" if not rest:
                self.slow_s = None
                self._become(None)
            case "slow":
                self.slow_s = float(rest)
            case "password":
                self.password = rest or None
            case "by-hand":
                attribute, _, value = rest.strip().partition(" ")
                self.by_hand(attribute, value.strip())
            case _ if word in set(InducedFault) and not rest:
                self._become(InducedFault(word))
            case _:
                raise ValueError(f"{command!r} is not one of: {WORDS}")
        return self.show()

    def show(self) -> str:
        """The present fault and state, on one line."""
        slow = {} if self.slow_s is None else {"slow": self.slow_s}
        shown = {"fault": self.fault or "none", **slow, **self.picture()}
        return " ".join(f"{name}={value}" for name, value in shown.items())

    def hear(self, command: str) -> None:
        """Note what was asked. Under `drop` this cuts every connection and raises ConnectionAbortedError."""
        self.heard.append(command)
        self.on_heard(command)
        if self.fault is InducedFault.DROP:
            self.cut()
            raise ConnectionAbortedError

    def cut(self) -> None:
        """End every connection at once, without a goodbye."""
        for transport in self._transports:
            transport.abort()
        self._transports.clear()

    def track(self, transport: asyncio.Transport) -> None:
        """Remember a connection, so that faults reach it."""
        self._transports = {known for known in self._transports if not known.is_closing()} | {transport}
        if self.fault is InducedFault.FREEZE:
            transport.pause_reading()

    def open(self, tasks: asyncio.TaskGroup) -> None:
        """Listen; each connection is served by a task of *tasks*."""
        self._tasks = tasks
        self._listen()

    async def close(self) -> None:
        """Stop listening and end every conversation."""
        self._deafen()
        self.cut()
        for talk in self._talks:
            talk.cancel()

    def _become(self, fault: InducedFault | None) -> None:
        self.fault = fault
        if fault in {InducedFault.REFUSE, InducedFault.FREEZE}:
            self._deafen(closing=fault is InducedFault.REFUSE)
        else:
            self._listen()
        if fault in {InducedFault.REFUSE, InducedFault.DROP}:
            self.cut()
        for transport in self._transports:
            if fault is InducedFault.FREEZE:
                transport.pause_reading()
            elif not transport.is_closing():
                transport.resume_reading()

    def _listen(self) -> None:
        if self._listener is None:
            self._listener = socket.create_server((self.host, self.port))
            self._listener.settimeout(0)
            self.port = self._listener.getsockname()[1]
        asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def _deafen(self, *, closing: bool = True) -> None:
        """Accept no more. Without *closing* the kernel still completes connections, as for a stopped process."""
        if self._listener is None:
            return
        asyncio.get_running_loop().remove_reader(self._listener)
        if closing:
            self._listener.close()
            self._listener = None

    def _accept(self) -> None:
        if self._listener is None or self._tasks is None:
            return
        with suppress(BlockingIOError, ConnectionAbortedError):
            connection, _ = self._listener.accept()
            connection.settimeout(0)
            talk = self._tasks.create_task(self.serve(connection), name=f"{type(self).__name__} {self.port}")
            self._talks[talk] = connection
            talk.add_done_callback(self._ended)

    def _ended(self, talk: asyncio.Task[None]) -> None:
        connection = self._talks.pop(talk)
        if talk.cancelled():
            connection.close()


class StreamEmulator(Emulator):
    """An emulator that speaks bytes over TCP."""

    @abstractmethod
    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk until the peer leaves; returning closes the connection, as do ConnectionError and IncompleteReadError."""

    async def serve(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        transport, protocol = await loop.connect_accepted_socket(
            lambda: asyncio.StreamReaderProtocol(reader), connection
        )
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        self.track(transport)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self.converse(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


E = TypeVar("E", bound=Emulator)


@asynccontextmanager
async def running(emulator: E) -> AsyncIterator[E]:
    """Serve *emulator* until left; afterwards neither task nor socket of it remains. Raises OSError."""
    failure: Exception | None = None
    async with asyncio.TaskGroup() as tasks:
        try:
            emulator.open(tasks)
            yield emulator
        except Exception as error:  # noqa: BLE001 - raised below as it is, not wrapped in the group's
            failure = error
        finally:
            await emulator.close()
    if failure is not None:
        raise failure
