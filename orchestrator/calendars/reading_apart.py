"""Long calendars are read in a process of their own: here they would keep everybody else waiting for the interpreter."""

import asyncio
import ctypes
import pickle
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from orchestrator.calendars.reading import Compared, Portion, Read, ToCompare, ToRead, compare, read
from orchestrator.calendars.reading_process import LENGTH, Answer
from schedules.calendar_text.ics import BrokenCalendar
from schedules.reasons import Broken
from schedules.store.database import Database

LONG = 256 * 1024
"""Bytes of text; to read that takes as long as to start a process, some three tenths of a second."""
LONG_PACKED = 32 * 1024
"""The same as `read` packs it."""
WITHIN_S = 180.0
"""Seconds for a long calendar; one of 100,000 events takes twenty on a slow and busy machine."""


class TooCostly(Exception):
    """Comparing the calendars needs more time or memory than is allowed."""


async def read_text(work: ToRead) -> Read:
    """The text, read; see `read`. Raises BrokenCalendar, also where it needs more time or memory than it may."""
    if len(work.fetched.text) < LONG:
        return await asyncio.to_thread(read, work)
    async with aclosing(_answers(work, None)) as answers:
        async for answer in answers:
            if isinstance(answer, BrokenCalendar):
                raise answer
            if isinstance(answer, Read):
                return answer
    raise BrokenCalendar("it needs more time or memory than a calendar may", Broken.TOO_LARGE)


async def compared(work: ToCompare, database: Database) -> AsyncGenerator[Compared | Portion]:
    """First what they say besides occurrences, then what differs, in portions. Raises StorageError and TooCostly."""
    if sum(len(packed) for _, packed in work.read) < LONG_PACKED:
        first, portions = await compare(work, database)
        yield first
        for portion in portions:
            yield portion
        return
    async with aclosing(_answers(work, database.url.render_as_string(hide_password=False))) as answers:
        async for answer in answers:
            if answer is None:
                return
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, Compared | tuple):
                yield answer
    raise TooCostly


async def _answers(work: ToRead | ToCompare, database: str | None) -> AsyncGenerator[Answer]:
    """What a process answers that does *work*; it ends early where that dies or takes too long."""
    said = await asyncio.to_thread(pickle.dumps, (work, database))
    command = (sys.executable, "-m", "orchestrator.calendars.reading_process")
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    try:
        with suppress(TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            async with asyncio.timeout(WITHIN_S):
                await _tell(process.stdin, said)
            while process.stdout is not None:
                async with asyncio.timeout(WITHIN_S):
                    length = int.from_bytes(await process.stdout.readexactly(LENGTH))
                    answer = await process.stdout.readexactly(length)
                yield pickle.loads(answer)  # noqa: S301 - our own process's words
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        _give_back()


def _give_back() -> None:
    """Return the memory of a long text to the system, since glibc would keep blocks of that size."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


async def _tell(stdin: asyncio.StreamWriter | None, said: bytes) -> None:
    if stdin is not None:
        stdin.write(said)
        await stdin.drain()
        stdin.close()
