"""The sittings that a service is at work on, and what it does in them by itself as time passes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4
from weakref import WeakValueDictionary

import structlog

from orchestrator.councils.log.live import LiveSitting, Wanted
from orchestrator.councils.log.store import NoSuchSitting, note_seen, seen_at, sittings_that_are
from orchestrator.councils.sitting.acts import SERVICE, Body, ClockJumped, Interrupted
from orchestrator.councils.sitting.state import UNDER_WAY, Sitting
from orchestrator.councils.sitting.timekeeping import appointments, attended, papers_appointment
from schedules.store.database import Database
from schedules.store.errors import StorageError

log = structlog.get_logger()

AWAY_AFTER = timedelta(seconds=10)
"""A service that was not at work for so long was away."""
SEEN_EVERY_S = 3.0
AGAIN_S = 1.0
"""After the store failed."""
LEAP = timedelta(seconds=2)
"""A clock that gains or loses so much between two looks was set; one that is only wrong is kept right more slowly."""


ClosePapers = Callable[[str, LiveSitting, str], Awaitable[None]]
"""Counts the papers of a sitting's secret vote whose closing was announced, and says so in its log. May raise PapersUncounted."""


class PapersUncounted(Exception):
    """Papers cannot be counted as it is now: that is tried again, unless the vote is annulled."""


class Sittings:
    """Those of one service. Each is taken up when somebody asks for it, and kept in time until it is over."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        close_papers: ClosePapers,
        steady_s: Callable[[], float],
    ) -> None:
        """With a *clock* that somebody may set, and one that nobody can."""
        self._database, self._clock, self._close_papers, self._steady_s = database, clock, close_papers, steady_s
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
                return await self._database.read(sittings_that_are, UNDER_WAY)
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
                tasks, leaps = await self._running(), _Leaps(self._clock, self._steady_s)
                tasks.create_task(self._keep_time(sitting, live, leaps), name=f"sitting {sitting}")
                self._live[sitting] = live
            return live

    async def _note_interruption(self, sitting: str, live: LiveSitting) -> None:
        """Say in the log since when no service was at work on it."""
        state = await live.look()
        if not attended(state):
            return
        since, now = await self._database.read(seen_at, sitting), self._clock()
        set_back = since - now
        if set_back >= LEAP:
            await live.act(_by_itself(ClockJumped(-set_back.total_seconds())))
        if set_back >= LEAP or now - since > AWAY_AFTER:
            await live.act(_by_itself(Interrupted(since, max(since, now))))

    async def _keep_time(self, sitting: str, live: LiveSitting, leaps: "_Leaps") -> None:
        """Do what is due, until the sitting is over or gone."""
        while True:
            try:
                await self._note_leap(live, leaps.found())
                state = await do_what_is_due(live)
                if state.over:
                    return
                vote = papers_due(state, live.time())
                if vote is not None:
                    await self._close_papers(sitting, live, vote)
                    continue
                if attended(state):
                    await self._database.write(note_seen, sitting, self._clock())
                await self._wait(live, state)
            except NoSuchSitting:
                return  # it has just been deleted
            except (StorageError, PapersUncounted) as error:
                log.warning("sitting.unstored", sitting=sitting, error=repr(error))
                await asyncio.sleep(AGAIN_S)

    async def _note_leap(self, live: LiveSitting, leap: timedelta) -> None:
        """Say in the log of a sitting where people are that the clock was set."""
        if leap:
            live.clock_was_set(leap)
            if attended(await live.look()):
                await live.act(_by_itself(ClockJumped(leap.total_seconds())))

    async def _wait(self, live: LiveSitting, state: Sitting) -> None:
        """Until something changes or is due, or it is to be noted that a service is there."""
        now = live.time()
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


async def do_what_is_due(live: LiveSitting) -> Sitting:
    """Add the service's own acts whose time has come; the sitting after them. Raises StorageError."""
    state = await live.look()
    now = live.time()
    for body in [body for at, body in appointments(state) if at <= now]:
        await live.act(_by_itself(body))
    return await live.look()


class _Leaps:
    """Whether a clock was set since it was looked at last, by one that nobody sets."""

    def __init__(self, clock: Callable[[], datetime], steady_s: Callable[[], float]) -> None:
        self._clock, self._steady_s = clock, steady_s
        self._apart_s = self._apart()

    def found(self) -> timedelta:
        """By how much, in whole seconds; nothing while both go alike."""
        before, self._apart_s = self._apart_s, self._apart()
        leap = timedelta(seconds=round(self._apart_s - before))
        return leap if abs(leap) >= LEAP else timedelta()

    def _apart(self) -> float:
        return self._clock().timestamp() - self._steady_s()


def _by_itself(body: Body) -> Wanted:
    return Wanted(str(uuid4()), body, SERVICE, "service")
