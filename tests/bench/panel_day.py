"""A panel that stays open for a day of ten thousand changes, on a clock that runs fast: what it keeps of them."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import CDPSession, Page

from orchestrator.commands.store import open_store
from orchestrator.patterns.house import NOW
from orchestrator.patterns.service import make_patterns
from orchestrator.patterns.states import STATES
from orchestrator.rooms.audience import Watcher
from orchestrator.rooms.routes import picture_of
from tests.bench.figures import Figure
from tests.support.chromium import WHOLE, chromium_running, tab_open
from tests.support.panel_server import TOKEN, PanelServer, panel_served

CHANGES, WARM = 10_000, 500
DAY_H, LASTS_S = 24.0, 100.0
"""The page's clock goes so fast that a day is over in so many seconds; the changes take longer."""
FASTER = DAY_H * 3600 / LASTS_S
PATIENCE_S = 30.0
View = Mapping[str, Any]
MOST_MB, MOST_NODES, MOST_LISTENERS = 10.0, 500, 100
_FAST = """(faster) => {
  const [at, since] = [Date.now(), performance.now()];
  const [now, again] = [performance.now.bind(performance), setInterval];
  const elapsed_ms = () => (now() - since) * faster;
  performance.now = () => since + elapsed_ms();
  Date.now = () => at + elapsed_ms();
  window.setInterval = (call, wait_ms = 0, ...given) => again(call, wait_ms / faster, ...given);
  addEventListener("DOMContentLoaded", () => {
    const name = document.querySelector("#name");
    new MutationObserver(() => window.shown(name.textContent)).observe(name, { childList: true, characterData: true, subtree: true });
  });
}"""


async def panel_day() -> AsyncIterator[Figure]:
    """Real pictures of all states in no order, each shown before the next is told."""
    pictures = await _pictures()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(panel_served(pictures[0]))
        browser = await stack.enter_async_context(chromium_running(WHOLE))
        page = (await stack.enter_async_context(tab_open(browser))).page
        day = _Day(server, page, pictures)
        await page.expose_function("shown", day.shown)
        await page.add_init_script(f"({_FAST})({FASTER})")
        began_ms = time.time() * 1000
        await page.goto(f"{server.url}/panel/sala-1#{TOKEN}")
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable")
        await day.change(WARM)
        before = await _kept(session)
        await day.change(CHANGES)
        after = await _kept(session)
        lasted_h = (await page.evaluate("() => Date.now()") - began_ms) / 3_600_000
    grown = {name: after[name] - before[name] for name in after}
    what = f"a panel after {CHANGES} changes"
    yield Figure(f"{what}, hours open", lasted_h, "h", DAY_H, at_least=True)
    yield Figure(f"{what}, heap grown", grown["JSHeapUsedSize"] / 1e6, "MB", MOST_MB)
    yield Figure(f"{what}, nodes grown", grown["Nodes"], "nodes", MOST_NODES)
    yield Figure(f"{what}, listeners grown", grown["JSEventListeners"], "listeners", MOST_LISTENERS)


class _Day:
    """The room's day: what it is told, and what the page shows of it."""

    def __init__(self, server: PanelServer, page: Page, pictures: Sequence[View]) -> None:
        self._server, self._page, self._pictures = server, page, pictures
        self._chance, self._number = random.Random(1), 0
        self._wanted, self._shown = "", asyncio.Event()

    def shown(self, name: str) -> None:
        """The page calls the room so now."""
        if name == self._wanted:
            self._shown.set()

    async def change(self, times: int) -> None:
        """Change the room so often. Raises TimeoutError."""
        for _ in range(times):
            self._number += 1
            self._wanted = f"Sala {self._number}"
            self._shown.clear()
            now = NOW + timedelta(milliseconds=self._number)  # or a page would take it for older than what it has
            picture = self._chance.choice(self._pictures)
            await self._server.show(**{**picture, "name": self._wanted, "now": now.isoformat()})
            async with asyncio.timeout(PATIENCE_S):
                await self._shown.wait()


async def _pictures() -> Sequence[View]:
    """What the service tells of each state's room."""
    with tempfile.TemporaryDirectory() as name:
        store = open_store(Path(name), None)
        app = make_patterns(store)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            views = [await picture_of(app, state, NOW, "it", Watcher.PANEL) for state in STATES]
        finally:
            await runner.cleanup()
            store.close()
    return [view.model_dump(mode="json") for view in views]


async def _kept(session: CDPSession) -> Mapping[str, float]:
    """What the page holds once what nobody needs is thrown away."""
    for _ in range(3):
        await session.send("HeapProfiler.collectGarbage")
    found = (await session.send("Performance.getMetrics"))["metrics"]
    return {
        one["name"]: one["value"] for one in found if one["name"] in {"JSHeapUsedSize", "Nodes", "JSEventListeners"}
    }
