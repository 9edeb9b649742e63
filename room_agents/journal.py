"""The reports that no hub has acknowledged yet: rooms append reports without waiting, and the disk follows.

A report gets its number when it is on disk, and is sent only then. So the numbers have no holes, and no crash can lose a
report that the hub has seen and use its number again.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import structlog

from room_agents.clock import Clock
from room_agents.disk import RETRY_S, Refusal
from room_agents.journal_file import JournalFile
from room_agents.picture import RoomEvent
from room_agents.protocol import Report, Stored
from room_agents.wake import Wake

LIMIT_BYTES = 64 * 1024 * 1024
"""The largest file: some 300,000 reports, which are months of a room without its hub."""
WAITING_AT_MOST = 10_000
"""The most reports in memory while the disk is slow or full; further ones are counted as lost."""
_log = structlog.get_logger()


class Journal:
    """Reports in order. *append* never waits and never fails; *write* runs as a task; *after* returns what may be sent."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        limit_bytes: int = LIMIT_BYTES,
        waiting_at_most: int = WAITING_AT_MOST,
        retry_s: float = RETRY_S,
    ) -> None:
        """Keep reports in the file at *path*; they only wait until *read* has read it."""
        self._file = JournalFile(path)
        self._clock, self._limit_bytes, self._retry_s = clock, limit_bytes, retry_s
        self._waiting_at_most = waiting_at_most
        self._waiting: list[RoomEvent] = []
        self._lost: Counter[str] = Counter()
        self._reading, self._writing, self._cutting = Refusal(), Refusal(), Refusal()
        self._acknowledging = Refusal()
        self._work = Wake()
        self.acknowledged = 0
        """The hub has stored all reports up to this number, as far as we heard since the start."""
        self._strayed = False
        """Whether the hub has other reports under our numbers, so that it acknowledges those."""
        self._is_read = False
        self.news = Wake()
        """Wakes the sender: there is more to send, or more was acknowledged."""

    @property
    def agent(self) -> str:
        """The agent's id, which was made with the file; known once the file is read."""
        return self._file.agent

    async def read(self) -> None:
        """Read what is on disk, which takes a second if the hub was away for months."""
        self._give_back(await asyncio.to_thread(self._file.read), Counter())
        self._is_read = True
        self._work.set()

    def append(self, event: RoomEvent) -> None:
        """Take a report to be written; if too many wait, it is counted as lost."""
        self._admit(event)
        self._work.set()

    def acknowledge(self, seq: int) -> None:
        """Note that the hub has stored all reports up to *seq*; a number that was never written is ignored."""
        if self._strayed:
            return
        if seq > self._file.written:
            self._acknowledging.met("journal.acknowledged_unwritten", seq=seq, written=self._file.written)
        elif seq > self.acknowledged:
            self.acknowledged = seq
            self._work.set()
            self.news.set()

    async def begun_anew(self, stored: Stored) -> bool:
        """Take a new id and send everything under it, if the hub's last report of us is not ours. Returns whether so.

        Our disk is then an older image that was put back: its numbers were used again for other reports. Reports from
        before the image that were not acknowledged by then are sent twice; none is lost. If the disk refuses, this is
        tried again at the next connection.
        """
        if stored.seq in (self.acknowledged, self._file.base):
            return False  # as it acknowledged to us
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
        """The number after which the reports on disk begin."""
        return self._file.base

    async def write(self) -> None:
        """Write reports to disk as they come, until cancelled; what a full disk refuses waits."""
        while True:
            await self._work.wait(self._retry_s if self._owes else None)
            waiting, lost = self._take()
            if not await asyncio.to_thread(self._bring_to_disk, waiting, lost):
                self._give_back(waiting, lost)
            self.news.set()

    def close(self) -> None:
        """Write what still waits to disk; call it when nothing else runs."""
        if self._is_read:
            self._bring_to_disk(*self._take())

    @property
    def _owes(self) -> bool:
        return bool(self._waiting or self._lost)

    def _take(self) -> tuple[list[RoomEvent], Counter[str]]:
        """Take what waits, and how many reports each room has lost since."""
        waiting, self._waiting = self._waiting, []
        lost, self._lost = self._lost, Counter()
        return waiting, lost

    def _give_back(self, waiting: Sequence[RoomEvent], lost: Counter[str]) -> None:
        """Let what was taken wait again, ahead of what came meanwhile."""
        later, lost_later = self._take()
        self._waiting, self._lost = [*waiting], lost
        for event in later:
            self._admit(event)
        self._lost += lost_later

    def _admit(self, event: RoomEvent) -> None:
        """Let a report wait, or count it as lost; once one was lost, later ones are too, so that the gap comes last."""
        if len(self._waiting) < self._waiting_at_most and not self._lost:
            self._waiting.append(event)
        else:
            self._lost[event.room] += 1

    def _bring_to_disk(self, waiting: Sequence[RoomEvent], lost: Counter[str]) -> bool:
        """Write what waits, and after it a gap for each room that lost reports. Returns whether the disk took it."""
        at = self._clock().wall
        gaps = [RoomEvent(room, at, "gap", None, {"lost": count}) for room, count in sorted(lost.items())]
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
        """Forget what is acknowledged. A disk too full for the rewritten file may still take a line, so errors are logged."""
        base = self._file.base
        try:
            self._file.cut(self.acknowledged)
        except OSError as error:
            self._cutting.met("journal.uncut", error=str(error))
        else:
            if self._file.base > base:  # otherwise nothing was worth cutting
                self._cutting.over("journal.cut")
