"""The demo's door: links on this machine that sign in whoever opens them, as often as they like, while the demo runs.

It is a server of its own, so that the service has no such door. A browser sends a cookie to every port of a host.
"""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web

from orchestrator.access.credentials import ACCOUNT_COOKIE
from orchestrator.accounts.sign_ins import open_sign_in
from schedules.store.database import Database

HOST = "127.0.0.1"
WAY = "demo"


@dataclass(slots=True)
class Door:
    """The door of a running demo."""

    database: Database
    service: str
    """The address of the service."""
    url: str = ""
    _accounts: dict[str, str] = field(default_factory=dict)

    def links(self, accounts: Mapping[str, str]) -> Mapping[str, str]:
        """A new link for each of *accounts*, ids by any name; all earlier links are good no more."""
        keys = {name: secrets.token_urlsafe(16) for name in accounts}
        self._accounts = {keys[name]: account for name, account in accounts.items()}
        return {name: f"{self.url}/{key}" for name, key in keys.items()}

    async def open(self, request: web.Request) -> web.Response:
        """Sign in whom the link is of, and send them to the service, to the page that follows in the link."""
        account = self._accounts.get(request.match_info["key"])
        if account is None or request.headers.get("Host") != self.url.removeprefix("http://"):
            raise web.HTTPNotFound(text="There is no such link any more: type  people  where the demo runs.\n")
        cookie, _ = await self.database.write(open_sign_in, account, WAY, "", HOST, datetime.now(UTC))
        page = request.match_info.get("page", "")
        answer = web.Response(status=303, headers={"Location": f"{self.service}/{page}", "Cache-Control": "no-store"})
        answer.set_cookie(ACCOUNT_COOKIE, cookie, path="/", httponly=True, samesite="Lax")
        return answer


@asynccontextmanager
async def door_open(database: Database, service: str) -> AsyncIterator[Door]:
    """Keep a door to *service* open, on this machine alone, until left."""
    door = Door(database, service)
    app = web.Application()
    app.router.add_get("/{key}", door.open, allow_head=False)
    app.router.add_get("/{key}/{page:[a-z0-9/-]+}", door.open, allow_head=False)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        door.url = f"http://{HOST}:{runner.addresses[0][1]}"
        yield door
    finally:
        await runner.cleanup()
