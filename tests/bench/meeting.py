"""From *Inizia* on the panel to the hall in its meeting: service and agent as processes, the big screen in Chromium, the emulated Jitsi."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp

from integrations.emulators.jitsi import SECRET, JitsiEmulator, jitsi_running
from tests.bench.figures import Figure, percentile
from tests.end_to_end.test_browsers import DEPLOYMENT, STAGE
from tests.support.chromium import WHOLE, chromium_running, tab_open
from tests.support.credentials import bearer
from tests.support.house import ROOM, SITE, House, house_standing, is_ready
from tests.support.waiting import wait_for

ROUNDS = 15
PAUSE_S = 0.5
LOOKED_AT_EVERY_S = 0.005
LIMIT_S = 1.0
PATIENCE_S = 30.0


async def meeting() -> AsyncIterator[Figure]:
    """A walk-in begins and ends, again and again; the screen stands open all the while."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        jitsi = await stack.enter_async_context(jitsi_running())
        site = SITE.replace("\n[presets.riunione]\n", STAGE) + DEPLOYMENT.replace("URL", jitsi.url)
        house = await stack.enter_async_context(
            house_standing(folder, site=site, secrets={"REGIA_SECRET_JITSI": SECRET})
        )
        await house.add_agent()
        browser = await stack.enter_async_context(chromium_running(WHOLE))
        screen = await stack.enter_async_context(tab_open(browser))
        await house.until(lambda view: view["agent"]["connected"])
        await screen.page.goto(house.stage)
        in_s, told_s = await _rounds(house, jitsi)
    yield Figure("Inizia to joined p50", percentile(told_s, 50), "s", LIMIT_S)
    yield Figure("Inizia to joined slowest", max(told_s), "s")
    yield Figure("Inizia to the meeting itself p50", percentile(in_s, 50), "s")


async def _rounds(house: House, jitsi: JitsiEmulator) -> tuple[list[float], list[float]]:
    """How long it took until Jitsi had the hall, and until the panel was told of it, in seconds."""
    in_s, told_s = [], []
    for _ in range(ROUNDS):
        await house.until(is_ready("idle"))
        await asyncio.sleep(PAUSE_S)
        async with asyncio.TaskGroup() as watching:
            began = time.perf_counter()
            there = watching.create_task(_seconds(began, lambda: _until_in(jitsi)))
            told = watching.create_task(_seconds(began, lambda: _until_told(house)))
            (await house.press("start")).raise_for_status()
        in_s.append(there.result())
        told_s.append(told.result())
        (await house.press("end")).raise_for_status()
        await wait_for(lambda: not jitsi.meetings)
    return in_s, told_s


async def _seconds(began: float, reached: Callable[[], Awaitable[None]]) -> float:
    async with asyncio.timeout(PATIENCE_S):
        await reached()
    return time.perf_counter() - began


async def _until_in(jitsi: JitsiEmulator) -> None:
    while not jitsi.meetings:  # noqa: ASYNC110 - the emulator tells what it has, not when it got it
        await asyncio.sleep(LOOKED_AT_EVERY_S)


async def _until_told(house: House) -> None:
    """Return once the room's events say that its big screen is in the meeting."""
    token = str(house.client.headers["Authorization"]).removeprefix("Bearer ")
    async with (
        aiohttp.ClientSession(house.url, headers=bearer(token)) as client,
        client.get(f"/api/v1/rooms/{ROOM}/events") as stream,
    ):
        async for line in stream.content:
            if line.startswith(b"data: {"):
                seen: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
                if seen["phase"] == "live" and seen["devices"]["palco"]["observed"].get("joined") is True:
                    return
