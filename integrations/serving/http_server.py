"""An aiohttp server that no client can hold up: no body is unpacked, and whatever takes too long is cut off."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, cast

from aiohttp import StreamReader, web

from integrations.serving.listening import Listener, close_sockets
from integrations.serving.visits import Limits, Visit, Visits

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class BodyTooSlow(TimeoutError):
    """The rest of a request did not come in time."""


class LimitedConnection(web.RequestHandler):
    """One connection. It waits for a request, answers, and waits again, each within its limit."""

    # aiohttp has no public way to put another RequestHandler below an application. The private names used here, in
    # LimitedServer and in LimitedRunner are those of aiohttp 3.14.5; tests over real sockets fail when they change.

    def __init__(self, manager: web.Server, visits: Visits, limits: Limits, **options: Any) -> None:
        """Make a connection; *options* are those of web.RequestHandler."""
        super().__init__(manager, **options)
        self._visits, self._limits = visits, limits
        self.visit: Visit | None = None
        """The place of this connection among `Visits`; None where somebody else counts the connections."""
        self._wire: asyncio.Transport | None = None
        self._since_s = 0.0
        """When the wait for a request began, or, once some of that has come, the wait for the rest of its head."""
        self._begun = True
        self._asked = False
        self._body: StreamReader | None = None
        self._unsent = 0
        self._stalled_since_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        self._wire, self._since_s = cast("asyncio.Transport", transport), self._loop.time()
        if self.visit is not None:
            self.visit.cut = self._wire.abort
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Give the place back."""
        self._wire = self._body = None
        if self.visit is not None:
            self._visits.leave(self.visit)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; the first of a request begin the time for its head."""
        if not (self._begun or self._asked):
            self._begun, self._since_s = True, self._loop.time()
        super().data_received(data)

    async def answer(self, handler: Answer, request: web.BaseRequest) -> web.StreamResponse:
        """What *handler* answers. First the client must take the answers before: a client that never reads waits."""
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
        """Cut the connection off if it takes too long; *now_s* is the loop's time."""
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
        """End the connection without sending what is still unsent."""
        if self._wire is not None:
            self._wire.abort()


class LimitedServer(web.Server):
    """Makes a LimitedConnection for each connection that comes."""

    def __init__(
        self, handler: Answer, kind: type[LimitedConnection], visits: Visits, limits: Limits, **options: Any
    ) -> None:
        """Make a server; *options* are those of web.Server, and through it of web.RequestHandler."""
        super().__init__(partial(_attend, handler), **options)
        self._kind, self._visits, self._limits = kind, visits, limits

    def __call__(self, visit: Visit | None = None) -> LimitedConnection:
        """A new connection for *visit*."""
        made = self._kind(self, self._visits, self._limits, loop=self._loop, **self._kwargs)
        made.visit = visit
        return made

    def look(self, now_s: float) -> None:
        """Cut off the connections that take too long."""
        for connection in self.connections:
            cast("LimitedConnection", connection).look(now_s)


async def _attend(handler: Answer, request: web.BaseRequest) -> web.StreamResponse:
    return await cast("LimitedConnection", request.protocol).answer(handler, request)


class LimitedRunner(web.AppRunner):
    """Runs an application within limits, otherwise as web.AppRunner does."""

    kind = LimitedConnection

    def __init__(self, app: web.Application, limits: Limits, trusted: str | None = None, **options: Any) -> None:
        """*trusted* is the address of a proxy through which everybody comes. *options* are those of web.AppRunner."""
        super().__init__(app, access_log=None, auto_decompress=False, lingering_time=limits.linger_s, **options)
        self._limits = limits.fit()
        self.visits = Visits(self._limits, trusted)

    def around(self, handler: Answer) -> Answer:
        """The handler around the application's; a subclass may answer here what the application does not."""
        return handler

    @asynccontextmanager
    async def serving(self, sockets: Sequence[socket.socket], tls: ssl.SSLContext | None = None) -> AsyncIterator[None]:
        """Serve on *sockets* until left, then close them."""
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
            close_sockets(sockets)
            await self.cleanup()

    async def _run(self, sockets: Sequence[socket.socket], tls: ssl.SSLContext | None) -> None:
        server = cast("LimitedServer", self.server)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(Listener(server, self.visits, self._limits, tls).run(sockets), name="listener")
            while True:
                await asyncio.sleep(self._limits.look_s)
                server.look(asyncio.get_running_loop().time())

    async def _make_server(self) -> web.Server:
        theirs = await super()._make_server()
        handler = self.around(theirs.request_handler)
        return LimitedServer(
            handler, self.kind, self.visits, self._limits, request_factory=theirs.request_factory, **self._kwargs
        )
