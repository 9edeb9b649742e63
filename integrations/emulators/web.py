"""Emulated devices that speak HTTP or WebSocket, on aiohttp's low-level server."""

import asyncio
import socket
from abc import abstractmethod

from aiohttp import web

from integrations.emulators.controls import Emulator

GOODBYE_S = 0.1
"""How long open requests may take at the end; their connections are already cut."""


class WebEmulator(Emulator):
    """An emulator that speaks HTTP or WebSocket."""

    def __init__(self, host: str, port: int, password: str | None = None) -> None:
        super().__init__(host, port, password)
        self._server = web.Server(self._answer)

    @abstractmethod
    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request; for a WebSocket this returns when it ends."""

    async def serve(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_accepted_socket(self._server, connection)
        self.track(transport)

    async def close(self) -> None:
        await super().close()
        await self._server.shutdown(GOODBYE_S)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self.answer(request)
        except ConnectionError:  # the line was cut, so nobody gets this
            return web.Response()
