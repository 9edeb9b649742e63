"""A week of 490 bookings in ten rooms as a page: how long it takes to draw, what it weighs, how soon it is there."""

import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.commands.store import open_store
from orchestrator.patterns.house import NOW, TODAY, ZONE, hour
from orchestrator.patterns.service import make_patterns
from orchestrator.web.shell.pages import page
from orchestrator.web.shell.week import Taken, Week, week_of
from tests.bench.figures import Figure, percentile
from tests.bench.panel_page import SLOWER
from tests.support.chromium import WHOLE, chromium_running, tab_open

DRAWN_MS, FIRST_KB, AFTER_KB, PAINT_S = 30.0, 60.0, 15.0, 0.6
ROOMS, DAYS, A_DAY = 10, 7, 7
ROUNDS, VISITS = 60, 5
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


async def week_page() -> AsyncIterator[Figure]:
    """A service over a store of its own, and Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(Path(folder), None)
        app = make_patterns(database, (Route("GET", "/week", _show, scope=Scope.PUBLIC),))
        async with TestClient(TestServer(app)) as client:
            took_ms = [await _asked(client) for _ in range(ROUNDS)]
            yield Figure("a week of 490 bookings p50", percentile(took_ms[1:], 50), "ms", DRAWN_MS)
            async for figure in _seen(str(client.make_url("/week"))):
                yield figure
        database.close()


async def _asked(client: TestClient[web.Request, web.Application]) -> float:
    """Milliseconds until the last byte."""
    began = time.perf_counter()
    async with client.get("/week") as answer:
        await answer.read()
    return (time.perf_counter() - began) * 1000


async def _seen(address: str) -> AsyncIterator[Figure]:
    """Visits with nothing kept, each with one after."""
    first: list[float] = []
    after: list[float] = []
    painted_s: list[float] = []
    async with chromium_running(WHOLE) as browser:
        for _ in range(VISITS):
            async with tab_open(browser) as tab:
                session = await tab.page.context.new_cdp_session(tab.page)
                await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                await session.send("Network.enable")
                came: list[float] = []
                session.on("Network.loadingFinished", lambda event, came=came: came.append(event["encodedDataLength"]))
                for weights in (first, after):
                    came.clear()
                    await tab.page.goto(address, wait_until="networkidle")
                    weights.append(sum(came) / 1000)
                    if weights is first:
                        painted_s.append(await tab.page.evaluate(_PAINTED) / 1000)
    yield Figure("first visit to a page", statistics.median(first), "kB", FIRST_KB)
    yield Figure("a page after", statistics.median(after), "kB", AFTER_KB)
    yield Figure(f"first paint, {SLOWER} times slower", statistics.median(painted_s), "s", PAINT_S)


async def _show(request: web.Request) -> web.Response:
    return page(request, "patterns/week.html", week=_week(), told=NOW, zone=ZONE)


def _week() -> Week:
    """Made anew for each request, as a page of people's bookings would."""
    rooms = ((f"Sala {number}", "/", _taken(number)) for number in range(ROOMS))
    return week_of(rooms, [TODAY + timedelta(days=day) for day in range(DAYS)], ZONE, NOW)


def _taken(room: int) -> list[Taken]:
    begins = [
        hour("08:00", day) + timedelta(minutes=95 * number + 5 * room) for day in range(DAYS) for number in range(A_DAY)
    ]
    return [
        Taken(begin, begin + timedelta(minutes=80), f"Riunione {number} del gruppo {room}", href=f"/{room}/{number}")
        for number, begin in enumerate(begins)
    ]
