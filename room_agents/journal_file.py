"""Numbered reports in one file of JSON lines. Synchronous; safe to use from several threads.

The first line names the agent and the number up to which reports were acknowledged and cut away; each further line is
the next number. A torn last line is the mark of a crash and is written over. A file broken elsewhere is set aside, and
what can be read of it goes into a new one with a new agent id, so that its numbers cannot be taken for those the hub
knows.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

import structlog

from room_agents.disk import replace_file, write_at
from room_agents.picture import Event
from room_agents.protocol import Report

COMPACT_BYTES = 256 * 1024
"""Acknowledged reports are cut away when they are all there is, or so much and half of the file."""
LARGEST_NUMBER = 2**53
"""What every reader of JSON and every database can count to; no agent gets there."""
UNREADABLE = (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError)
"""What reading a damaged file may raise: pydantic's errors are ValueErrors, 1e999 overflows, [[[[… nests too deeply."""
MILLISECOND = timedelta(milliseconds=1)
"""A hub keeps times no finer."""
_CHUNK = 64 * 1024
_log = structlog.get_logger()


class JournalFile:
    """The reports after the last acknowledged one."""

    def __init__(self, path: Path) -> None:
        """The file at *path* is begun with the first report; *read* comes before everything else."""
        self._path = path
        self._lock = threading.Lock()
        self._mark = (0, 0)
        """A number, and where the line after it begins."""
        self._begin(str(uuid4()), 0)

    def read(self) -> Sequence[Event]:
        """Take in what is on disk; gives what could be saved of a broken file, to be written again."""
        try:
            with self._path.open("rb") as file:
                self._read(file)
        except FileNotFoundError:
            pass
        except UNREADABLE as error:
            _log.error("journal.broken", path=str(self._path), error=type(error).__name__)
            self._begin(str(uuid4()), 0)
            with suppress(OSError):
                aside = self._path.with_name(self._path.name + ".broken")
                self._path.replace(aside)
                return list(_saved_from(aside))
        return []

    def append(self, events: Sequence[Event]) -> None:
        """Write *events* with the next numbers, all or none, and make them last. Raises OSError."""
        if not events:
            return
        with self._lock:
            if self.size == 0:
                self._rewrite(self.written)
            numbered = enumerate(events, self.written + 1)
            lines = b"".join(_line(seq, event) for seq, event in numbered)
            write_at(self._path, self.size, lines)
            self.size += len(lines)
            self.written += len(events)

    def after(self, seq: int, at_most: int) -> list[Report]:
        """The reports that follow *seq*, in order; quick when asked in order."""
        with self._lock:
            if self.size == 0 or seq < self.base or seq >= self.written:
                return []
            if seq != self._mark[0]:
                self._mark = (seq, self._offset_after(seq))
            with self._path.open("rb") as file:
                file.seek(self._mark[1])
                lines = list(islice(file, min(at_most, self.written - seq)))
            self._mark = (seq + len(lines), self._mark[1] + sum(map(len, lines)))
            return [Report.model_validate_json(line) for line in lines]

    def strays(self, seq: int, at: datetime | None) -> bool:
        """Whether the report of number *seq*, made *at* that time, is none that was written here. Raises OSError, ValueError."""
        with self._lock:
            if seq > self.written:
                return True
            if at is None or seq <= self.base:
                return False
            with self._path.open("rb") as file:
                file.seek(self._offset_after(seq - 1))
                return abs(Report.model_validate_json(file.readline()).at - at) >= MILLISECOND

    def renumber(self) -> None:
        """Give all reports that are there numbers from 1 on, under a new agent's id. Raises OSError, ValueError."""
        with self._lock:
            replace_file(self._path, chain([_head(str(uuid4()), 0)], self._renumbered()))
            with self._path.open("rb") as file:
                self._read(file)

    def _renumbered(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            for seq, line in enumerate(islice(file, 1, 1 + self.written - self.base), 1):
                report = Report.model_validate_json(line)
                yield _line(seq, Event(report.room, report.at, report.kind, report.device, report.details))

    def cut(self, acknowledged: int) -> None:
        """Forget reports up to *acknowledged*, where that is worth rewriting the file. Raises OSError."""
        with self._lock:
            if acknowledged <= self.base:
                return
            offset = self._offset_after(acknowledged)
            if acknowledged >= self.written or offset > max(COMPACT_BYTES, self.size / 2):
                self._rewrite(acknowledged)

    def _begin(self, agent: str, base: int) -> None:
        self.agent = agent
        """The agent's id, as old as the file."""
        self.base = base
        """All up to this number is gone."""
        self.written = base
        """The newest number on disk."""
        self.size = 0
        """Of the file in bytes; 0 before it is begun."""
        self._mark = (base, 0)

    def _read(self, file: BinaryIO) -> None:
        head = file.readline()
        named = json.loads(head)
        acknowledged = int(named["acknowledged"])
        if not 0 <= acknowledged < LARGEST_NUMBER:
            raise ValueError("no agent wrote this number")
        self._begin(str(UUID(named["agent"])), acknowledged)
        self.size = len(head)
        self._mark = (self.base, self.size)
        for line in file:
            if not line.endswith(b"\n"):
                return  # torn by a crash
            if Report.model_validate_json(line).seq != self.written + 1:
                raise ValueError("the numbers have a hole")
            self.written += 1
            self.size += len(line)

    def _rewrite(self, base: int) -> None:
        """Begin the file anew after number *base*, with what follows it."""
        head = _head(self.agent, base)
        kept_from = self._offset_after(base) if self.size else 0
        replace_file(self._path, [head, *_chunks(self._path, kept_from, self.size)] if self.size else [head])
        self.size += len(head) - kept_from
        self.base, self.written = base, max(base, self.written)
        self._mark = (base, len(head))

    def _offset_after(self, seq: int) -> int:
        if seq >= self.written:
            return self.size
        if seq == self._mark[0]:
            return self._mark[1]
        with self._path.open("rb") as file:
            return sum(len(line) for line in islice(file, 1 + seq - self.base))


def _head(agent: str, acknowledged: int) -> bytes:
    return json.dumps({"agent": agent, "acknowledged": acknowledged}).encode() + b"\n"


def _line(seq: int, event: Event) -> bytes:
    report = Report(seq=seq, room=event.room, at=event.at, kind=event.kind, device=event.device, details=event.details)
    return report.model_dump_json().encode() + b"\n"


def _chunks(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (chunk := file.read(min(_CHUNK, end - start))):
            start += len(chunk)
            yield chunk


def _saved_from(broken: Path) -> Iterator[Event]:
    """The reports of a broken file that can be read, and for each of their rooms a gap with the number that cannot."""
    rooms, lost, last = set(), 0, None
    with broken.open("rb") as file:
        next(file, None)
        for line in file:
            try:
                report = Report.model_validate_json(line)
            except ValueError:
                lost += 1
                continue
            rooms.add(report.room)
            last = report.at
            yield Event(report.room, report.at, report.kind, report.device, report.details)
    if lost and last is not None:
        yield from (Event(room, last, "gap", None, {"lost": lost}) for room in sorted(rooms))
