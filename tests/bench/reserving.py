"""Jitsi asks whether conferences may open, so many times a second, while people book: how long each waits for its answer."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from orchestrator.access.tokens import make_token, parse_grant, program_grant
from orchestrator.commands.store import open_store
from orchestrator.conferences.names import spoken_name
from schedules.store.facts import store_facts
from tests.bench.figures import Figure, percentile
from tests.bench.processes import serving
from tests.bench.sites import site_text
from tests.support.credentials import bearer

A_SECOND, SECONDS = 200, 10
WITHIN_MS = 20.0
READ_WITHIN_S = 10.0
SETTLED_S = 3.0
"""After so many bookings at once their rooms are planned."""
ROOMS = 20
A_ROOM = 24
"""Bookings of one room, an hour each, within the time that is held in memory."""
BOOKED_EVERY_S = 0.5
"""While it is asked: each booking is read into memory anew."""
_ASKS = (
    '[[jitsi]]\nid = "meet"\nurl = "https://meet.example"\nreservations = true\n\n[presets.riunione]\njitsi = "meet"\n'
)


async def reserving() -> AsyncIterator[Figure]:
    """One conference after another of 480 bookings, by a clock: a slow answer delays no question."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = site_text(ROOMS).replace("[presets.riunione]\n", _ASKS, 1)
        admin, asking, key = await _prepared(folder)
        async with serving(folder, site) as service, aiohttp.ClientSession(service.url, headers=bearer(admin)) as desk:
            booked = [await _book(desk, number) for number in range(ROOMS * A_ROOM)]
            names = [spoken_name(key, booking, 0) for booking in booked]
            async with _client(service.url, asking) as prosody:
                await _until_sure(prosody, names[-1])
                await asyncio.sleep(SETTLED_S)
                quiet = await _asked(prosody, names)
                async with asyncio.TaskGroup() as tasks:
                    booking = tasks.create_task(_go_on_booking(desk), name="somebody books")
                    busy = await _asked(prosody, names)
                    booking.cancel()
    for when, answered in (("", quiet), (", while people book twice a second", busy)):
        took_ms = [seconds * 1e3 for _, seconds in answered]
        limits = (None, None) if when else (5.0, WITHIN_MS)
        yield Figure(f"a reservation at {A_SECOND} a second p50{when}", percentile(took_ms, 50), "ms", limits[0])
        yield Figure(f"a reservation at {A_SECOND} a second p99{when}", percentile(took_ms, 99), "ms", limits[1])
        yield Figure(f"the slowest of them{when}", max(took_ms), "ms")
        again = sum(status == 503 for status, _ in answered)
        yield Figure(f"of {len(answered)} those that Prosody asks again{when}", again, "answers")


async def _prepared(folder: Path) -> tuple[str, str, bytes]:
    """An administrator's token, that of the Jitsi server, and what names are made from."""
    database = open_store(folder, None)
    try:
        now = datetime.now(UTC)
        asking = program_grant(["events:write"], None, None, "meet")
        return (
            await database.write(make_token, parse_grant("admin"), now),
            await database.write(make_token, asking, now),
            (await database.write(store_facts)).conferences_key,
        )
    finally:
        database.close()


async def _until_sure(prosody: aiohttp.ClientSession, name: str) -> None:
    """Return once all that was booked has been read. Raises TimeoutError."""
    async with asyncio.timeout(READ_WITHIN_S):
        while (await _ask(prosody, name))[0] == 503:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.05)


async def _asked(prosody: aiohttp.ClientSession, names: Sequence[str]) -> list[tuple[int, float]]:
    begins = time.perf_counter() + 0.5  # the questions are all made first

    async def ask(number: int) -> tuple[int, float]:
        await asyncio.sleep(max(0.0, begins + number / A_SECOND - time.perf_counter()))
        return await _ask(prosody, names[number % len(names)])

    return await asyncio.gather(*(ask(number) for number in range(A_SECOND * SECONDS)))


async def _ask(prosody: aiohttp.ClientSession, name: str) -> tuple[int, float]:
    """The answer's status, and how long it took."""
    form = {
        "name": name,
        "start_time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
        "mail_owner": "0f3e@meet.example",
    }
    began = time.perf_counter()
    async with prosody.post("/jitsi/reservations/meet/conference", data=form) as answer:
        await answer.read()
        if answer.status not in {200, 403, 503}:
            raise RuntimeError(f"it answered {answer.status}")
        return answer.status, time.perf_counter() - began


async def _go_on_booking(desk: aiohttp.ClientSession) -> None:
    number = ROOMS * A_ROOM
    while True:
        await _book(desk, number)
        number += 1
        await asyncio.sleep(BOOKED_EVERY_S)


async def _book(desk: aiohttp.ClientSession, number: int) -> str:
    """The id of a booking: an hour of the room whose turn it is, from this minute on."""
    at, room = divmod(number, ROOMS)
    start = datetime.now(UTC).replace(second=0, microsecond=0) + at * timedelta(hours=1)
    wanted = {"room": f"sala-{room + 1}", "title": f"Riunione {number}"}
    times = {"start": start.isoformat(), "end": (start + timedelta(minutes=55)).isoformat()}
    async with desk.post("/api/v1/bookings", json={**wanted, **times}) as answer:
        told = await answer.json()
        if answer.status != 201:
            raise RuntimeError(str(told))
        return str(told["id"])


def _client(url: str, token: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(url, headers=bearer(token), connector=aiohttp.TCPConnector(limit=0))
