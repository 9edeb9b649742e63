"""The planner alone, and a room's plan as it is made from the database."""

import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.site_file.loading import digest
from orchestrator.commands.store import open_store
from orchestrator.conferences.meeting import Conferences
from orchestrator.hub.plans import HORIZON, room_plans, window_of
from schedules.bookings import OWN_CALENDAR, Key, Occurrence, Override, OverrideKind
from schedules.planning.planner import MARGIN, RoomInputs, plan
from schedules.planning.presets import compile_rules
from schedules.store.diary import book
from schedules.store.facts import store_facts
from schedules.store.sites import touch, wish_site
from tests.bench.figures import Figure, percentile
from tests.bench.sites import installation, site_text

BOOKINGS = 2_000
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 365
ROUNDS = 30


async def planning() -> AsyncIterator[Figure]:
    """2,000 bookings of one room in a year; then the 72 hours that change when somebody presses a button."""
    rules = compile_rules(installation(1), "sala-1")
    booked = bookings(BOOKINGS)
    year = RoomInputs(booked)
    yield _figure("plan of a year, 2,000 bookings", 50, lambda: plan(rules, year, YEAR, YEAR + timedelta(days=DAYS)))
    now, near = _pressed(booked)
    yield _figure(
        "plan of 72 h after one press", 2, lambda: plan(rules, near, window_of(now), window_of(now) + HORIZON)
    )
    async for figure in _from_database(booked, now):
        yield figure


def bookings(count: int) -> list[Occurrence]:
    """Bookings of one room, spread over the year's days, from half an hour to two hours long; hardly any overlap."""
    chance = random.Random(7)
    a_day = -(-count // DAYS)
    slots = [YEAR + timedelta(days=at // a_day, hours=6 + at % a_day * (16 / a_day)) for at in range(count)]
    chance.shuffle(slots)
    return [_booking(number, start, chance.choice((30, 60, 90, 120))) for number, start in enumerate(slots)]


def _booking(number: int, start: datetime, minutes: int) -> Occurrence:
    key = Key(OWN_CALENDAR, f"prova-{number}", start)
    return Occurrence(key, start, start + timedelta(minutes=minutes), f"Riunione {number}", ("sala-1",), "riunione")


def _pressed(booked: list[Occurrence]) -> tuple[datetime, RoomInputs]:
    """A moment in a live booking, and what is fetched for the plan then: the window's bookings and one press."""
    live = sorted(booked, key=lambda booking: booking.start)[len(booked) // 2]
    now = live.start + timedelta(minutes=5)
    start, end = window_of(now) - MARGIN, window_of(now) + HORIZON + MARGIN
    near = [booking for booking in booked if booking.end > start and booking.start < end]
    press = Override(1, OverrideKind.SCENE, "sala-1", now, live.key, device="regia-video", scene="Relatore")
    return now, RoomInputs(near, (), [press])


def _figure(name: str, limit_ms: float, work: Callable[[], object]) -> Figure:
    return Figure(name, percentile([_took_ms(work) for _ in range(ROUNDS)], 50), "ms", limit_ms)


def _took_ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


async def _from_database(booked: list[Occurrence], now: datetime) -> AsyncIterator[Figure]:
    """The same plan with everything around it: queries, wire models and JSON."""
    texts = (("sito.toml", site_text(1)),)
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(Path(folder), None)
        try:
            facts = await database.write(store_facts)
            await database.write(wish_site, digest(texts), texts, ["sala-1"], now)
            for booking in _apart(booked):
                await database.write(book, facts.ids_key, booking, YEAR)
            took_ms = []
            for _ in range(ROUNDS):
                await database.write(touch, ["sala-1"])
                began = time.perf_counter()
                made, _ = await database.read(room_plans, facts, Conferences(b"", {}), ["sala-1"], now, {}, within_s=0)
                took_ms.append((time.perf_counter() - began) * 1e3)
        finally:
            database.close()
    yield Figure("a room's plan from the database", percentile(took_ms, 50), "ms")
    yield Figure("a room's plan on the wire", len(made["sala-1"].encoded) / 1024, "KiB")


def _apart(booked: list[Occurrence]) -> list[Occurrence]:
    """The bookings without those that would overlap, which the database refuses."""
    taken: list[Occurrence] = []
    for one in sorted(booked, key=lambda one: one.start):
        if not taken or taken[-1].end <= one.start:
            taken.append(replace(one))
    return taken
