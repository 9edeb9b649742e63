"""A calendar of 100,000 events that is read for the first time while people use the service, beside one of 1,000."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import aiohttp

from tests.bench.figures import Figure, percentile
from tests.bench.processes import resident_mib, serving, tokens
from tests.bench.sites import site_text
from tests.support.credentials import bearer
from tests.support.town import calendar, event

MANY, FEW = 100_000, 1_000
ROOMS = 9
"""The last of which is in no calendar: people book it meanwhile."""
SLOT = timedelta(minutes=30)
EVERY_S = 0.02
BOOKING_EACH = 10
"""So many answers to readers for one to somebody who books."""
WITHIN_S = 300.0
SETTLES_S = 3.0
AFTERWARDS = 300
CALENDAR = '\n[[calendars]]\nid = "grande"\npath = "grande.ics"\nlargest_mib = 64\n'


@dataclass(slots=True)
class _Seen:
    """How long answers took, and what the service needed."""

    reads_s: list[float] = field(default_factory=list)
    bookings_s: list[float] = field(default_factory=list)
    afterwards_s: list[float] = field(default_factory=list)
    """Bookings once all is stored."""
    took_s: float = 0.0
    more_mib: float = 0.0


async def big_calendar() -> AsyncIterator[Figure]:
    """From the moment the file is there until all of it is stored, and the memory some seconds later."""
    few, many = await _read_once(FEW), await _read_once(MANY)
    for seen, name, limits in ((few, f"{FEW:,}", (None, None, None)), (many, f"{MANY:,}", (150.0, 25.0, 80.0))):
        slowest, took, more = limits
        yield Figure(f"slowest answer while {name} events are read", max(seen.reads_s) * 1e3, "ms", slowest)
        yield Figure(f"slowest booking while {name} events are read", max(seen.bookings_s) * 1e3, "ms", slowest)
        yield Figure(f"{name} events read and stored", seen.took_s, "s", took)
        yield Figure(f"a booking with {name} stored p50", percentile(seen.afterwards_s, 50) * 1e3, "ms")
        yield Figure(f"memory of the service after {name} events, above before", seen.more_mib, "MiB", more)
    few_s, many_s = (percentile(seen.afterwards_s, 50) for seen in (few, many))
    yield Figure(f"a booking with {MANY:,} stored, beside one with {FEW:,}", many_s / few_s, "times", 1.2)


async def _read_once(events: int) -> _Seen:
    with tempfile.TemporaryDirectory() as name:
        folder, seen = Path(name), _Seen()
        [admin] = await tokens(folder, ["admin"])
        slots, text = _slots(), calendar(*_events(events))
        async with serving(folder, site_text(ROOMS) + CALENDAR) as service:
            async with aiohttp.ClientSession(service.url, headers=bearer(admin)) as client:
                await _used(client, _Seen(), slots, asyncio.sleep(SETTLES_S))
                before = resident_mib(service.pid)
                (folder / "beside.ics").write_bytes(text)
                (folder / "beside.ics").rename(folder / "grande.ics")
                began = time.perf_counter()
                await _used(client, seen, slots, _stored(folder / "serve.log", events))
                seen.took_s = time.perf_counter() - began
            await asyncio.sleep(SETTLES_S)
            seen.more_mib = resident_mib(service.pid) - before
            async with aiohttp.ClientSession(service.url, headers=bearer(admin)) as client:
                seen.afterwards_s = [await _book(client, slots) for _ in range(AFTERWARDS)]
        return seen


async def _used(
    client: aiohttp.ClientSession, seen: _Seen, slots: Iterator[str], until: Coroutine[None, None, None]
) -> None:
    """Look at a room again and again, and book now and then, until *until* is done."""
    ended = asyncio.create_task(until)
    number = 0
    while not ended.done():
        number += 1
        began = time.perf_counter()
        if number % BOOKING_EACH:
            async with client.get("/api/v1/rooms/sala-1") as answer:
                await answer.read()
                answer.raise_for_status()
            seen.reads_s.append(time.perf_counter() - began)
        else:
            seen.bookings_s.append(await _book(client, slots))
        await asyncio.sleep(EVERY_S)
    await ended


async def _book(client: aiohttp.ClientSession, slots: Iterator[str]) -> float:
    """Book the room that is in no calendar; how long it took, in seconds."""
    began, start = time.perf_counter(), next(slots)
    body = {"room": f"sala-{ROOMS}", "title": "Riunione", "start": start, "end": _later(start)}
    async with client.post("/api/v1/bookings", json=body) as answer:
        await answer.read()
        answer.raise_for_status()
    return time.perf_counter() - began


async def _stored(log: Path, events: int) -> None:
    """Return once the log says that so many occurrences are stored. Raises TimeoutError."""
    async with asyncio.timeout(WITHIN_S):
        while not await asyncio.to_thread(_all_there, log, events):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.1)


def _all_there(log: Path, events: int) -> bool:
    return any(_tells(line, events) for line in log.read_text().splitlines())


def _tells(line: str, events: int) -> bool:
    if '"calendars.stored"' not in line:
        return False
    told: dict[str, object] = json.loads(line)
    return told["occurrences"] == events


def _events(number_of: int) -> Iterator[str]:
    """Half hours one after another, room by room, from tomorrow on."""
    first = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for number in range(number_of):
        at, room = divmod(number, ROOMS - 1)
        start = first + at * SLOT
        yield event(f"{number}@grande", start, start + SLOT, room=f"Sala {room + 1}", title=f"Riunione {number}")


def _slots() -> Iterator[str]:
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    return ((first + number * SLOT).isoformat() for number in count())


def _later(start: str) -> str:
    return (datetime.fromisoformat(start) + SLOT).isoformat()
