"""Servers that answer over real sockets as no Jitsi should: bytes as a test wants them, plainly or over TLS."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from ssl import SSLContext

Answer = Callable[[str], bytes]
"""What goes out for a path."""
API = b"window.JitsiMeetExternalAPI = class {};"


def reply(body: bytes, *headers: str, status: int = 200, length: int | None = None) -> bytes:
    """A whole answer; one of another *length* than it says breaks off."""
    head = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*head, "Connection: close", "", ""]).encode() + body


@asynccontextmanager
async def answering(answer: Answer, *, hangs: bool = False, tls: SSLContext | None = None) -> AsyncIterator[str]:
    """The address of a server that gives each path its answer, and then closes, or hangs."""
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(answer(head.split(b" ")[1].decode()))
            await writer.drain()
            if hangs:
                await over.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        port = server.sockets[0].getsockname()[1]
        try:
            yield f"{'http' if tls is None else 'https'}://localhost:{port}"
        finally:
            over.set()
