"""A network line between two programs on this machine that can be cut and mended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

CHUNK = 64 * 1024


class TcpLine:
    """Carries bytes between *port* and *target*, both ways; counts who came and keeps what they were told."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.connections = 0
        """How often somebody connected, let through or not."""
        self.told = bytearray()
        """Every byte from the target to those who connected."""
        self._whole = True
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Break every connection, and each new one at once."""
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Carry again."""
        self._whole = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to its end."""
        self.connections += 1
        try:
            if self._whole:
                with suppress(OSError):
                    await self._carry(reader, writer)
        finally:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        both = {writer, far_writer}
        self._writers |= both
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pour(reader, far_writer, both))
                tasks.create_task(self._pour(far_reader, writer, both, self.told))
        finally:
            self._writers -= both
            far_writer.transport.abort()

    async def _pour(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        both: set[asyncio.StreamWriter],
        kept: bytearray | None = None,
    ) -> None:
        """Pour until either side ends, then end both; what is poured is *kept*."""
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if kept is not None:
                    kept += chunk
                writer.write(chunk)
                await writer.drain()
        for end in both:
            end.close()


@asynccontextmanager
async def tcp_line(target: int) -> AsyncIterator[TcpLine]:
    """A line to port *target* of this machine, until left."""
    line = TcpLine(target)
    async with asyncio.TaskGroup() as tasks:
        server = await asyncio.start_server(lambda r, w: tasks.create_task(line.serve(r, w)), "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        try:
            yield line
        finally:
            server.close()
            line.cut()
            await server.wait_closed()
