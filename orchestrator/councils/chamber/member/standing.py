"""Whether the pages of a sitting that are open may stay so: asked of the store once for all of them, every few seconds."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from orchestrator.councils.dossiers.link_store import Standing, standing_of
from orchestrator.councils.dossiers.links import SittingLink
from schedules.store.database import Database

KEPT_S = 2.0


class Standings:
    """The links and devices of sittings, as they were a moment ago."""

    def __init__(self, database: Database, clock_s: Callable[[], float]) -> None:
        """Nothing is known; *clock_s* is a monotonic clock."""
        self._database, self._clock_s = database, clock_s
        self._known: dict[str, tuple[float, Standing]] = {}
        self._reading = asyncio.Lock()

    async def is_good(self, link: SittingLink, device: str | None) -> bool:
        """Whether the link opens what it did, and the browser with the hash *device*, if it acts, still does. Raises StorageError."""
        async with self._reading:
            read_s, standing = self._known.get(link.sitting, (float("-inf"), None))
            if standing is None or self._clock_s() - read_s > KEPT_S:
                standing = await self._database.read(standing_of, link.sitting)
                self._known = {link.sitting: (self._clock_s(), standing), **self._others(link.sitting)}
        if (link.id, link.generation) not in standing.links:
            return False
        return device is None or standing.devices.get(link.holder) == device

    def _others(self, sitting: str) -> dict[str, tuple[float, Standing]]:
        now_s = self._clock_s()
        return {name: known for name, known in self._known.items() if name != sitting and now_s - known[0] < KEPT_S}


STANDINGS = web.AppKey("council_standings", Standings)
