"""Numbered reports in one file of JSON lines. Synchronous; safe to use from several threads.

The first line has the agent's id and the number up to which reports were acknowledged and cut away; each further line is
the report with the next number. A torn last line comes from a crash and is overwritten. A file broken elsewhere is set
aside, and what can be read of it goes into a new file with a new agent id, so that the hub cannot confuse the numbers.
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
from room_agents.picture import RoomEvent
from room_agents.protocol import Report

COMPACT_BYTES = 256 * 1024
"""Acknowledged reports are cut away when they are the whole file, or this many bytes and half of it."""
LARGEST_NUMBER = 2**53
"""Every reader of JSON and every database can count to this; no agent gets there."""
UNREADABLE = (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError)
"""Errors from reading a damaged file: pydantic's are ValueErrors, 1e999 overflows, [[[[… nests too deeply."""
MILLISECOND = timedelta(milliseconds=1)
"""The precision in which a hub stores times."""
_CHUNK = 64 * 1024
_log = structlog.get_logger()


class JournalFile:
    """The reports after the last acknowledged one."""

    def __init__(self, path: Path) -> None:
        """Prepare the file at *path*, which is made with the first report. Call *read* before everything else."""
        self._path = path
        self._lock = threading.Lock()
        self._mark = (0, 0)
        """A report's number, and the offset at which the line after it begins."""
        self._begin(str(uuid4()), 0)

    def read(self) -> Sequence[RoomEvent]:
        """Read what is on disk. Returns what could be saved of a broken file, to be written again."""
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

    def append(self, events: Sequence[RoomEvent]) -> None:
        """Write *events* with the next numbers, all or none, so that they survive a crash. Raises OSError."""
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
        """The reports after *seq*, in order; quick if the calls come in order. Raises OSError, ValueError."""
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
        """Whether the report number *seq* that was made *at* that time was not written here. Raises OSError, ValueError."""
        with self._lock:
            if seq > self.written:
                return True
            if at is None or seq <= self.base:
                return False
            with self._path.open("rb") as file:
                file.seek(self._offset_after(seq - 1))
                return abs(Report.model_validate_json(file.readline()).at - at) >= MILLISECOND

    def renumber(self) -> None:
        """Number all reports in the file from 1 on, under a new agent id. Raises OSError, ValueError."""
        with self._lock:
            replace_file(self._path, chain([_head(str(uuid4()), 0)], self._renumbered()))
            with self._path.open("rb") as file:
                self._read(file)

    def _renumbered(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            for seq, line in enumerate(islice(file, 1, 1 + self.written - self.base), 1):
                report = Report.model_validate_json(line)
                yield _line(seq, RoomEvent(report.room, report.at, report.kind, report.device, report.details))

    def cut(self, acknowledged: int) -> None:
        """Forget reports up to *acknowledged*, if that is worth rewriting the file. Raises OSError."""
        with self._lock:
            if acknowledged <= self.base:
                return
            offset = self._offset_after(acknowledged)
            if acknowledged >= self.written or offset > max(COMPACT_BYTES, self.size / 2):
                self._rewrite(acknowledged)

    def _begin(self, agent: str, base: int) -> None:
        self.agent = agent
        """The agent's id, which was made with the file."""
        self.base = base
        """The reports up to this number are cut away."""
        self.written = base
        """The newest number on disk."""
        self.size = 0
        """The size of the file in bytes; 0 before it is made."""
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
        """Rewrite the file so that it begins after number *base*."""
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


def _line(seq: int, event: RoomEvent) -> bytes:
    report = Report(seq=seq, room=event.room, at=event.at, kind=event.kind, device=event.device, details=event.details)
    return report.model_dump_json().encode() + b"\n"


def _chunks(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (chunk := file.read(min(_CHUNK, end - start))):
            start += len(chunk)
            yield chunk


def _saved_from(broken: Path) -> Iterator[RoomEvent]:
    """The readable reports of a broken file, and for each of their rooms a gap with the number of unreadable ones."""
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
            yield RoomEvent(report.room, report.at, report.kind, report.device, report.details)
    if lost and last is not None:
        yield from (RoomEvent(room, last, "gap", None, {"lost": lost}) for room in sorted(rooms))
