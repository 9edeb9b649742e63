"""The server side of a panel, scripted: the static page and the addresses it reads, over real HTTP on loopback."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from orchestrator.web import static as pages
from orchestrator.web.headers import SAFETY
from tests.support import same_port
from tests.support.waiting import WITHIN_S

PAGES = Path(__file__).parents[2] / "room_agents" / "pages"
CSP = SAFETY["Content-Security-Policy"]
TOKEN = "gettone-di-prova"
COOKIE = "regia_session"
PING_S = 0.5  # a real server pings each 10 s


class PanelServer:
    """One room's view, changed by the test, and what was pressed."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        self.view = dict(view)
        self.turned_away = "token_unknown"
        """The code for a wrong token."""
        self.overrides: list[dict[str, Any]] = []
        self.requests: list[str] = []
        self.renewed = 0
        """How often a cookie's time was begun anew."""
        self.languages: list[str] = []
        self.refusal: tuple[int, str] | None = None
        """Status and sentence with which presses are refused."""
        self.details: dict[str, Any] = {"plan": {"wished": 6, "held": 6}, "agent": {"connected": True}, "devices": {}}
        """What technicians are told."""
        self.pin: str | None = None
        """What they have to give for it, and for an end."""
        self.council: str | None = None
        """Where the members of a council check in, while one sits in the room."""
        self.swallowed = 0
        """So many presses are stored but their answers lost."""
        self.version = "1"
        """Of the panel's files."""
        self.port = 0
        self._news = 0
        """How often the room has changed."""
        self._changed = asyncio.Condition()
        self._asked = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def show(self, **changes: Any) -> None:
        """Change the room, and tell all who watch."""
        async with self._changed:
            self.view |= changes
            self._news += 1
            self._changed.notify_all()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until *condition* holds, looked at after each request. Raises TimeoutError."""
        async with asyncio.timeout(WITHIN_S), self._asked:
            await self._asked.wait_for(condition)

    async def pressed(self) -> dict[str, Any]:
        """The first press, as soon as there is one."""
        await self.until(lambda: self.overrides)
        return self.overrides[0]

    async def start(self) -> None:
        """Serve, on the port of last time if there was one."""
        app = web.Application(middlewares=[self._note])
        app.add_routes(
            [
                web.get("/panel/{room}", pages.panel),
                web.get("/static/panel_worker.js", self._worker),
                web.get("/static/{file}", pages.static),
                web.get("/static/{version}/{file}", pages.static_of_version),
                web.post("/api/v1/rooms/{room}/session", self._session),
                web.get("/api/v1/rooms/{room}", self._room),
                web.get("/api/v1/rooms/{room}/events", self._events),
                web.get("/api/v1/rooms/{room}/council", self._council),
                web.post("/api/v1/rooms/{room}/overrides", self._override),
                web.post("/api/v1/rooms/{room}/details", self._details),
            ]
        )
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        listener = socket.create_server(("127.0.0.1", self.port)) if self.port else same_port.listening("panel")
        self.port = listener.getsockname()[1]
        await web.SockSite(self._runner, listener).start()

    async def stop(self) -> None:
        """Fall silent, as a server that died."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @web.middleware
    async def _note(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        is_room = request.path.startswith("/api/v1/rooms/") and not request.path.endswith("/session")
        if is_room and COOKIE not in request.cookies:
            return web.json_response({"error": {"code": "unauthorised", "message": "…", "details": {}}}, status=401)
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = CSP
        return response

    async def _worker(self, _: web.Request) -> web.Response:
        text = f'const VERSION = "{self.version}";\n' + pages.text_of(pages.WORKER).partition("\n")[2]
        headers = {"Service-Worker-Allowed": "/panel/", "Cache-Control": "no-cache"}
        return web.Response(text=text, content_type="text/javascript", headers=headers)

    async def _session(self, request: web.Request) -> web.Response:
        if "Authorization" not in request.headers and COOKIE in request.cookies:
            self.renewed += 1
            await self._tell_waiting()
            return web.Response(status=204)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": {"code": self.turned_away, "message": "…", "details": {}}}, status=401)
        response = web.Response(status=204)
        response.set_cookie(COOKIE, "1", httponly=True, samesite="Strict")
        return response

    async def _room(self, request: web.Request) -> web.Response:
        self.languages.append(request.headers.get("Accept-Language", ""))
        await self._tell_waiting()
        return web.json_response(self._now())

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        with suppress(ConnectionError):
            told = None
            while True:
                event = "room" if told != self._news else "ping"
                told = self._news
                await self._say(stream, event, self._now() if event == "room" else {})
                await self._news_after(told)
        return stream

    async def _news_after(self, told: int) -> None:
        """Wait until there is more than was *told*, or for a ping's time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PING_S), self._changed:
                await self._changed.wait_for(lambda: self._news != told)

    async def _council(self, _: web.Request) -> web.Response:
        await self._tell_waiting()
        return web.json_response({"address": self.council, "begins": None})

    async def _details(self, request: web.Request) -> web.Response:
        return self._pin_refused(await request.json()) or web.json_response(
            {"notes": [], "waits_for_idle": None, "conference_link": None, "problems": [], **self.details}
        )

    def _pin_refused(self, body: Mapping[str, Any]) -> web.Response | None:
        if self.pin is None or body.get("pin") == self.pin:
            return None
        message = "Il PIN non è giusto: ancora 4 tentativi."
        return web.json_response({"error": {"code": "pin_wrong", "message": message, "details": {}}}, status=409)

    async def _override(self, request: web.Request) -> web.Response:
        press = await request.json()
        refused = self._pin_refused(press) if press["kind"] == "end" else None
        if refused is not None:
            return refused
        repeated = any(known["id"] == press["id"] for known in self.overrides)
        if not repeated:
            self.overrides.append(press)
        await self._tell_waiting()
        if self.swallowed:
            self.swallowed -= 1
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if self.refusal is not None:
            status, message = self.refusal
            return web.json_response(
                {"error": {"code": "room_taken", "message": message, "details": {}}}, status=status
            )
        return web.json_response({"id": press["id"], "revision": 7}, status=200 if repeated else 201)

    async def _tell_waiting(self) -> None:
        async with self._asked:
            self._asked.notify_all()

    def _now(self) -> Mapping[str, Any]:
        return {"now": datetime.now(UTC).isoformat(), **self.view}

    async def _say(self, stream: web.StreamResponse, event: str, data: Mapping[str, Any]) -> None:
        await stream.write(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())


@asynccontextmanager
async def panel_served(view: Mapping[str, Any]) -> AsyncIterator[PanelServer]:
    """A server for one panel whose room looks like *view*."""
    server = PanelServer(view)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
