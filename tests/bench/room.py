"""An agent with eight devices: how soon they are ready, and what it costs while nothing happens."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from integrations.emulators.obs import obs_running
from integrations.emulators.projector import Projector, projector_running
from tests.bench.figures import Figure
from tests.bench.processes import agent, resident_mib, serving, tokens
from tests.support.credentials import bearer

PROJECTORS, ENCODERS = 4, 3
WARM_UP_S = 4.0
POLL_S = 5.0
"""Of a projector, as the room file has it by itself."""
IDLE_S = 60.0
PATIENCE_S = 60.0
_HEAD = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "uso"
[[rooms]]
id = "sala"
name = "Sala"
closing = "1s"
[rooms.devices.palco]
driver = "stage"
"""


async def room() -> AsyncIterator[Figure]:
    """Four projectors, three OBS and a big screen that nobody opened, through service and agent as processes."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        projectors = [
            await stack.enter_async_context(projector_running(warm_up_s=WARM_UP_S)) for _ in range(PROJECTORS)
        ]
        encoders = [await stack.enter_async_context(obs_running()) for _ in range(ENCODERS)]
        admin, of_agent = await tokens(folder, ["admin", "agent:sala"])
        site = _site([projector.port for projector in projectors], [encoder.port for encoder in encoders])
        service = await stack.enter_async_context(serving(folder, site))
        pid = await stack.enter_async_context(agent(folder / "agent", service, of_agent, {}))
        client = await stack.enter_async_context(aiohttp.ClientSession(service.url, headers=bearer(admin)))
        await _until(client, "ready")
        took_s = await _made_ready(client, projectors)
        yield Figure("ready after the slowest device's own time", took_s - WARM_UP_S, "s", POLL_S + 0.15)
        await _until(client, "idle")
        before_s, connections = _cpu_s(pid), sum(projector.connections for projector in projectors)
        await asyncio.sleep(IDLE_S)
        busy = (_cpu_s(pid) - before_s) / IDLE_S
        made = (sum(projector.connections for projector in projectors) - connections) / PROJECTORS * 60 / IDLE_S
        yield Figure("agent with eight devices, idle", busy * 100, "% of a core", 1)
        yield Figure("agent with eight devices, idle", resident_mib(pid), "MiB", 90)
        yield Figure("connections to an idle projector", made, "a minute", 12)


def _site(projectors: list[int], encoders: list[int]) -> str:
    devices = [
        *((f"p{at}", "pjlink", port, f'warm_up = "{WARM_UP_S * 3:g}s"') for at, port in enumerate(projectors)),
        *((f"o{at}", "obs", port, "") for at, port in enumerate(encoders)),
    ]
    tables = "".join(
        f'[rooms.devices.{name}]\ndriver = "{driver}"\nhost = "127.0.0.1"\nport = {port}\n{more}\n'
        for name, driver, port, more in devices
    )
    on = "".join(f'p{at} = {{ power = "on", input = "hdmi1" }}\n' for at in range(len(projectors)))
    scene = "".join(f'o{at} = {{ scene = "Attesa" }}\n' for at in range(len(encoders)))
    off = "".join(f'p{at} = {{ power = "off" }}\n' for at in range(len(projectors)))
    rest = "".join(f'o{at} = {{ scene = "Riposo" }}\n' for at in range(len(encoders)))
    names = ", ".join(f'"{name}"' for name, *_ in devices)
    preset = f'[presets.uso]\ntitle = "Uso"\nneeds = [{names}]\n[presets.uso.preparing]\n{on}{scene}'
    return f"{_HEAD}{tables}{preset}[idle]\n{off}{rest}"


async def _made_ready(client: aiohttp.ClientSession, projectors: list[Projector]) -> float:
    """From the last projector being told to go on until every device is as wished, in seconds."""
    told_s: list[float] = []
    for projector in projectors:
        projector.on_heard = lambda command: told_s.append(time.perf_counter()) if command == "%1POWR 1" else None
    now = datetime.now(UTC)
    times = {"start": (now + timedelta(seconds=2)).isoformat(), "end": (now + timedelta(seconds=25)).isoformat()}
    answer = await client.post("/api/v1/bookings", json={"room": "sala", "title": "Prova", **times})
    answer.raise_for_status()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            devices = (await _view(client))["devices"]
            needed = [device for name, device in devices.items() if name != "palco"]
            if len(told_s) == len(projectors) and all(one["verdict"] == "ok" for one in needed):
                return time.perf_counter() - max(told_s)
            await asyncio.sleep(0.02)


async def _until(client: aiohttp.ClientSession, wanted: str) -> None:
    """Until every device but the screen is as wished, in a room that is idle where *wanted* says so."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            view = await _view(client)
            calm = all(device["verdict"] == "ok" for name, device in view["devices"].items() if name != "palco")
            if calm and (wanted != "idle" or view["phase"] == "idle"):
                return
            await asyncio.sleep(0.1)


async def _view(client: aiohttp.ClientSession) -> dict[str, Any]:
    async with client.get("/api/v1/rooms/sala") as answer:
        return await answer.json()  # type: ignore[no-any-return]


def _cpu_s(pid: int) -> float:
    """The seconds of processor that a process has used (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
