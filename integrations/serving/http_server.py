"""An aiohttp server that no client can hold up: nothing is unpacked, and what takes too long is cut off."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, cast

from aiohttp import StreamReader, web

from integrations.serving.listening import Listener, close
from integrations.serving.visits import Limits, Visit, Visits

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class BodyTooSlow(TimeoutError):
    """The rest of a request has not come in time."""


class Connection(web.RequestHandler):
    """One connection. It waits for a request, answers, and waits again; each for so long and no longer."""

    # aiohttp has no public way to put another RequestHandler below an application: what is private here, and in
    # Server and Runner, is as in aiohttp 3.14.5; the tests of the server, over real sockets, tell when it has changed.

    def __init__(self, manager: web.Server, visits: Visits, limits: Limits, **options: Any) -> None:
        """*options* are those of web.RequestHandler."""
        super().__init__(manager, **options)
        self._visits, self._limits = visits, limits
        self.visit: Visit | None = None
        """None where somebody else counts the connections."""
        self._wire: asyncio.Transport | None = None
        self._since_s = 0.0
        """When it began to wait for the request, or, if some of that has come, for the rest of its head."""
        self._begun = True
        self._asked = False
        self._body: StreamReader | None = None
        self._unsent = 0
        self._stalled_since_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It waits."""
        self._wire, self._since_s = cast("asyncio.Transport", transport), self._loop.time()
        if self.visit is not None:
            self.visit.cut = self._wire.abort
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """It has ended."""
        self._wire = self._body = None
        if self.visit is not None:
            self._visits.leave(self.visit)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        if not (self._begun or self._asked):
            self._begun, self._since_s = True, self._loop.time()
        super().data_received(data)

    async def answer(self, handler: Answer, request: web.BaseRequest) -> web.StreamResponse:
        """What *handler* answers, once what was answered before has been taken: who only asks and never reads waits."""
        await request.writer.drain()
        self._asked, self._since_s = True, self._loop.time()
        self._body = request.content if request.body_exists else None
        if self.visit is not None:
            self._visits.asks(self.visit)
        return await handler(request)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Write the answer, or what is left of it, and wait for the next request."""
        try:
            async with asyncio.timeout(self._limits.answer_s):
                return await super().finish_response(request, resp, start_time)
        except TimeoutError:
            self._cut()
            return resp, True
        finally:
            self._asked = self._begun = False
            self._body, self._since_s = None, self._loop.time()
            if self.visit is not None:
                self._visits.waits(self.visit)

    def look(self, now_s: float) -> None:
        """Cut it off if it takes too long."""
        if self._wire is None:
            return
        waited_s = now_s - self._since_s
        if self._asked:
            if self._body is not None and waited_s > self._limits.body_s and not self._body.is_eof():
                self._body.set_exception(BodyTooSlow())
                self._body = None
        elif waited_s > (self._limits.head_s if self._begun else self._limits.idle_s):
            self._cut()
        self._look_at_what_is_unsent(now_s, self._wire.get_write_buffer_size())

    def _look_at_what_is_unsent(self, now_s: float, unsent: int) -> None:
        if unsent == 0 or unsent < self._unsent:
            self._stalled_since_s = now_s
        elif now_s - self._stalled_since_s > self._limits.stall_s:
            self._cut()
        self._unsent = unsent

    def _cut(self) -> None:
        """End it without waiting for what is still to be sent."""
        if self._wire is not None:
            self._wire.abort()


class Server(web.Server):
    """Makes one of our connections for each that comes."""

    def __init__(self, handler: Answer, kind: type[Connection], visits: Visits, limits: Limits, **options: Any) -> None:
        """*options* are those of web.Server, and through it of web.RequestHandler."""
        super().__init__(partial(_attend, handler), **options)
        self._kind, self._visits, self._limits = kind, visits, limits

    def __call__(self, visit: Visit | None = None) -> Connection:
        """A new one, for *visit*."""
        made = self._kind(self, self._visits, self._limits, loop=self._loop, **self._kwargs)
        made.visit = visit
        return made

    def look(self, now_s: float) -> None:
        """Cut off the connections that take too long."""
        for one in self.connections:
            cast("Connection", one).look(now_s)


async def _attend(handler: Answer, request: web.BaseRequest) -> web.StreamResponse:
    return await cast("Connection", request.protocol).answer(handler, request)


class Runner(web.AppRunner):
    """Runs an application as web.AppRunner does, within limits."""

    kind = Connection

    def __init__(self, app: web.Application, limits: Limits, trusted: str | None = None, **options: Any) -> None:
        """The *trusted* address is that of a proxy, through which everybody comes. *options* are those of web.AppRunner."""
        super().__init__(app, access_log=None, auto_decompress=False, lingering_time=limits.linger_s, **options)
        self._limits = limits.fit()
        self.visits = Visits(self._limits, trusted)

    def around(self, handler: Answer) -> Answer:
        """What is answered where the application has no answer."""
        return handler

    @asynccontextmanager
    async def serving(self, sockets: Sequence[socket.socket], tls: ssl.SSLContext | None = None) -> AsyncIterator[None]:
        """Serve on *sockets*, and close them in the end."""
        try:
            await self.setup()
            running = asyncio.create_task(self._run(sockets, tls), name="connections")
            try:
                yield
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
        finally:
            close(sockets)
            await self.cleanup()

    async def _run(self, sockets: Sequence[socket.socket], tls: ssl.SSLContext | None) -> None:
        server = cast("Server", self.server)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(Listener(server, self.visits, self._limits, tls).run(sockets), name="listener")
            while True:
                await asyncio.sleep(self._limits.look_s)
                server.look(asyncio.get_running_loop().time())

    async def _make_server(self) -> web.Server:
        theirs = await super()._make_server()
        handler = self.around(theirs.request_handler)
        return Server(
            handler, self.kind, self.visits, self._limits, request_factory=theirs.request_factory, **self._kwargs
        )
