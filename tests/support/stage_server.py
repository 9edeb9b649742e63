"""The agent's side of the stage, scripted: the static page, its events, and what it says it sees, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from orchestrator.web import static as pages
from room_agents.plan import WireWifi
from room_agents.qr import qr_svg, wifi_text
from tests.support import same_port
from tests.support.waiting import WITHIN_S

PAGES = Path(__file__).parents[2] / "room_agents" / "pages"
Seen = Mapping[str, Any]


class StageServer:
    """What the stage is told, changed by the test, and what it told."""

    def __init__(self, told: Mapping[str, Any], deployment: str | None) -> None:
        self.told: dict[str, Any] = {"deployments": [deployment] if deployment else [], **told}
        self.seen: list[Seen] = []
        self._waited_for = 0
        self.url = ""
        self.policy = deployment or ""
        """The servers that a page which is loaded from now on may load scripts and frames from."""
        self.first_policy: str | None = None
        """The same of the next page alone."""
        self.serves = asyncio.Event()
        """Cleared, a page that is asked for waits."""
        self.serves.set()
        self.names_policy = True
        """Whether that page is told which they are."""
        self.password: str | None = None
        self.cause: str | None = None
        self.background: bytes | None = None
        """The picture behind the words, as SVG."""
        self.loads = 0
        self.events = 0
        self._changed = asyncio.Condition()
        self._heard = asyncio.Condition()

    async def tell(self, **changes: Any) -> None:
        """Change the room, and tell the page."""
        async with self._changed:
            self._waited_for = len(self.seen)
            self.told |= changes
            self._changed.notify_all()

    async def until_seen(self, wanted: Callable[[Seen], bool]) -> Seen:
        """The first thing that is *wanted* of what the page said since the last *tell* or *until_seen*. Raises TimeoutError."""

        def found() -> bool:
            while self._waited_for < len(self.seen):
                self._waited_for += 1
                if wanted(self.seen[self._waited_for - 1]):
                    return True
            return False

        async with asyncio.timeout(WITHIN_S), self._heard:
            await self._heard.wait_for(found)
            return self.seen[self._waited_for - 1]

    def app(self) -> web.Application:
        """The addresses an agent serves."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/stage/{room}", self._page),
                web.get("/static/{file}", pages.static),
                web.get("/static/{version}/{file}", pages.static_of_version),
                web.get("/stage/{room}/events", self._events),
                web.post("/stage/{room}/seen", self._see),
                web.post("/stage/{room}/password", self._tell_password),
                web.post("/stage/{room}/cause", self._tell_cause),
                web.get("/stage/{room}/qr.svg", self._qr),
                web.get("/stage/{room}/next.svg", self._next_qr),
                web.get("/stage/{room}/wifi.svg", self._wifi_qr),
                web.get("/stage/{room}/background", self._background),
            ]
        )
        return app

    async def _page(self, _: web.Request) -> web.Response:
        self.loads += 1
        policy, self.first_policy = self.first_policy if self.first_policy is not None else self.policy, None
        csp = (
            f"default-src 'none'; script-src 'self' {policy}; style-src 'self'; connect-src 'self'; "
            f"img-src 'self' data:; font-src 'self'; frame-src 'self' {policy}"
        )
        text = (PAGES / "stage.html").read_text()
        if self.names_policy:
            text = text.replace("</head>", f'<meta name="deployments" content="{policy}"></head>')
        await self.serves.wait()
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": csp})

    async def _tell_password(self, _: web.Request) -> web.Response:
        return web.json_response({"password": self.password})

    async def _tell_cause(self, _: web.Request) -> web.Response:
        return web.json_response({"reason": self.cause})

    async def _qr(self, _: web.Request) -> web.Response:
        return web.Response(body=qr_svg(self.told["conference"]["link"]), content_type="image/svg+xml")

    async def _next_qr(self, _: web.Request) -> web.Response:
        return web.Response(body=qr_svg(self.told["next_meeting"]["link"]), content_type="image/svg+xml")

    async def _wifi_qr(self, _: web.Request) -> web.Response:
        wifi = WireWifi.model_validate(self.told["wifi"])
        return web.Response(body=qr_svg(wifi_text(wifi)), content_type="image/svg+xml")

    async def _background(self, _: web.Request) -> web.Response:
        if self.background is None:
            raise web.HTTPNotFound
        return web.Response(body=self.background, content_type="image/svg+xml")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        with suppress(ConnectionError):
            while True:
                told = {"now": datetime.now(UTC).isoformat(), **self.told}
                await stream.write(f"event: room\ndata: {json.dumps(told)}\n\n".encode())
                self.events += 1
                async with self._changed:
                    await self._changed.wait()
        return stream

    async def _see(self, request: web.Request) -> web.Response:
        async with self._heard:
            self.seen.append(await request.json())
            self._heard.notify_all()
        return web.Response(status=204)


@asynccontextmanager
async def stage_served(told: Mapping[str, Any], deployment: str | None = None) -> AsyncIterator[StageServer]:
    """A server for the stage of one room; *deployment* is the one its page may load a script from."""
    server = StageServer(told, deployment)
    runner = web.AppRunner(server.app(), handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    listener = same_port.listening("stage")
    server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    await web.SockSite(runner, listener).start()
    try:
        yield server
    finally:
        await runner.cleanup()
