"""Peers that say fixed things over TCP or WebSocket, for what no decent device says."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress

from aiohttp import web

from integrations.emulators.controls import StreamEmulator, running
from integrations.emulators.web import WebEmulator


class Scripted(StreamEmulator):
    """Greets each connection, then answers each thing it is sent with the next of its lines, then hangs up."""

    def __init__(self, greeting: bytes, lines: Sequence[bytes], *, stays: bool) -> None:
        super().__init__("127.0.0.1", 0)
        self.greeting = greeting
        self.lines = lines
        self.stays = stays
        self.read: list[bytes] = []
        """What it was sent."""

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.greeting)
        for line in self.lines:
            self.read.append(await reader.read(1000))
            writer.write(line)
        if self.stays:
            await reader.read()

    def picture(self) -> Mapping[str, object]:
        return {}

    def by_hand(self, attribute: str, value: str) -> None:
        raise ValueError(attribute, value)


@asynccontextmanager
async def scripted(greeting: bytes = b"", *lines: bytes, stays: bool = False) -> AsyncIterator[Scripted]:
    """A peer that says *greeting*, then *lines* in answer; it hangs up at the end unless it *stays*, silent."""
    async with running(Scripted(greeting, lines, stays=stays)) as peer:
        yield peer


class ScriptedSocket(WebEmulator):
    """Greets with its first line, answers each message with the next, then closes with *close_code*."""

    def __init__(self, lines: Sequence[str], close_code: int) -> None:
        super().__init__("127.0.0.1", 0)
        self.lines = lines
        self.close_code = close_code

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for line in self.lines:
            await socket.send_str(line)
            await socket.receive()
        await socket.close(code=self.close_code)
        return socket

    def picture(self) -> Mapping[str, object]:
        return {}

    def by_hand(self, attribute: str, value: str) -> None:
        raise ValueError(attribute, value)


@asynccontextmanager
async def scripted_socket(*lines: str, close_code: int = 1000) -> AsyncIterator[ScriptedSocket]:
    """A WebSocket that says the first of *lines*, the others in answer, and closes."""
    async with running(ScriptedSocket(lines, close_code)) as peer:
        yield peer


@contextmanager
def deaf_port() -> Iterator[int]:
    """A port whose packets are dropped: its queue of connections is full, so the kernel answers no more."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as waiting:
        for _ in range(4):
            knock = waiting.enter_context(socket.socket())
            knock.settimeout(0)
            with suppress(BlockingIOError):
                knock.connect(full.getsockname())
        yield int(full.getsockname()[1])
