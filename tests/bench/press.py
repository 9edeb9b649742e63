"""From a press on the tablet to the command that reaches OBS, through orchestrator and agent, as processes.

After each press the same without us: a POST to bare aiohttp that commits one row to SQLite, and then a request of bare
obsws-python. So both are measured under the same load.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
from obsws_python import ReqClient

from integrations.emulators.obs import Obs, obs_running
from integrations.emulators.projector import projector_running
from tests.bench.figures import Figure, percentile
from tests.bench.processes import agent, bare_server, serving, tokens
from tests.bench.sites import SCENES, SECRETS, site_text
from tests.support.credentials import bearer

PRESSES = 200
PAUSES_S = (0.05, 0.2)
"""Between two presses: nobody is quicker, and the rest of the first one, fsync included, falls into it."""
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Hall:
    """A meeting that is live in a hall with OBS, a panel that presses, and the service's address and data."""

    url: str
    data: Path
    panel: aiohttp.ClientSession
    obs: Obs


@asynccontextmanager
async def hall_with_a_meeting() -> AsyncIterator[Hall]:
    """The hall, with a panel listening."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        obs = await stack.enter_async_context(
            obs_running(password=SECRETS["REGIA_SECRET_OBS"], scenes=("Riposo", "Attesa", *SCENES))
        )
        projector = await stack.enter_async_context(projector_running(password=SECRETS["REGIA_SECRET_PROIETTORE"]))
        admin, panel, of_agent = await tokens(folder, ["admin", "panel:sala-1", "agent:sala-1"])
        site = site_text(1, [{"obs": obs.port, "projector": projector.port}])
        service = await stack.enter_async_context(serving(folder, site))
        await stack.enter_async_context(agent(folder / "agent", service, of_agent, SECRETS))
        await _book(service.url, admin)
        client = await stack.enter_async_context(
            aiohttp.ClientSession(service.url, headers=bearer(panel), timeout=aiohttp.ClientTimeout(PATIENCE_S))
        )
        await _until_on_air(obs)
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(_listen(service.url, panel), name="the panel")
            yield Hall(service.url, folder, client, obs)
            listening.cancel()


async def press() -> AsyncIterator[Figure]:
    """Two scenes by turns."""
    async with hall_with_a_meeting() as hall, _bare(hall.data) as bare:
        heard_s, answered_s, bare_s = await presses(hall, bare)
    p50_s = percentile(heard_s, 50)
    yield Figure("press to OBS p50", p50_s * 1e3, "ms")
    yield Figure("press to OBS p50, bare aiohttp, SQLite and obsws-python", percentile(bare_s, 50) * 1e3, "ms")
    yield Figure("press to OBS p50, by the bare one", p50_s / percentile(bare_s, 50), "times", 2)
    yield Figure("press to OBS p99", percentile(heard_s, 99) * 1e3, "ms")
    yield Figure("press to OBS p99, by its p50", percentile(heard_s, 99) / p50_s, "times", 3)
    yield Figure("press to OBS slowest", max(heard_s) * 1e3, "ms")
    yield Figure("press to OBS p50 of the last 50", percentile(heard_s[-50:], 50) * 1e3, "ms")
    yield Figure("press to its answer p50", percentile(answered_s, 50) * 1e3, "ms")


async def presses(
    hall: Hall, bare: Callable[[int], Awaitable[float]], number_of: int = PRESSES
) -> tuple[list[float], list[float], list[float]]:
    """How long each press took to be heard by OBS, and to be answered, and the *bare* one after it, in seconds."""
    heard: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
    hall.obs.on_heard = lambda command: heard.put_nowait((command, time.perf_counter()))
    pauses = random.Random(1)
    heard_s, answered_s, bare_s = [], [], []
    for number in range(number_of):
        scene = SCENES[(number + 1) % 2]
        wanted = {"id": str(uuid4()), "kind": "scene", "scene": scene}
        began = time.perf_counter()
        async with hall.panel.post("/api/v1/rooms/sala-1/overrides", json=wanted) as answer:
            answer.raise_for_status()
            await answer.read()
        answered_s.append(time.perf_counter() - began)
        heard_s.append(await _heard(heard, scene) - began)
        await asyncio.sleep(pauses.uniform(*PAUSES_S))
        bare_s.append(await bare(number))
        await asyncio.sleep(pauses.uniform(*PAUSES_S))
    return heard_s, answered_s, bare_s


@asynccontextmanager
async def _bare(folder: Path) -> AsyncIterator[Callable[[int], Awaitable[float]]]:
    """What gives how long one bare press takes: stored by bare aiohttp, then told to an OBS by bare obsws-python."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    async with bare_server(folder) as server, obs_running(scenes=SCENES) as obs, aiohttp.ClientSession() as client:
        line = await asyncio.to_thread(ReqClient, host=obs.host, port=obs.port, password="", timeout=PATIENCE_S)

        async def press(number: int) -> float:
            times = {"start": day + timedelta(hours=number), "end": day + timedelta(hours=number + 1)}
            wanted = {"room": "sala-1", "title": "Prova"} | {name: at.isoformat() for name, at in times.items()}
            began = time.perf_counter()
            async with client.post(f"{server.url}/bookings", json=wanted) as answer:
                answer.raise_for_status()
                await answer.read()
            await asyncio.to_thread(line.set_current_program_scene, SCENES[number % 2])
            return time.perf_counter() - began

        yield press
        line.disconnect()


async def _heard(heard: "asyncio.Queue[tuple[str, float]]", scene: str) -> float:
    """When OBS was told to show *scene*. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            command, at = await heard.get()
            if command.startswith("SetCurrentProgramScene") and f'"{scene}"' in command:
                return at


async def _book(url: str, admin: str) -> None:
    """A meeting that has begun just now."""
    now = datetime.now(UTC)
    times = {"start": now.isoformat(), "end": (now + timedelta(hours=2)).isoformat()}
    async with aiohttp.ClientSession(url, headers=bearer(admin)) as client:
        answer = await client.post("/api/v1/bookings", json={"room": "sala-1", "title": "Prova", **times})
        answer.raise_for_status()


async def _until_on_air(obs: Obs) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while obs.scene != SCENES[0]:  # noqa: ASYNC110 - the emulator tells what it heard, not what it shows
            await asyncio.sleep(0.05)
    await asyncio.sleep(1.0)  # its first poll after the start


async def _listen(url: str, panel: str) -> None:
    async with (
        aiohttp.ClientSession(url, headers=bearer(panel), timeout=aiohttp.ClientTimeout(None)) as client,
        client.get("/api/v1/rooms/sala-1/events") as stream,
    ):
        async for _ in stream.content.iter_any():
            pass
