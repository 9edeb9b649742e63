"""A server that takes a live stream over RTMP, and takes it as badly as asked (Adobe's RTMP specification 1.0)."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from integrations.emulators.controls import StreamEmulator, running

HANDSHAKE = 1536
SET_CHUNK_SIZE, WINDOW_SIZE, PEER_BANDWIDTH, AUDIO, VIDEO, COMMAND = 1, 5, 6, 8, 9, 20
_HEADER_LENGTH = {0: 11, 1: 7, 2: 3, 3: 0}
_LONG_TIME = 0xFFFFFF
_BUFFERED = 4096
"""What the kernel may keep for a server that reads no more: little, so that a stall is felt soon."""


class RtmpSink(StreamEmulator):
    """Whoever publishes to it is let in. *answers* and *reads* are cleared to make it slow to let in, and stalled."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1", 0)
        self.answers, self.reads = asyncio.Event(), asyncio.Event()
        self.answers.set()
        self.reads.set()
        self.published = 0
        """How often somebody was let in."""
        self.media_bytes = 0
        """Audio and video that came."""

    @property
    def url(self) -> str:
        return f"rtmp://{self.host}:{self.port}/live"

    def open(self, tasks: asyncio.TaskGroup) -> None:
        super().open(tasks)
        if self._listener is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFERED)
            self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _shake_hands(reader, writer)
        chunks = _Chunks(reader)
        while True:
            await self.reads.wait()
            kind, message = await chunks.message()
            if kind == SET_CHUNK_SIZE:
                chunks.size = int.from_bytes(message, "big")
            elif kind == COMMAND:
                await self._obey(message, writer)
            elif kind in {AUDIO, VIDEO}:
                self.media_bytes += len(message)

    def picture(self) -> Mapping[str, object]:
        return {"published": self.published, "media_bytes": self.media_bytes}

    def by_hand(self, attribute: str, value: str) -> None:
        raise ValueError(attribute, value)

    async def _obey(self, message: bytes, writer: asyncio.StreamWriter) -> None:
        name, transaction = _command(message)
        self.hear(name)
        match name:
            case "connect":
                await self.answers.wait()
                writer.write(_message(WINDOW_SIZE, struct.pack(">I", 2_500_000)))
                writer.write(_message(PEER_BANDWIDTH, struct.pack(">IB", 2_500_000, 2)))
                writer.write(
                    _message(COMMAND, _amf("_result", transaction, None, _status("NetConnection.Connect.Success")))
                )
            case "createStream":
                writer.write(_message(COMMAND, _amf("_result", transaction, None, 1.0)))
            case "publish":
                self.published += 1
                writer.write(_message(COMMAND, _amf("onStatus", 0.0, None, _status("NetStream.Publish.Start"))))


class _Chunks:
    """Messages put together from chunks (5.3.1)."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self.size = 128
        self._reader = reader
        self._heads: dict[int, tuple[int, int, bool]] = {}
        self._bodies: dict[int, bytes] = {}

    async def message(self) -> tuple[int, bytes]:
        """The next whole message: its type and its body. Raises IncompleteReadError."""
        while True:
            stream, head = await self._header()
            length, kind, _ = self._heads[stream] = head
            body = self._bodies.pop(stream, b"")
            body += await self._reader.readexactly(min(self.size, length - len(body)))
            if len(body) == length:
                return kind, body
            self._bodies[stream] = body

    async def _header(self) -> tuple[int, tuple[int, int, bool]]:
        """The chunk stream, and its message's length, type, and whether its time takes four bytes more."""
        first = await self._number(1)
        stream = first & 0x3F
        if stream < 2:
            stream = 64 + int.from_bytes(await self._reader.readexactly(stream + 1), "little")
        said = await self._reader.readexactly(_HEADER_LENGTH[first >> 6])
        length, kind, long_time = self._heads.get(stream, (0, 0, False))
        if len(said) >= 3:
            long_time = int.from_bytes(said[:3], "big") == _LONG_TIME
        if len(said) >= 7:
            length, kind = int.from_bytes(said[3:6], "big"), said[6]
        if long_time:
            await self._number(4)
        return stream, (length, kind, long_time)

    async def _number(self, size: int) -> int:
        return int.from_bytes(await self._reader.readexactly(size), "big")


async def _shake_hands(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """5.2: each says its version and its bytes, and repeats the other's."""
    version, theirs = await reader.readexactly(1), await reader.readexactly(HANDSHAKE)
    writer.write(version + bytes(HANDSHAKE) + theirs)
    await reader.readexactly(HANDSHAKE)


def _message(kind: int, body: bytes) -> bytes:
    """A message on chunk stream 3, in chunks of 128 bytes."""
    head = b"\x03" + bytes(3) + len(body).to_bytes(3, "big") + bytes([kind]) + bytes(4)
    return head + b"\xc3".join(body[at : at + 128] for at in range(0, len(body), 128))


def _command(message: bytes) -> tuple[str, float]:
    """The name and the transaction of a command (7.1), which begins with a string and a number of AMF 0."""
    length = int.from_bytes(message[1:3], "big")
    name = message[3 : 3 + length].decode()
    return name, struct.unpack(">d", message[4 + length : 12 + length])[0]


def _status(code: str) -> Mapping[str, str]:
    return {"level": "status", "code": code, "description": "Welcome."}


def _amf(*values: object) -> bytes:
    """AMF 0 of strings, numbers, null and flat objects."""
    return b"".join(_amf_value(value) for value in values)


def _amf_value(value: object) -> bytes:
    match value:
        case str():
            return b"\x02" + _amf_key(value)
        case float():
            return b"\x00" + struct.pack(">d", value)
        case dict():
            return b"\x03" + b"".join(_amf_key(key) + _amf_value(item) for key, item in value.items()) + b"\0\0\x09"
        case _:
            return b"\x05"


def _amf_key(text: str) -> bytes:
    return len(text.encode()).to_bytes(2, "big") + text.encode()


@asynccontextmanager
async def rtmp_sink_running() -> AsyncIterator[RtmpSink]:
    """A sink on any free port; `refuse`, `drop`, `freeze` and `clear` do to it what they do to emulated devices."""
    async with running(RtmpSink()) as sink:
        yield sink
