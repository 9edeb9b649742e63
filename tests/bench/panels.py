"""Many panels on one room: how long after a press the last one shows it, and what each costs the service."""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import aiohttp

from tests.bench.figures import Figure
from tests.bench.processes import resident_mib, serving, tokens
from tests.bench.sites import site_text
from tests.support.credentials import bearer

PANELS = 50
MANY, FIRST = 100, 20
"""Panels of whose memory is asked, and others before them: what the first ones cost is the service's own."""
MOST_KB = 40.0
ROUNDS, CHANGES = 15, 6
PAUSE_S = 0.5
PATIENCE_S = 30.0


async def panels() -> AsyncIterator[Figure]:
    """A hold and its release by turns; from sending the request to the last panel's receipt of the room with that plan."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        admin, panel = await tokens(folder, ["admin", "panel:sala-1"])
        async with serving(folder, site_text(1)) as service, asyncio.TaskGroup() as tasks:
            shown: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
            watching = [tasks.create_task(_watch(service.url, panel, shown)) for _ in range(PANELS)]
            for _ in watching:
                await shown.get()
            took_s = await _rounds(service.url, admin, shown)
            for one in watching:
                one.cancel()
    yield Figure(f"a press to the last of {PANELS} panels", statistics.median(took_s) * 1e3, "ms")
    yield Figure(f"memory of each of {MANY} panels", await _memory(), "kB", MOST_KB)


async def _memory() -> float:
    """Each listens, packed as browsers do, and has seen some changes of its room."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        admin, panel = await tokens(folder, ["admin", "panel:sala-1"])
        async with (
            serving(folder, site_text(1)) as service,
            asyncio.TaskGroup() as tasks,
            aiohttp.ClientSession(service.url, headers=bearer(admin)) as client,
        ):
            shown: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
            watching = [tasks.create_task(_watch(service.url, panel, shown)) for _ in range(FIRST)]
            await _see_changes(client, shown, FIRST)
            before_mib = resident_mib(service.pid)
            watching += [tasks.create_task(_watch(service.url, panel, shown)) for _ in range(MANY)]
            await _see_changes(client, shown, FIRST + MANY)
            each_kb = (resident_mib(service.pid) - before_mib) * 1024 / MANY
            for one in watching:
                one.cancel()
    return each_kb


async def _see_changes(client: aiohttp.ClientSession, shown: "asyncio.Queue[tuple[int, float]]", panels: int) -> None:
    """Let that many panels see the room change some times."""
    for number in range(CHANGES):
        wanted = {"id": str(uuid4()), "kind": ("hold", "release")[number % 2]}
        async with client.post("/api/v1/rooms/sala-1/overrides", json=wanted) as answer:
            answer.raise_for_status()
            revision = (await answer.json())["revision"]
        await _all_show(revision, shown, panels)


async def _rounds(url: str, admin: str, shown: "asyncio.Queue[tuple[int, float]]") -> list[float]:
    took_s = []
    async with aiohttp.ClientSession(url, headers=bearer(admin)) as client:
        for number in range(ROUNDS):
            await asyncio.sleep(PAUSE_S)
            wanted = {"id": str(uuid4()), "kind": ("hold", "release")[number % 2]}
            began = time.perf_counter()
            async with client.post("/api/v1/rooms/sala-1/overrides", json=wanted) as answer:
                answer.raise_for_status()
                revision = (await answer.json())["revision"]
            took_s.append(await _all_show(revision, shown) - began)
    return took_s


async def _all_show(revision: int, shown: "asyncio.Queue[tuple[int, float]]", panels: int = PANELS) -> float:
    """When the last panel showed that revision. Raises TimeoutError."""
    left, last = panels, 0.0
    async with asyncio.timeout(PATIENCE_S):
        while left:
            found, at = await shown.get()
            if found == revision:
                left, last = left - 1, max(last, at)
    return last


async def _watch(url: str, panel: str, shown: "asyncio.Queue[tuple[int, float]]") -> None:
    """Tell the revision of the room's plan whenever it is another."""
    before = 0
    timeout = aiohttp.ClientTimeout(total=None)
    async with (
        aiohttp.ClientSession(url, headers=bearer(panel), timeout=timeout, read_bufsize=2**20) as client,
        client.get("/api/v1/rooms/sala-1/events") as stream,
    ):
        async for line in stream.content:
            if line.startswith(b"data: {"):
                at, revision = time.perf_counter(), json.loads(line[6:])["plan"]["wished"]
                if revision != before:
                    shown.put_nowait((revision, at))
                before = revision
