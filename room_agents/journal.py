"""The reports that no hub has acknowledged yet: acting appends and goes on, the disk follows.

A report has its number from the moment it is on disk, and is sent only then: numbers have no holes, and nothing the
hub ever saw can be lost to a crash and its number used again.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import structlog

from room_agents.clock import Clock
from room_agents.disk import RETRY_S, Refusal
from room_agents.journal_file import JournalFile
from room_agents.picture import Event
from room_agents.protocol import Report, Stored
from room_agents.wake import Wake

LIMIT_BYTES = 64 * 1024 * 1024
"""Some 300,000 reports: months of a room whose hub nobody can reach."""
WAITING_AT_MOST = 10_000
"""Reports in memory while the disk is slow or full; further ones are counted as lost."""
_log = structlog.get_logger()


class Journal:
    """Reports in order. *append* never waits and never fails; *write* runs as a task; *after* gives what may be sent."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        limit_bytes: int = LIMIT_BYTES,
        waiting_at_most: int = WAITING_AT_MOST,
        retry_s: float = RETRY_S,
    ) -> None:
        """Over the file at *path*; until *read* has read it, reports only wait."""
        self._file = JournalFile(path)
        self._clock, self._limit_bytes, self._retry_s = clock, limit_bytes, retry_s
        self._waiting_at_most = waiting_at_most
        self._waiting: list[Event] = []
        self._lost: Counter[str] = Counter()
        self._reading, self._writing, self._cutting = Refusal(), Refusal(), Refusal()
        self._acknowledging = Refusal()
        self._work = Wake()
        self.acknowledged = 0
        """All reports up to this number are stored by the hub, as far as we heard since we started."""
        self._strayed = False
        """The hub has other reports under our numbers, and what it acknowledges are those."""
        self._is_read = False
        self.news = Wake()
        """For the one who sends: there is more to read, or more was acknowledged."""

    @property
    def agent(self) -> str:
        """The agent's id, as old as the file; known once that is read."""
        return self._file.agent

    async def read(self) -> None:
        """Take in what is on disk, which takes a second where a hub was away for months."""
        self._give_back(await asyncio.to_thread(self._file.read), Counter())
        self._is_read = True
        self._work.set()

    def append(self, event: Event) -> None:
        """Take a report to be written; when too many wait, it is counted as lost."""
        self._admit(event)
        self._work.set()

    def acknowledge(self, seq: int) -> None:
        """The hub has stored all up to *seq*; what was never written cannot be, and is ignored."""
        if self._strayed:
            return
        if seq > self._file.written:
            self._acknowledging.met("journal.acknowledged_unwritten", seq=seq, written=self._file.written)
        elif seq > self.acknowledged:
            self.acknowledged = seq
            self._work.set()
            self.news.set()

    async def begun_anew(self, stored: Stored) -> bool:
        """Take another id, under which all on disk is sent, if what the hub has of us is not what we wrote; whether so.

        Our disk is an older one then, an image that was put back: the numbers after it were used for other reports. What
        was written before the image and not acknowledged by then is told twice; nothing is lost. A disk that refuses
        is asked again at the next connection.
        """
        if stored.seq in (self.acknowledged, self._file.base):
            return False  # what it has acknowledged to us
        try:
            self._strayed = await asyncio.to_thread(self._file.strays, stored.seq, stored.at)
            if not self._strayed:
                return False
            _log.warning("journal.strayed", agent=self.agent, stored=stored.seq, written=self._file.written)
            await asyncio.to_thread(self._file.renumber)
        except (OSError, ValueError) as error:
            self._reading.met("journal.unreadable", error=str(error))
            return False
        self._strayed, self.acknowledged = False, 0
        return True

    async def after(self, seq: int, at_most: int) -> list[Report]:
        """The next reports on disk with numbers above *seq*, in order; none while the disk cannot be read."""
        if at_most <= 0 or seq >= self._file.written:
            return []
        try:
            reports = await asyncio.to_thread(self._file.after, seq, at_most)
        except (OSError, ValueError) as error:
            self._reading.met("journal.unreadable", error=str(error))
            return []
        self._reading.over("journal.read")
        return reports

    @property
    def first(self) -> int:
        """Number after which the reports on disk begin."""
        return self._file.base

    async def write(self) -> None:
        """Bring reports to disk as they come, until cancelled; what a full disk refuses waits."""
        while True:
            await self._work.wait(self._retry_s if self._owes else None)
            waiting, lost = self._take()
            if not await asyncio.to_thread(self._bring_to_disk, waiting, lost):
                self._give_back(waiting, lost)
            self.news.set()

    def close(self) -> None:
        """Bring to disk what still waits, when nothing else runs."""
        if self._is_read:
            self._bring_to_disk(*self._take())

    @property
    def _owes(self) -> bool:
        return bool(self._waiting or self._lost)

    def _take(self) -> tuple[list[Event], Counter[str]]:
        """What waits, and how many each room has lost since."""
        waiting, self._waiting = self._waiting, []
        lost, self._lost = self._lost, Counter()
        return waiting, lost

    def _give_back(self, waiting: Sequence[Event], lost: Counter[str]) -> None:
        """Let what was taken wait again, before what came meanwhile."""
        later, lost_later = self._take()
        self._waiting, self._lost = [*waiting], lost
        for event in later:
            self._admit(event)
        self._lost += lost_later

    def _admit(self, event: Event) -> None:
        """Let a report wait, or count it as lost; once one was lost the later ones are too, so that the gap comes last."""
        if len(self._waiting) < self._waiting_at_most and not self._lost:
            self._waiting.append(event)
        else:
            self._lost[event.room] += 1

    def _bring_to_disk(self, waiting: Sequence[Event], lost: Counter[str]) -> bool:
        """Write what waits, and a gap for each room that has lost some after it; whether that could be done."""
        at = self._clock().wall
        gaps = [Event(room, at, "gap", None, {"lost": count}) for room, count in sorted(lost.items())]
        try:
            self._cut()
            if self._file.size < self._limit_bytes:
                self._file.append([*waiting, *gaps])
                self._writing.over("journal.written")
                return True
            self._writing.met("journal.full", bytes=self._file.size)
        except OSError as error:
            self._writing.met("journal.unwritable", error=str(error))
        return False

    def _cut(self) -> None:
        """Forget what is acknowledged; a disk too full to write the rest anew may still take a line."""
        base = self._file.base
        try:
            self._file.cut(self.acknowledged)
        except OSError as error:
            self._cutting.met("journal.uncut", error=str(error))
        else:
            if self._file.base > base:  # else there was nothing worth cutting
                self._cutting.over("journal.cut")
