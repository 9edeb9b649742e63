"""Messages of Jitsi that wait at the same time are stored in one transaction, and each is answered after its commit."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from orchestrator.conferences.meetings import Houses
from orchestrator.conferences.presence.event_store import Arrived, Outcome, store_messages
from schedules.store.database import Database

TOGETHER = 500
"""At most: some ten milliseconds of the one writer."""


@dataclass(slots=True, eq=False)
class _Waiting:
    arrived: Arrived
    became: Outcome | Exception | None = None
    """None until its transaction has ended."""


class Intake:
    """Whoever comes while a transaction runs waits for its end; the first of them then stores what all have brought."""

    def __init__(self, database: Database, houses: Callable[[], Houses], clock: Callable[[], datetime]) -> None:
        self._database, self._houses, self._clock = database, houses, clock
        self._turn = asyncio.Lock()
        self._waiting: list[_Waiting] = []
        self._heard: set[str] = set()
        self.stored = 0
        """How often something was stored of any meeting."""
        self._news = asyncio.Event()
        """Set when that is more, and then another one."""

    def heard(self) -> set[str]:
        """The bookings of whose meetings something was stored since this was asked last."""
        heard, self._heard = self._heard, set()
        return heard

    async def more_than(self, stored: int) -> None:
        """Wait until something was stored more often than that."""
        while self.stored <= stored:
            await self._news.wait()

    async def take(self, arrived: Arrived) -> Outcome:
        """What became of a message, once it is committed. Raises StorageError."""
        mine = _Waiting(arrived)
        self._waiting.append(mine)
        async with self._turn:
            while mine.became is None:
                await self._store()
        if isinstance(mine.became, Exception):
            raise mine.became
        return mine.became

    async def _store(self) -> None:
        taken, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
        messages = [each.arrived for each in taken]
        try:
            outcomes = await self._database.write(store_messages, self._houses(), messages, self._clock())
        except asyncio.CancelledError:
            self._waiting = (
                taken + self._waiting
            )  # for whoever is next: what was committed all the same is not stored twice
            raise
        except Exception as error:  # noqa: BLE001  each of them is told, and Jitsi posts it again
            for each in taken:
                each.became = error
        else:
            for each, (outcome, booking) in zip(taken, outcomes, strict=True):
                each.became = outcome
                if outcome is Outcome.STORED and booking is not None:
                    self._heard.add(booking)
            self.stored += 1
            self._news.set()
            self._news = asyncio.Event()


INTAKE = web.AppKey("intake", Intake)
