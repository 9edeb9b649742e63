"""200 connected agents, each given a new plan of its own: how long until the last one has it.

Measured twice. *Delivered*: the plans are stored, made and encoded; from the signal to the last agent's receipt. This
is what is compared with a bare aiohttp that sends as many bytes to as many sockets of the same clients. *Changed*: from
the commit on, so that 200 rooms are planned as well.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.bench.figures import Figure
from tests.bench.processes import Service, bare_server, hub_server, tokens
from tests.bench.sites import site_text

AGENTS = 200
ROUNDS = 9
PAUSE_S = 1.0
"""Between two rounds, for the states that agents answer with."""
TIMES = 3.0
"""How much longer than bare aiohttp it may take."""
PATIENCE_S = 60.0


async def agents() -> AsyncIterator[Figure]:
    """The service, then the bare server with plans of the same size, in one run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rooms = [f"sala-{number + 1}" for number in range(AGENTS)]
        texts = await tokens(folder, [f"agent:{room}" for room in rooms])
        await asyncio.to_thread((folder / "agents.json").write_text, json.dumps(dict(zip(rooms, texts, strict=True))))
        await asyncio.to_thread((folder / "sito.toml").write_text, site_text(AGENTS))
        async with hub_server(folder) as hub, _crowd(folder, hub) as crowd:
            delivered = [await crowd.round("/send?made") for _ in range(ROUNDS)]
            changed = [await crowd.round("/send") for _ in range(ROUNDS)]
            size = crowd.size
        async with bare_server(folder) as bare, _crowd(folder, bare, first_plans=0) as crowd:
            sent = [await crowd.round("/send", b"x" * size) for _ in range(ROUNDS)]
    bare_ms = statistics.median(sent)
    yield Figure(f"bare aiohttp to {AGENTS} sockets, {size} bytes each", bare_ms, "ms")
    yield Figure(f"stored plans to {AGENTS} agents", statistics.median(delivered), "ms", TIMES * bare_ms)
    yield Figure(
        f"stored plans to {AGENTS} agents, against bare aiohttp", statistics.median(delivered) / bare_ms, "times"
    )
    yield Figure(f"a change of {AGENTS} rooms, planned and sent", statistics.median(changed), "ms")


class _Crowd:
    """The agents, all connected."""

    def __init__(self, url: str, lines: asyncio.StreamReader) -> None:
        self._url, self._lines = url, lines
        self.size = 0
        """Bytes of the newest plan."""

    async def gather(self, first_plans: int) -> None:
        """Wait until all are connected, and have so many first plans between them."""
        connected = False
        while first_plans or not connected:
            line = await self._line()
            connected = connected or line == ["connected"]
            first_plans -= line != ["connected"]

    async def round(self, path: str, body: bytes = b"") -> float:
        """Have something sent to every agent; how long it took until the last one had it, in milliseconds."""
        await asyncio.sleep(PAUSE_S)
        async with aiohttp.ClientSession() as client, client.post(f"{self._url}{path}", data=body) as answer:
            began = float((await answer.json())["began"])
        received = [await self._line() for _ in range(AGENTS)]
        if len({room for room, *_ in received}) != AGENTS:
            raise RuntimeError("an agent was sent more than one plan")
        self.size = int(received[0][2])
        return (max(float(at) for *_, at in received) - began) * 1e3

    async def _line(self) -> list[str]:
        async with asyncio.timeout(PATIENCE_S):
            return (await self._lines.readline()).decode().split()


@asynccontextmanager
async def _crowd(folder: Path, server: Service, first_plans: int = AGENTS) -> AsyncIterator[_Crowd]:
    command = (sys.executable, "-m", "tests.bench.crowd", server.url, str(folder / "agents.json"))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=dict(os.environ))
    try:
        if process.stdout is None:
            raise RuntimeError("the crowd cannot be heard")
        crowd = _Crowd(server.url, process.stdout)
        await crowd.gather(first_plans)
        yield crowd
    finally:
        process.kill()
        await process.wait()
