"""Checks of Jitsi servers that somebody asked for on a page: one after the other, each shown while it grows."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx
import structlog
from aiohttp import web

from orchestrator.conferences.checking import Asked, Point, check

log = structlog.get_logger()

MOST_WAITING = 20
"""Servers that wait for their check; a house has one or two."""


@dataclass(slots=True)
class Check:
    """The newest check of one server."""

    began: datetime
    points: list[Point] = field(default_factory=list)
    running: bool = True


class Checks:
    """Runs them. *run* it in a task."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Begin without any; *clock* says when one begins."""
        self._clock = clock
        self._newest: dict[str, Check] = {}
        self._waiting: asyncio.Queue[Asked] = asyncio.Queue(MOST_WAITING)

    def of(self, server: str) -> Check | None:
        """The newest check of the server of that id, finished or not; None where nobody asked for one."""
        return self._newest.get(server)

    def ask(self, asked: Asked) -> None:
        """Have a server checked, unless that is under way. Raises asyncio.QueueFull."""
        newest = self._newest.get(asked.written.id)
        if newest is None or not newest.running:
            self._waiting.put_nowait(asked)
            self._newest[asked.written.id] = Check(self._clock())

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            asked = await self._waiting.get()
            newest = self._newest[asked.written.id]
            try:
                async with await asyncio.to_thread(_client) as http:
                    async for point in check(asked, http, self._clock):
                        newest.points.append(point)
            except Exception:  # a stranger's answer ends no service, whatever it is
                log.exception("jitsi.check_broken", deployment=asked.written.id)
            finally:
                newest.running = False


def _client() -> httpx.AsyncClient:
    """In a thread: it reads the authorities that this machine trusts."""
    return httpx.AsyncClient(trust_env=False)


CHECKS = web.AppKey("checks", Checks)
