"""How soon the service is ready, how much memory its processes keep, and how quickly the command line answers."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from importlib.resources import files
from pathlib import Path

import aiohttp

from integrations.emulators.obs import obs_running
from integrations.emulators.projector import projector_running
from tests.bench.figures import Figure
from tests.bench.processes import agent, resident_mib, serving, tokens
from tests.bench.sites import SCENES, SECRETS, site_text
from tests.support.credentials import bearer

STARTS = 5
IDLE_S = 30.0
"""Idle is measured after so long, with some requests and an agent before it."""
SAMPLE = files("config.sample")


async def starting() -> AsyncIterator[Figure]:
    """Each start is a process of its own; the median of some."""
    yield Figure("regia --help", await _command("--help"), "s", 0.4)
    plan = ("plan", f"{SAMPLE / 'officine.toml'}", "--calendar", f"{SAMPLE / 'officine.ics'}")
    days = ("--from", "2026-10-19", "--to", "2026-11-03", "--json")
    yield Figure("regia plan of the sample", await _command(*plan, *days), "s")
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(number) for number in range(STARTS)]
        yield Figure(
            "ready with a fresh data folder", statistics.median([await _ready(folder) for folder in folders]), "s", 2
        )
        yield Figure(
            "ready with an old data folder", statistics.median([await _ready(folder) for folder in folders]), "s", 2
        )
    async for figure in _memory():
        yield figure


async def _command(*arguments: str) -> float:
    took_s = []
    for _ in range(STARTS):
        began = time.perf_counter()
        command = (sys.executable, "-m", "orchestrator", *arguments)
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, env=dict(os.environ)
        )
        if await process.wait():
            raise RuntimeError(f"{command} failed")
        took_s.append(time.perf_counter() - began)
    return statistics.median(took_s)


async def _ready(folder: Path) -> float:
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    async with serving(folder, site_text(2)) as service:
        return service.ready_s


async def _memory() -> AsyncIterator[Figure]:
    """Two rooms with OBS, a projector and a stage each, connected to emulators."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = []
        for _ in range(2):
            obs = obs_running(password=SECRETS["REGIA_SECRET_OBS"], scenes=("Riposo", "Attesa", *SCENES))
            projector = projector_running(password=SECRETS["REGIA_SECRET_PROIETTORE"])
            at = (await stack.enter_async_context(obs)).port, (await stack.enter_async_context(projector)).port
            ports.append(dict(zip(("obs", "projector"), at, strict=True)))
        admin, of_agent = await tokens(folder, ["admin", "agent:sala-1,sala-2"])
        service = await stack.enter_async_context(serving(folder, site_text(2, ports)))
        agent_pid = await stack.enter_async_context(agent(folder / "agent", service, of_agent, SECRETS))
        await _some_requests(service.url, admin)
        await asyncio.sleep(IDLE_S)
        yield Figure("regia serve, idle", resident_mib(service.pid), "MiB", 130)
        yield Figure("regia agent without an Apple TV, idle", resident_mib(agent_pid), "MiB", 90)


async def _some_requests(url: str, admin: str) -> None:
    async with aiohttp.ClientSession(url, headers=bearer(admin)) as client:
        for path in ("/readyz", "/metrics", "/api/v1/openapi.json", "/api/v1/rooms", "/panel/sala-1"):
            async with client.get(path) as answer:
                await answer.read()
