"""A hub that speaks room_agents.protocol on loopback: sends plans, stores reports, can die and come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from aiohttp import WSMsgType, web

from room_agents.plan import Plan
from room_agents.protocol import (
    PATH,
    VERSION,
    Acknowledged,
    AskTime,
    Forget,
    Hello,
    PlanMessage,
    Report,
    State,
    Stored,
    Time,
    Welcome,
    from_agent,
)
from tests.support.waiting import WITHIN_S

TOKEN = "un-gettone"


class TestingHub:
    """What agents told it, and the plans it sends; everything survives *stop* and *start*."""

    __test__ = False

    def __init__(self) -> None:
        self.port = 0
        self.token = TOKEN
        """The one that it takes."""
        self.plans: dict[str, Plan] = {}
        self.clock_ahead_s = 0.0
        self.version = VERSION
        """1: it neither welcomes nor speaks of the time."""
        self.asked_time = 0
        self.acknowledging = True
        self.hellos: list[Hello] = []
        self.states: list[State] = []
        self.reports: list[Report] = []
        """Those it stored and acknowledged."""
        self.told: list[Report] = []
        """All that came, also those it did not take."""
        self.refused = 0
        self._heard = asyncio.Condition()
        self._sockets: set[web.WebSocketResponse] = set()
        self._agents: dict[web.WebSocketResponse, str] = {}
        self._last: dict[str, Report] = {}
        """The last that was stored of each agent."""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen; on the same port as before."""
        app = web.Application()
        app.router.add_get(PATH, self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Die: nothing listens, every connection ends."""
        for socket in list(self._sockets):
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def connected(self) -> int:
        """How many agents are; one that has left counts until all that it sent was taken."""
        return len(self._sockets)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def send(self, plan: Plan) -> None:
        """Make *plan* the room's and send it."""
        self.plans[plan.room.id] = plan
        for socket in self._sockets:
            await socket.send_str(self._message(plan))

    async def forget(self, room: str) -> None:
        for socket in self._sockets:
            await socket.send_str(Forget(room=room).model_dump_json())

    async def close(self, code: int) -> None:
        """End every connection with that code."""
        for socket in list(self._sockets):
            await socket.close(code=code)

    async def until(self, wanted: object) -> None:
        """Wait until *wanted*, a function of nothing, is true of what was heard."""
        assert callable(wanted)
        async with asyncio.timeout(WITHIN_S), self._heard:
            await self._heard.wait_for(wanted)

    def _message(self, plan: Plan) -> str:
        return PlanMessage(sent_at=self._now(), plan=plan).model_dump_json()

    def _now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.clock_ahead_s)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            self.refused += 1
            raise web.HTTPUnauthorized
        socket = web.WebSocketResponse(heartbeat=10)
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(socket, message.data)
        finally:
            self._sockets.discard(socket)
        return socket

    async def _hear(self, socket: web.WebSocketResponse, text: str) -> None:
        match from_agent.validate_json(text):
            case Hello() as hello:
                self.hellos.append(hello)
                self._agents[socket] = hello.agent
                if self.version > 1:
                    last = self._last.get(hello.agent)
                    stored = Stored(seq=last.seq, at=last.at) if last is not None else Stored(seq=0)
                    await socket.send_str(Welcome(version=self.version, stored=stored).model_dump_json())
                for plan in self.plans.values():
                    await socket.send_str(self._message(plan))
            case State() as state:
                self.states.append(state)
            case Report() as report:
                await self._store(socket, report)
            case AskTime() as question:
                self.asked_time += 1
                await socket.send_str(Time(asked_s=question.asked_s, now=self._now()).model_dump_json())
        async with self._heard:
            self._heard.notify_all()

    async def _store(self, socket: web.WebSocketResponse, report: Report) -> None:
        self.told.append(report)
        if not self.acknowledging:
            return
        last = self._last.get(self._agents[socket])
        if last is None or report.seq > last.seq:
            self.reports.append(report)
            last = self._last[self._agents[socket]] = report
        await socket.send_str(Acknowledged(seq=last.seq).model_dump_json())


@asynccontextmanager
async def hub_running() -> AsyncIterator[TestingHub]:
    """A hub on a free port."""
    hub = TestingHub()
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()
