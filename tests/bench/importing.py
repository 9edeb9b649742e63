"""A calendar of 2,000 events that comes in for the first time, and again with one event moved."""

import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from config.site_file.loading import digest
from orchestrator.commands.store import open_store
from schedules.bookings import Occurrence
from schedules.store.database import Database
from schedules.store.facts import store_facts
from schedules.store.sites import wish_site
from schedules.store.sync import record
from tests.bench.figures import Figure
from tests.bench.planning import BOOKINGS, DAYS, YEAR, bookings
from tests.bench.sites import site_text

ROOMS = 4


async def importing() -> AsyncIterator[Figure]:
    """Stored in one transaction, for which every other writer waits."""
    texts = (("sito.toml", site_text(ROOMS)),)
    events = [_of_calendar(number, booking) for number, booking in enumerate(bookings(BOOKINGS))]
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(Path(folder), None)
        try:
            secret = (await database.write(store_facts)).ids_key
            await database.write(wish_site, digest(texts), texts, [f"sala-{at + 1}" for at in range(ROOMS)], YEAR)
            first_s = await _record(database, secret, events)
            moved = replace(events[0], start=events[0].start + timedelta(minutes=5))
            again_s = await _record(database, secret, [moved, *events[1:]])
        finally:
            database.close()
    yield Figure("first import of 2,000 events", first_s * 1e3, "ms")
    yield Figure("the same again with one moved", again_s * 1e3, "ms")


def _of_calendar(number: int, one: Occurrence) -> Occurrence:
    return replace(one, key=replace(one.key, calendar="sale"), rooms=(f"sala-{number % ROOMS + 1}",))


async def _record(database: Database, secret: bytes, events: Sequence[Occurrence]) -> float:
    began = time.perf_counter()
    await database.write(record, secret, ["sale"], events, YEAR + timedelta(days=DAYS + 2), YEAR)
    return time.perf_counter() - began
