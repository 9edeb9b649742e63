"""Bookings over HTTP: one after another and sixteen at once, beside a bare aiohttp with SQLite in the same run."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from tests.bench.figures import Figure, percentile
from tests.bench.processes import bare_server, serving, tokens
from tests.bench.sites import site_text
from tests.support.credentials import bearer

ALONE = 400
AT_ONCE = 16
TOGETHER = 1_600
ROOMS = 4
SLOT = timedelta(minutes=30)
A_DAY = 20


async def booking() -> AsyncIterator[Figure]:
    """Every booking is a free half hour of its own, from tomorrow on, ten hours a day."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        [admin] = await tokens(folder, ["admin"])
        async with serving(folder, site_text(ROOMS)) as service:
            alone_s, a_second = await _measured(f"{service.url}/api/v1/bookings", bearer(admin))
        async with bare_server(folder) as bare:
            bare_s, bare_a_second = await _measured(f"{bare.url}/bookings", {})
    yield Figure("a booking over HTTP p50", percentile(alone_s, 50) * 1e3, "ms", 4)
    yield Figure("a booking over HTTP p99", percentile(alone_s, 99) * 1e3, "ms")
    yield Figure("bookings at 16 in parallel", a_second, "a second", 400, at_least=True)
    yield Figure("a booking, bare aiohttp and SQLite p50", percentile(bare_s, 50) * 1e3, "ms")
    yield Figure("bookings at 16, bare aiohttp and SQLite", bare_a_second, "a second")


async def _measured(url: str, headers: dict[str, str]) -> tuple[list[float], float]:
    """How long each of those made one after another took, and how many a second were made side by side."""
    slots = _slots()
    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=0)) as client:
        alone_s = [await _book(client, url, next(slots)) for _ in range(ALONE)]
        began = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(_book_many(client, url, slots, TOGETHER // AT_ONCE))
        return alone_s, TOGETHER / (time.perf_counter() - began)


async def _book_many(client: aiohttp.ClientSession, url: str, slots: Iterator[dict[str, Any]], count: int) -> None:
    for _ in range(count):
        await _book(client, url, next(slots))


async def _book(client: aiohttp.ClientSession, url: str, wanted: dict[str, Any]) -> float:
    began = time.perf_counter()
    async with client.post(url, json=wanted) as answer:
        await answer.read()
        if answer.status != 201:
            raise RuntimeError(await answer.text())
    return time.perf_counter() - began


def _slots() -> Iterator[dict[str, Any]]:
    """Half hours that are free, room by room and day by day."""
    first = (datetime.now(UTC) + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    for number in range(ALONE + TOGETHER):
        at, room = divmod(number, ROOMS)
        start = first + timedelta(days=at // A_DAY) + at % A_DAY * SLOT
        times = {"start": start.isoformat(), "end": (start + SLOT).isoformat()}
        yield {"room": f"sala-{room + 1}", "title": f"Riunione {number}", **times}
