"""Calendar texts alone: every costly kind at ten times its number, and a calendar of 100,000 events."""

import multiprocessing
import resource
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from schedules.calendar_text.ics import read_calendar
from tests.bench.figures import Figure
from tests.support.costly_calendars import KINDS, calendar_of

FEW, TEN_TIMES, MANY = 1_000, 10_000, 100_000
ROUNDS = 2
WINDOW = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


async def reading() -> AsyncIterator[Figure]:
    """Of the processor, which other processes take no part of; the better of two rounds."""
    cost = {kind: (_cost(kind, FEW), _cost(kind, TEN_TIMES)) for kind in KINDS}
    few, ten_times = (sum(seconds) for seconds in zip(*cost.values(), strict=True))
    yield Figure("10,000 events beside 1,000, all costly kinds together", ten_times / few, "×", 12)
    worst = max(cost, key=lambda kind: cost[kind][1] / cost[kind][0])
    yield Figure(f"the same of the worst kind: {worst}", cost[worst][1] / cost[worst][0], "×")  # tests count its calls
    yield Figure("10,000 events without UID", _read(calendar_of("without UID", TEN_TIMES)), "s", 3)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:  # memory of its own
        seconds, mib = alone.submit(_read_many).result()
    yield Figure("100,000 events read", seconds, "s", 25)
    yield Figure("memory above the text while 100,000 events are read", mib, "MiB")


def _cost(kind: str, events: int) -> float:
    text = calendar_of(kind, events)
    return min(_read(text) for _ in range(ROUNDS))


def _read(text: bytes) -> float:
    began = time.process_time()
    read_calendar(text, calendar="sale", zone=ZoneInfo("Europe/Rome"), start=WINDOW[0], end=WINDOW[1])
    return time.process_time() - began


def _read_many() -> tuple[float, float]:
    """Seconds and MiB that a calendar takes as people have them, twelve lines an event."""
    text = "\r\n".join(["BEGIN:VCALENDAR", *map(_event, range(MANY)), "END:VCALENDAR"]).encode()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = _read(text)
    return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _event(number: int) -> str:
    start = WINDOW[0] + timedelta(minutes=number % 80_000)
    begin, end = (moment.strftime("%Y%m%dT%H%M%S") for moment in (start, start + timedelta(hours=1)))
    return (
        f"BEGIN:VEVENT\r\nUID:{number}@comune.example\r\nDTSTAMP:20260901T080000Z\r\nDTSTART;TZID=Europe/Rome:{begin}\r\n"
        f"DTEND;TZID=Europe/Rome:{end}\r\nSUMMARY:Riunione {number}\r\nLOCATION:Sala 1\r\nDESCRIPTION:Ordine del giorno\r\n"
        "CATEGORIES:RIUNIONE\r\nSTATUS:CONFIRMED\r\nORGANIZER;CN=Anna:mailto:anna@comune.example\r\nEND:VEVENT"
    )
