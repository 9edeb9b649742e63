"""Regia's own processes as people run them: started, killed, started again; what they say is kept."""

import asyncio
import json
import os
import random
import resource
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.support.waiting import WITHIN_S
from tests.support.warm import WarmChild, started


class Process:
    """``regia`` with *arguments*; the environment holds nothing of ours but *environment*."""

    def __init__(self, *arguments: str | Path, log: Path, environment: Mapping[str, str] | None = None) -> None:
        self.arguments = tuple(map(str, arguments))
        self.largest_file: int | None = None
        """Bytes a file of it may grow to (RLIMIT_FSIZE), from its next start on; None is no limit."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("REGIA_")}
        self._environment = {**ours, **(environment or {})}
        self._log = log
        self._running: asyncio.subprocess.Process | WarmChild | None = None

    @property
    def running(self) -> bool:
        """Whether it is there."""
        return self._running is not None and self._running.returncode is None

    @property
    def pid(self) -> int:
        """Its number, while it runs."""
        assert self._running is not None
        return self._running.pid

    @property
    def said(self) -> str:
        """All it wrote to its standard output and error, over all its lives."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def logged(self, event: str) -> list[dict[str, Any]]:
        """Its log lines of that *event*, oldest first."""
        lines = [json.loads(line) for line in self.said.splitlines() if line.startswith("{") and line.endswith("}")]
        return [line for line in lines if line.get("event") == event]

    async def start(self) -> None:
        """Start it, anew after an end."""
        self._running = await self._started()
        if self.largest_file is not None:
            self.limit_files(self.largest_file)

    async def _started(self) -> asyncio.subprocess.Process | WarmChild:
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "orchestrator", *self.arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
            )

    def limit_files(self, largest: int | None) -> None:
        """Let no file of the running process grow beyond *largest* bytes; None gives the room back."""
        assert self._running is not None
        soft = resource.RLIM_INFINITY if largest is None else largest
        resource.prlimit(self._running.pid, resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._running is not None
        self._running.send_signal(number)

    async def kill(self) -> None:
        """End it as a power cut does."""
        await self._end(signal.SIGKILL)

    async def end(self) -> int | None:
        """End it as systemd does; its exit code."""
        return await self._end(signal.SIGTERM)

    async def ended(self) -> int | None:
        """Wait until it ends by itself; its exit code."""
        assert self._running is not None
        async with asyncio.timeout(WITHIN_S):
            return await self._running.wait()

    async def _end(self, number: signal.Signals) -> int | None:
        if self._running is None:
            return None
        with suppress(ProcessLookupError):
            self._running.send_signal(number)
        try:
            return await self.ended()
        except TimeoutError:
            self._running.kill()
            await self._running.wait()
            raise


class WarmProcess(Process):
    """The same as a child of what has loaded all modules already, which takes seconds: see `tests.support.warm_regia`."""

    async def _started(self) -> WarmChild:
        return started(self.arguments, self._environment, Path.cwd(), (self._log, self._log))


def free_port() -> int:
    """A port of this machine that nobody listens on, and that no client is given for its end of a connection."""
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")
