"""The first page and the week of ten rooms with 490 bookings, of the whole service: how long they take, what they weigh, how soon they are there."""

import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from config.site_file.loading import load_texts
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff, StaffRole
from orchestrator.accounts.sign_ins import open_sign_in
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.web.keys import DATABASE, FACTS
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.diary import book
from schedules.store.transaction import Transaction
from tests.bench.figures import Figure, percentile
from tests.bench.panel_page import SLOWER
from tests.support.busy_house import NOW, at
from tests.support.chromium import WHOLE, chromium_running, tab_open
from tests.support.people import HOUSE, SCHOOL, person

DRAWN_MS, FIRST_KB, AFTER_KB, PAINT_S = 30.0, 60.0, 15.0, 0.6
ROOMS, DAYS, A_DAY = 10, 7, 7
ROUNDS, VISITS = 60, 5
MONDAY = -4
"""Days from the house's today."""
PAGES: Mapping[str, str] = {"home": "/", "week": "/bookings?week=2026-W48"}
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_SITE = f"""
[[sites]]
id = "{HOUSE}"
name = "Officine Municipali"
timezone = "Europe/Rome"
default_preset = "riunione"
[presets.riunione]
title = "Riunione"
"""


async def house_pages() -> AsyncIterator[Figure]:
    """A service over a store of its own, somebody who sees all of it, and Chromium."""
    rooms = "".join(f'[[rooms]]\nid = "sala-{number}"\nname = "Sala {number}"\n' for number in range(ROOMS))
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(Path(folder), None)
        app = make_app(database, load_texts((("sito.toml", f"{_SITE}{rooms}"),)), clock=lambda: NOW)
        async with TestClient(TestServer(app)) as client:
            cookie = await app[DATABASE].write(_furnish, app[FACTS].ids_key)
            headers = {"Cookie": f"regia_account={cookie}", "Accept-Encoding": "gzip"}
            for name, path in PAGES.items():
                took_ms = [await _asked(client, path, headers) for _ in range(ROUNDS)]
                yield Figure(f"{name} of {ROOMS} rooms p50", percentile(took_ms[3:], 50), "ms", DRAWN_MS)
                async for figure in _seen(name, str(client.make_url(path)), cookie):
                    yield figure
        database.close()


async def _asked(client: TestClient[web.Request, web.Application], path: str, headers: Mapping[str, str]) -> float:
    """Milliseconds until the last byte."""
    began = time.perf_counter()
    async with client.get(path, headers=headers) as answer:
        answer.raise_for_status()
        await answer.read()
    return (time.perf_counter() - began) * 1000


async def _seen(name: str, address: str, cookie: str) -> AsyncIterator[Figure]:
    """Visits with nothing kept, each with one after."""
    first: list[float] = []
    after: list[float] = []
    painted_s: list[float] = []
    async with chromium_running(WHOLE) as browser:
        for _ in range(VISITS):
            async with tab_open(browser) as tab:
                await tab.page.context.add_cookies([{"name": "regia_account", "value": cookie, "url": address}])
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
                        painted = await tab.page.wait_for_function(_PAINTED)
                        painted_s.append(await painted.json_value() / 1000)
    yield Figure(f"first visit to {name}", statistics.median(first), "kB", FIRST_KB)
    yield Figure(f"{name} after", statistics.median(after), "kB", AFTER_KB)
    yield Figure(f"first paint of {name}, {SLOWER} times slower", statistics.median(painted_s), "s", PAINT_S)


def _furnish(db: Transaction, secret: bytes) -> str:
    """The week's bookings, and the cookie of somebody at the desk who books for a school, too."""
    desk, school = Staff(StaffRole.DESK, HOUSE), Membership(SCHOOL, OrganisationRole.ORGANISER)
    account = person(db, "ada@example.it", "Ada Neri", NOW, desk, school)
    for room in range(ROOMS):
        for number in range(DAYS * A_DAY):
            day, place = divmod(number, A_DAY)
            start = at("08:00", MONDAY + day) + timedelta(minutes=95 * place + 5 * room)
            key = Key(OWN_CALENDAR, f"{room}-{number}", start)
            title, owner = f"Riunione {number} del gruppo {room}", account if number % 9 == 0 else None
            wanted = Occurrence(
                key,
                start,
                start + timedelta(minutes=80),
                title,
                (f"sala-{room}",),
                "riunione",
                confidential=number % 11 == 0,
                organisation=SCHOOL if number % 3 else "comune",
                booked_by=owner,
            )
            book(db, secret, wanted, NOW - timedelta(days=30))
    return open_sign_in(db, account, "password", "Chromium", "127.0.0.1", NOW)[0]
