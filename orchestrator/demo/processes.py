"""The demo's processes: the orchestrator and the agent as anybody runs them, and a browser for the big screens."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

READY_WITHIN_S = 20.0
END_WITHIN_S = 6.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
"""A browser without window, noise or questions, that has a microphone and a camera to practise with."""


class DemoFailed(Exception):
    """Something of the demo does not come up; the text says what."""


def free_port(wanted: int = 0) -> int:
    """A port of this machine that nobody listens on: *wanted* if it is free."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise DemoFailed("no free port on this machine")


def browser() -> str | None:
    """A Chromium on this machine, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@asynccontextmanager
async def regia(*arguments: str, secrets: Mapping[str, str], log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `regia` with *arguments* until left, what it says going to *log*."""
    command = (sys.executable, "-m", "orchestrator", *arguments)
    async with _running(command, {**os.environ, **secrets}, log) as process:
        yield process


@asynccontextmanager
async def screen(program: str, page: str, folder: Path) -> AsyncIterator[None]:
    """Show *page* in a browser without a window; *folder* is its own."""
    await asyncio.to_thread(folder.mkdir)
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    command = (program, *QUIET, *as_root, f"--user-data-dir={folder}", page)
    async with _running(command, os.environ, folder / "browser.log"):
        yield


async def wait_until_ready(client: httpx.AsyncClient, process: asyncio.subprocess.Process, log: Path) -> None:
    """Return once the orchestrator answers that it is ready. Raises DemoFailed."""
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_WITHIN_S):
            while process.returncode is None:
                with suppress(httpx.HTTPError):
                    if (await client.get("/readyz")).status_code == httpx.codes.OK:
                        return
                await asyncio.sleep(0.1)
    raise DemoFailed(f"the orchestrator does not come up:\n{await asyncio.to_thread(log.read_text)}")


@asynccontextmanager
async def _running(
    command: Sequence[str], environment: Mapping[str, str], log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            start_new_session=True,
        )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(TimeoutError):
            async with asyncio.timeout(END_WITHIN_S):
                await process.wait()
                return
