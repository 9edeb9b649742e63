"""The busy house in a real browser: served once for a module of tests, and each of its people in a window of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser

from orchestrator.commands.store import open_store
from tests.support.chromium import Tab, chromium_running, tab_open
from tests.support.house_pages import House, house_open

Visit = Callable[[str, str], Awaitable[Tab]]
"""Opens a path as somebody of the house."""


@dataclass(frozen=True)
class HouseShown:
    """The house, where it is served, and the browser."""

    house: House
    url: str
    browser: Browser

    @asynccontextmanager
    async def visited(self, *, language: str = "it", **options: Any) -> AsyncIterator[Visit]:
        """A tab in which anybody of the house sees one page after the other.

        None asked anybody else for anything, nor had anything to complain of.
        """
        async with tab_open(self.browser, **options) as tab:

            async def visit(who: str, path: str) -> Tab:
                visitor = await self.house.visitor(getattr(self.house.people, who), language)
                cookies = dict(pair.split("=", 1) for pair in visitor.headers["Cookie"].split("; "))
                await tab.page.context.clear_cookies()
                await tab.page.context.add_cookies(
                    [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
                )
                await tab.page.goto(f"{self.url}{path}")
                return tab

            yield visit
            assert [said for said in tab.console if "the server responded with a status" not in said] == []
            assert len(tab.hosts) == 1

    @asynccontextmanager
    async def opened(self, who: str, path: str, *, language: str = "it", **options: Any) -> AsyncIterator[Tab]:
        """A page as that person of the house sees it, in a tab of its own."""
        async with self.visited(language=language, **options) as visit:
            yield await visit(who, path)


@asynccontextmanager
async def house_shown(folder: Path) -> AsyncIterator[HouseShown]:
    """The house, served from *folder*, until left."""
    database = open_store(folder, None)
    clients: list[TestClient[Any, Any]] = []

    async def start(app: Any) -> TestClient[Any, Any]:
        clients.append(TestClient(TestServer(app)))
        await clients[0].start_server()
        return clients[0]

    try:
        house = await house_open(database, start)
        async with chromium_running() as browser:
            yield HouseShown(house, str(clients[0].make_url("/")).rstrip("/"), browser)
    finally:
        for client in clients:
            await client.close()
        database.close()
