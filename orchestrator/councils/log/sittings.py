"""The sittings that a service is at work on, and what it does in them by itself as time passes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4
from weakref import WeakValueDictionary

import structlog

from orchestrator.councils.log.live import LiveSitting, Wanted
from orchestrator.councils.log.store import NoSuchSitting, note_seen, seen_at, sittings_that_are
from orchestrator.councils.sitting.acts import SERVICE, Body, Interrupted
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.timekeeping import appointments, papers_appointment
from schedules.store.database import Database
from schedules.store.errors import StorageError

log = structlog.get_logger()

AWAY_AFTER = timedelta(seconds=10)
"""A service that was not at work for so long was away."""
SEEN_EVERY_S = 3.0
AGAIN_S = 1.0
"""After the store failed."""
_ATTENDED = frozenset({Status.OPEN, Status.SUSPENDED})


ClosePapers = Callable[[str, LiveSitting, str], Awaitable[None]]
"""Counts the papers of a sitting's secret vote whose closing was announced, and says so in its log. May raise PapersUncounted."""


class PapersUncounted(Exception):
    """Papers cannot be counted as it is now: that is tried again, unless the vote is annulled."""


class Sittings:
    """Those of one service. Each is taken up when somebody asks for it, and kept in time until it is over."""

    def __init__(self, database: Database, clock: Callable[[], datetime], close_papers: ClosePapers) -> None:
        self._database, self._clock, self._close_papers = database, clock, close_papers
        self._live: WeakValueDictionary[str, LiveSitting] = WeakValueDictionary()
        """Whoever looks at a sitting keeps it; so does its task while it is not over."""
        self._taking_up = asyncio.Lock()
        self._tasks: asyncio.TaskGroup | None = None
        self._runs = asyncio.Event()
        """Set while there are tasks."""

    async def run(self) -> None:
        """Keep sittings in time until cancelled; at first those that were under way when a service last was here."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            self._runs.set()
            try:
                for sitting in await self._under_way():
                    await self.live(sitting)
                await asyncio.Event().wait()
            finally:
                self._runs.clear()
                self._tasks = None

    async def _under_way(self) -> Sequence[str]:
        while True:
            try:
                return await self._database.read(sittings_that_are, _ATTENDED)
            except StorageError as error:
                log.warning("sittings.unread", error=repr(error))
                await asyncio.sleep(AGAIN_S)

    async def _running(self) -> asyncio.TaskGroup:
        while self._tasks is None:
            await self._runs.wait()
        return self._tasks

    async def live(self, sitting: str) -> LiveSitting:
        """The sitting of that id. Raises NoSuchSitting, StorageError."""
        async with self._taking_up:
            live = self._live.get(sitting)
            if live is None:
                live = LiveSitting(self._database, self._clock, sitting)
                await self._note_interruption(sitting, live)
                (await self._running()).create_task(self._keep_time(sitting, live), name=f"sitting {sitting}")
                self._live[sitting] = live
            return live

    async def _note_interruption(self, sitting: str, live: LiveSitting) -> None:
        """Say in the log since when no service was at work on it."""
        state = await live.look()
        if state.status not in _ATTENDED:
            return
        since, now = await self._database.read(seen_at, sitting), self._clock()
        if now - since > AWAY_AFTER:
            await live.act(_by_itself(Interrupted(since, now)))

    async def _keep_time(self, sitting: str, live: LiveSitting) -> None:
        """Do what is due, until the sitting is over or gone."""
        while True:
            try:
                state = await do_what_is_due(live, self._clock())
                if state.over:
                    return
                vote = papers_due(state, self._clock())
                if vote is not None:
                    await self._close_papers(sitting, live, vote)
                    continue
                if state.status in _ATTENDED:
                    await self._database.write(note_seen, sitting, self._clock())
                await self._wait(live, state)
            except NoSuchSitting:
                return  # it has just been deleted
            except (StorageError, PapersUncounted) as error:
                log.warning("sitting.unstored", sitting=sitting, error=repr(error))
                await asyncio.sleep(AGAIN_S)

    async def _wait(self, live: LiveSitting, state: Sitting) -> None:
        """Until something changes or is due, or it is to be noted that a service is there."""
        now = self._clock()
        due = [at for at, _ in appointments(state)]
        if (papers := papers_appointment(state)) is not None:
            due.append(papers[0])
        next_s = min(((at - now).total_seconds() for at in due), default=SEEN_EVERY_S)
        try:
            async with asyncio.timeout(max(0.0, min(next_s, SEEN_EVERY_S))):
                await live.changed_from(state.number)
        except TimeoutError:
            return


def papers_due(state: Sitting, now: datetime) -> str | None:
    """The secret vote whose papers are to be counted by now."""
    appointment = papers_appointment(state)
    return appointment[1] if appointment is not None and appointment[0] <= now else None


async def do_what_is_due(live: LiveSitting, now: datetime) -> Sitting:
    """Add the service's own acts whose time has come; the sitting after them. Raises StorageError."""
    state = await live.look()
    for body in [body for at, body in appointments(state) if at <= now]:
        await live.act(_by_itself(body))
    return await live.look()


def _by_itself(body: Body) -> Wanted:
    return Wanted(str(uuid4()), body, SERVICE, "service")
