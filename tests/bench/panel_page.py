"""The panel in a real browser: what it costs the line, how soon it is there on a slow tablet, how soon it shows a change."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
from playwright.async_api import Browser, BrowserContext, Page

from tests.bench.figures import Figure, percentile
from tests.bench.processes import serving, tokens
from tests.bench.sites import site_text
from tests.support.chromium import WHOLE, chromium_running
from tests.support.credentials import bearer
from tests.support.tcp_line import TcpLine, tcp_line

FIRST_KB, AFTER_KB = 110.0, 5.0
PAINT_S, USABLE_S, CHANGE_MS = 0.5, 1.0, 150.0
SLOWER = 4
"""The processor of a tablet on a wall, against this one."""
VISITS = 5
ROUNDS = 20
PAUSE_S = 0.3
QUIET_S = 1.5
"""A line on which nothing came for so long has nothing more to bring; the room's pings are further apart."""
PATIENCE_MS = 30_000
ROOM = "sala-1"
_WATCH = """() => {
  const seen = () => {
    const primary = document.querySelector("#room:not([hidden]) #primary:not([hidden])");
    if (primary && primary.getAttribute("aria-disabled") !== "true" && primary.textContent.trim()) window.usable_ms ??= performance.now();
    const occupancy = document.querySelector("#whose")?.dataset.occupancy;
    if (occupancy && occupancy !== window.occupancy) { window.occupancy = occupancy; window.changed_at = Date.now(); }
  };
  new MutationObserver(seen).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}"""
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


async def panel_page() -> AsyncIterator[Figure]:
    """A service as anybody runs it, a line that counts, and Chromium."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        admin, panel = await tokens(folder, ["admin", f"panel:{ROOM}"])
        service = await stack.enter_async_context(serving(folder, site_text(1)))
        line = await stack.enter_async_context(tcp_line(urlsplit(service.url).port or 0))
        browser = await stack.enter_async_context(chromium_running(WHOLE))
        address = f"http://127.0.0.1:{line.port}/panel/{ROOM}#{panel}"
        for workers in ("allow", "block"):
            async for figure in _weight(browser, line, address, workers):
                yield figure
        async for figure in _speed(browser, address):
            yield figure
        async for figure in _changes(browser, address, service.url, admin):
            yield figure


async def _weight(
    browser: Browser, line: TcpLine, address: str, workers: Literal["allow", "block"]
) -> AsyncIterator[Figure]:
    """All bytes from the service to the browser, headers among them, until the line is quiet."""
    kind = "with a service worker" if workers == "allow" else "without one"
    async with _window(browser, service_workers=workers) as page:
        del line.told[:]
        await page.goto(address)
        await _usable(page)
        yield Figure(f"first visit, {kind}", await _quiet(line) / 1000, "kB", FIRST_KB)
        await page.reload()  # the first page of a worker is not yet its own
        await _usable(page)
        await _quiet(line)
        del line.told[:]
        await page.reload()
        await _usable(page)
        yield Figure(f"a visit after, {kind}", await _quiet(line) / 1000, "kB", AFTER_KB)


async def _speed(browser: Browser, address: str) -> AsyncIterator[Figure]:
    """First visits with nothing kept."""
    painted_s, usable_s = [], []
    for _ in range(VISITS):
        async with _window(browser) as page:
            session = await page.context.new_cdp_session(page)
            await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            await page.goto(address)
            usable_s.append(await _usable(page) / 1000)
            painted_s.append(await page.evaluate(_PAINTED) / 1000)
    yield Figure(f"first paint, {SLOWER} times slower", statistics.median(painted_s), "s", PAINT_S)
    yield Figure(f"usable, {SLOWER} times slower", statistics.median(usable_s), "s", USABLE_S)


async def _changes(browser: Browser, address: str, url: str, admin: str) -> AsyncIterator[Figure]:
    """From the moment a hold or its release is sent to the page that shows it; the service's own work is in it."""
    took_ms = []
    async with _window(browser) as page, aiohttp.ClientSession(url, headers=bearer(admin)) as client:
        await page.goto(address)
        await _usable(page)
        for number in range(ROUNDS):
            kind, shown = (("hold", "closed"), ("release", "free"))[number % 2]
            sent_at = time.time()
            async with client.post(
                f"/api/v1/rooms/{ROOM}/overrides", json={"id": str(uuid4()), "kind": kind}
            ) as answer:
                answer.raise_for_status()
            found = await page.wait_for_function(f"() => window.occupancy === '{shown}' && window.changed_at")
            took_ms.append(await found.json_value() - sent_at * 1000)
            await asyncio.sleep(PAUSE_S)
    yield Figure("a change on the page p50", percentile(took_ms, 50), "ms", CHANGE_MS)
    yield Figure("a change on the page p95", percentile(took_ms, 95), "ms", CHANGE_MS)


@asynccontextmanager
async def _window(browser: Browser, **options: Any) -> AsyncIterator[Page]:
    """A page with nothing kept, that notes when it is usable and when it changes."""
    context: BrowserContext = await browser.new_context(
        locale="it-IT", viewport={"width": 1024, "height": 768}, **options
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        page = await context.new_page()
        await page.add_init_script(f"({_WATCH})()")
        yield page
    finally:
        await context.close()


async def _usable(page: Page) -> float:
    """Wait until the button of the room may be pressed; after how many milliseconds of the page's life that was."""
    found = await page.wait_for_function("() => window.usable_ms")
    return float(await found.json_value())


async def _quiet(line: TcpLine) -> int:
    """Wait until the line brings nothing more; how many bytes it brought."""
    while True:
        before = len(line.told)
        await asyncio.sleep(QUIET_S)
        if len(line.told) == before:
            return before
