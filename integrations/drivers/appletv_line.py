"""The sockets under pyatv: all are closed in the end, and pair-verify is read where pyatv does not read it.

pyatv leaves the socket of a failed connect open, opens a new one if it is used after closing, goes on waiting when the line
is lost, and ignores the last message of pair-verify, in which a device says that it no longer knows us.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from pyatv.auth.hap_tlv8 import TlvValue, read_tlv
from pyatv.protocols.companion.connection import HEADER_LENGTH, FrameType
from pyatv.support import opack

_VERIFY_AT_MOST = 4096
"""Bytes after which pair-verify is no longer read; it takes some 200."""


class CompanionLine:
    """Stands in for the event loop in pyatv, and owns every connection made through it."""

    def __init__(self) -> None:
        self.refusal: int | None = None
        """The error code (HAP 5.6, table 5-5) with which the device ended pair-verify, if it did."""
        self._loop = asyncio.get_running_loop()
        self._transports: list[asyncio.Transport] = []
        self._ended = False
        self._bounds: set[asyncio.Timeout] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    @property
    def connected(self) -> bool:
        """Whether a connection was ever accepted, even if it is lost by now."""
        return bool(self._transports)

    @property
    def lost(self) -> bool:
        """Whether a connection was made and none is left."""
        return self.connected and all(transport.is_closing() for transport in self._transports)

    async def create_connection(
        self, factory: Callable[[], asyncio.Protocol], host: str, port: int
    ) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        """Connect as the event loop does, and watch the connection. Raises ConnectionAbortedError once the line has ended."""
        if self._ended:
            raise ConnectionAbortedError("the line has ended")
        return await self._loop.create_connection(lambda: _Watched(factory(), self), host, port)

    @asynccontextmanager
    async def within(self, timeout_s: float) -> AsyncIterator[None]:
        """Raise TimeoutError after *timeout_s*, and at once when the line is lost or refused."""
        async with asyncio.timeout(timeout_s) as bound:
            self._bounds.add(bound)
            try:
                yield
            finally:
                self._bounds.discard(bound)

    def made(self, transport: asyncio.Transport) -> None:
        """Take over a connection that was accepted."""
        self._transports.append(transport)

    def give_up(self) -> None:
        """End every wait at once, since no answer will come."""
        for bound in self._bounds:
            if not bound.expired():
                bound.reschedule(self._loop.time())

    async def end(self) -> None:
        """Close all sockets, without a goodbye."""
        self._ended = True
        for transport in self._transports:
            transport.abort()
        await asyncio.sleep(0)  # the loop closes an aborted socket in its next round


class _Watched(asyncio.Protocol):
    """Passes everything on to pyatv's protocol and reads pair-verify along the way."""

    def __init__(self, inner: asyncio.Protocol, line: CompanionLine) -> None:
        self._inner = inner
        self._line = line
        self._heard = b""
        self._verifying = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._line.made(cast("asyncio.Transport", transport))
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._verifying:
            self._read(data)
        if self._line.refusal is None:  # pyatv would take a refusal for a yes and go on
            self._inner.data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._inner.connection_lost(error)
        self._line.give_up()

    def _read(self, data: bytes) -> None:
        self._heard += data
        while self._verifying and len(self._heard) >= HEADER_LENGTH:
            end = HEADER_LENGTH + int.from_bytes(self._heard[1:HEADER_LENGTH], "big")
            if len(self._heard) < end:
                break
            state, self._line.refusal = _verify_step(self._heard[0], self._heard[HEADER_LENGTH:end])
            self._verifying = state == b"\x02" and self._line.refusal is None
            self._heard = self._heard[end:]
        self._verifying &= len(self._heard) <= _VERIFY_AT_MOST
        if self._line.refusal is not None:
            self._line.give_up()


def _verify_step(frame_type: int, body: bytes) -> tuple[bytes | None, int | None]:
    """The state and the error code in a frame of pair-verify; None for both in any other frame, which pyatv judges."""
    if frame_type != FrameType.PV_Next.value:
        return None, None
    try:
        said, _ = opack.unpack(body)
        items = read_tlv(said["_pd"])  # type: ignore[index]
    except (LookupError, TypeError, ValueError):
        return None, None
    error = items.get(TlvValue.Error)
    return items.get(TlvValue.SeqNo), error[0] if error else None
