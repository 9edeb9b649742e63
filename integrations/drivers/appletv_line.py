"""What lies under pyatv: the sockets it opens, kept so that none is left behind, and read where it does not look.

pyatv leaves the socket of a failed connect open; opens a new one on its own when used after closing; goes on waiting when the
line is lost; and does not look at the last message of pair-verify, in which a device says that it no longer knows us.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from pyatv.auth.hap_tlv8 import TlvValue, read_tlv
from pyatv.protocols.companion.connection import HEADER_LENGTH, FrameType
from pyatv.support import opack

_VERIFY_AT_MOST = 4096
"""Pair-verify takes some 200 bytes; whoever says more before it is over is not read further."""


class Line:
    """Stands in for the event loop in pyatv, and owns what is connected through it."""

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
        """Whether anyone has accepted a connection, even if it is lost by now."""
        return bool(self._transports)

    @property
    def lost(self) -> bool:
        """Whether there was a connection and is none."""
        return self.connected and all(transport.is_closing() for transport in self._transports)

    async def create_connection(
        self, factory: Callable[[], asyncio.Protocol], host: str, port: int
    ) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        """As the loop's, watched. Raises ConnectionAbortedError once the line has ended."""
        if self._ended:
            raise ConnectionAbortedError("the line has ended")
        return await self._loop.create_connection(lambda: _Watched(factory(), self), host, port)

    @asynccontextmanager
    async def within(self, timeout_s: float) -> AsyncIterator[None]:
        """Raise TimeoutError after that long, and at once when the line is lost or refused."""
        async with asyncio.timeout(timeout_s) as bound:
            self._bounds.add(bound)
            try:
                yield
            finally:
                self._bounds.discard(bound)

    def made(self, transport: asyncio.Transport) -> None:
        """A connection was accepted."""
        self._transports.append(transport)

    def give_up(self) -> None:
        """Nothing more will be answered: do not wait out the time."""
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

    def __init__(self, inner: asyncio.Protocol, line: Line) -> None:
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
        if self._line.refusal is None:  # pyatv would take it for a yes and talk on
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
    """The state and the error code of a frame of pair-verify; neither for what is none, which is pyatv's to complain of."""
    if frame_type != FrameType.PV_Next.value:
        return None, None
    try:
        said, _ = opack.unpack(body)
        items = read_tlv(said["_pd"])  # type: ignore[index]
    except (LookupError, TypeError, ValueError):
        return None, None
    error = items.get(TlvValue.Error)
    return items.get(TlvValue.SeqNo), error[0] if error else None
