"""The processes that are measured, run as anybody runs them, and how they are."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from orchestrator.access.tokens import make_token, parse_grant
from orchestrator.commands.store import open_store
from orchestrator.demo.processes import free_port

READY_WITHIN_S = 30.0
END_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Service:
    """A `regia serve` that answers, or a server it is compared with."""

    url: str
    pid: int
    ready_s: float
    """How long it took from being started to being ready."""


@asynccontextmanager
async def running(
    *module_and_arguments: str, log: Path, secrets: Mapping[str, str] | None = None
) -> AsyncIterator[int]:
    """Run ``python -m …`` until left; gives its process id."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *module_and_arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(secrets or {})},
        )
    try:
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(END_WITHIN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def serving(folder: Path, site: str, secrets: Mapping[str, str] | None = None) -> AsyncIterator[Service]:
    """Run `regia serve` over *site* with its data in *folder*."""
    (folder / "sito.toml").write_text(site)
    port = free_port()
    command = ("orchestrator", "serve", str(folder / "sito.toml"), "--data", str(folder), "--port", str(port))
    began = time.perf_counter()
    async with running(*command, log=folder / "serve.log", secrets=secrets) as pid:
        url = f"http://127.0.0.1:{port}"
        await answering(port, f"{url}/readyz")
        yield Service(url, pid, time.perf_counter() - began)


@asynccontextmanager
async def bare_server(folder: Path) -> AsyncIterator[Service]:
    """Run the bare server that the service is compared with."""
    async with _answering("tests.bench.bare", str(folder / "bare.db"), log=folder / "bare.log") as service:
        yield service


@asynccontextmanager
async def hub_server(folder: Path) -> AsyncIterator[Service]:
    """Run the service with the route that gives agents new plans; the room file is in *folder*."""
    async with _answering("tests.bench.hub", str(folder), log=folder / "hub.log") as service:
        yield service


@asynccontextmanager
async def _answering(module: str, argument: str, log: Path) -> AsyncIterator[Service]:
    port = free_port()
    began = time.perf_counter()
    async with running(module, str(port), argument, log=log) as pid:
        url = f"http://127.0.0.1:{port}"
        await answering(port, f"{url}/readyz")
        yield Service(url, pid, time.perf_counter() - began)


@asynccontextmanager
async def agent(folder: Path, service: Service, token: str, secrets: Mapping[str, str]) -> AsyncIterator[int]:
    """Run `regia agent` for *service* with its data in *folder*; gives its process id."""
    await asyncio.to_thread(folder.mkdir)
    await asyncio.to_thread((folder / "token").write_text, token)
    command = ("orchestrator", "agent", "--orchestrator", service.url, "--data", str(folder), "--stage-port", "0")
    token_file = ("--token-file", str(folder / "token"))
    async with running(*command, *token_file, log=folder / "agent.log", secrets=secrets) as pid:
        yield pid


async def answering(port: int, url: str) -> None:
    """Return once *url* answers 200. Raises TimeoutError."""
    async with asyncio.timeout(READY_WITHIN_S):
        while not await _listens(port):  # noqa: ASYNC110 - it is another process; this costs the start less than asking
            await asyncio.sleep(0.01)
        async with aiohttp.ClientSession() as client:
            while (await client.get(url)).status != 200:  # noqa: ASYNC110 - likewise
                await asyncio.sleep(0.01)


async def tokens(folder: Path, roles: Sequence[str]) -> list[str]:
    """Tokens for *roles* in the database of *folder*, as `regia token add` makes them."""
    database = open_store(folder, None)
    try:
        now = datetime.now(UTC)
        return [await database.write(make_token, parse_grant(role), now) for role in roles]
    finally:
        database.close()


def resident_mib(pid: int) -> float:
    """The memory that a process really has."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
