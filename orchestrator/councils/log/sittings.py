"""The sittings that a service is at work on, and what it does in them by itself as time passes."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from orchestrator.councils.log.live import LiveSitting, Wanted
from orchestrator.councils.log.store import note_seen, seen_at
from orchestrator.councils.sitting.acts import SERVICE, Body, Interrupted
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.timekeeping import appointments
from schedules.store.database import Database
from schedules.store.errors import StorageError

log = structlog.get_logger()

AWAY_AFTER = timedelta(seconds=10)
"""A service that was not at work for so long was away."""
SEEN_EVERY_S = 3.0
AGAIN_S = 1.0
"""After the store failed."""
_ATTENDED = frozenset({Status.OPEN, Status.SUSPENDED})


class Sittings:
    """Those of one service. Each is taken up when somebody asks for it, and kept in time until it is over."""

    def __init__(self, database: Database, clock: Callable[[], datetime], tasks: asyncio.TaskGroup) -> None:
        self._database, self._clock, self._tasks = database, clock, tasks
        self._live: dict[str, LiveSitting] = {}
        self._taking_up = asyncio.Lock()

    async def live(self, sitting: str) -> LiveSitting:
        """The sitting of that id. Raises NoSuchSitting, StorageError."""
        async with self._taking_up:
            if sitting not in self._live:
                live = LiveSitting(self._database, self._clock, sitting)
                await self._note_interruption(sitting, live)
                self._live[sitting] = live
                self._tasks.create_task(self._keep_time(sitting, live), name=f"sitting {sitting}")
            return self._live[sitting]

    async def _note_interruption(self, sitting: str, live: LiveSitting) -> None:
        """Say in the log since when no service was at work on it."""
        state = await live.look()
        if state.status not in _ATTENDED:
            return
        since, now = await self._database.read(seen_at, sitting), self._clock()
        if now - since > AWAY_AFTER:
            await live.act(_by_itself(Interrupted(since, now)))

    async def _keep_time(self, sitting: str, live: LiveSitting) -> None:
        """Do what is due, until the sitting is over."""
        while True:
            try:
                state = await do_what_is_due(live, self._clock())
                if state.over:
                    del self._live[sitting]
                    return
                if state.status in _ATTENDED:
                    await self._database.write(note_seen, sitting, self._clock())
                await self._wait(live, state)
            except StorageError as error:
                log.warning("sitting.unstored", sitting=sitting, error=repr(error))
                await asyncio.sleep(AGAIN_S)

    async def _wait(self, live: LiveSitting, state: Sitting) -> None:
        """Until something changes or is due, or it is to be noted that a service is there."""
        now = self._clock()
        next_s = min(((at - now).total_seconds() for at, _ in appointments(state)), default=SEEN_EVERY_S)
        try:
            async with asyncio.timeout(max(0.0, min(next_s, SEEN_EVERY_S))):
                await live.changed_from(state.number)
        except TimeoutError:
            return


async def do_what_is_due(live: LiveSitting, now: datetime) -> Sitting:
    """Add the service's own acts whose time has come; the sitting after them. Raises StorageError."""
    state = await live.look()
    for body in [body for at, body in appointments(state) if at <= now]:
        await live.act(_by_itself(body))
    return await live.look()


def _by_itself(body: Body) -> Wanted:
    return Wanted(str(uuid4()), body, SERVICE, "service")
