"""A meeting of 500 people: 5,000 messages of Jitsi, each acknowledged after its commit, what is derived of them, and the page of it."""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from config.site_file.loading import digest
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.accounts.sign_ins import open_sign_in
from orchestrator.attendance.readiness import QUIET_S
from orchestrator.commands.store import open_store
from orchestrator.conferences.names import spoken_name
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.diary import book
from schedules.store.facts import store_facts
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction
from tests.bench.figures import Figure, percentile
from tests.bench.processes import serving
from tests.support.people import HOUSE, SCHOOL, person

PEOPLE, STAYS = 500, 5
"""Each person comes and goes five times: 5,000 messages."""
ALL_S, PAGE_MS, ROUNDS, AT_ONCE = 4.0, 60.0, 20, 50
SETTLED_S = 3.0
"""After its start a service compiles its pages beside everything else."""
Message = tuple[str, Mapping[str, Any]]
"""The end of its path, and what it says."""
_SITE = f"""
[[sites]]
id = "{HOUSE}"
name = "Officine Municipali"
timezone = "Europe/Rome"
[[rooms]]
id = "sala-1"
name = "Sala 1"
"""


@dataclass(frozen=True, slots=True)
class _House:
    """What is there before the service starts."""

    booking: str
    start: datetime
    name: str
    """Of the conference."""
    cookie: str
    token: str


async def presence() -> AsyncIterator[Figure]:
    """A service in a process of its own, which is told everything by another, as Prosody does, and is asked who was there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        house = await _furnished(folder)
        looking = {"Cookie": f"regia_account={house.cookie}", "Accept-Encoding": "gzip"}
        page = f"/bookings/{house.booking}/presence"
        async with serving(folder, _SITE) as service, aiohttp.ClientSession(service.url) as client:
            messages = list(_messages(house.start))
            await asyncio.sleep(SETTLED_S)
            before_s, began = _processor_s(service.pid), time.perf_counter()
            await _tell(service.url, house, messages)
            told_s = time.perf_counter() - began
            worked_s = _processor_s(service.pid) - before_s
            took_ms = [await _asked(client, page, looking)]
            derived_s = time.perf_counter() - began
            took_ms += [await _asked(client, page, looking) for _ in range(ROUNDS)]
            await _tell(service.url, house, _one_more(house.start, 0))
            took_ms.append(await _asked(client, page, looking))
            await _tell(service.url, house, _one_more(house.start, 1))
            await asyncio.sleep(3 * QUIET_S)
            quiet_ms = await _asked(client, page, looking)
    events = PEOPLE * STAYS * 2
    yield Figure(f"{events} events stored, each before its answer", told_s, "s")
    yield Figure("of these, work of the service", worked_s, "s of processor")
    yield Figure(f"{events} events stored, derived and shown", derived_s, "s", ALL_S)
    yield Figure(f"page of {PEOPLE} people, first look", took_ms[0], "ms")
    yield Figure(f"page of {PEOPLE} people, looked at again p50", percentile(took_ms[1:-1], 50), "ms", PAGE_MS)
    yield Figure(f"page of {PEOPLE} people, after one more came", took_ms[-1], "ms")
    yield Figure(f"page of {PEOPLE} people, first look when all is quiet", quiet_ms, "ms")


async def _furnished(folder: Path) -> _House:
    database = open_store(folder, None)
    try:
        return await database.write(_furnish, datetime.now(UTC).replace(microsecond=0))
    finally:
        database.close()


def _furnish(db: Transaction, now: datetime) -> _House:
    """A booking of the hour before last, who booked it, and the Jitsi server."""
    facts, start = store_facts(db), now - timedelta(hours=2)
    texts = (("sito.toml", _SITE),)
    wish_site(db, digest(texts), texts, ["sala-1"], now)
    account = person(db, "ada@example.it", "Ada Neri", now, Membership(SCHOOL, OrganisationRole.MANAGER))
    key = Key(OWN_CALENDAR, "collegio", start)
    hour = (start, start + timedelta(hours=1))
    wanted = Occurrence(key, *hour, "Collegio", ("sala-1",), None, organisation=SCHOOL, booked_by=account)
    booking = book(db, facts.ids_key, wanted, now - timedelta(days=1)).id
    token = make_token(db, program_grant(["events:write"], None, None, "meet"), now)
    cookie = open_sign_in(db, account, "password", "Chromium", "127.0.0.1", now)[0]
    return _House(booking, start, spoken_name(facts.conferences_key, booking, 0), cookie, str(token))


async def _tell(url: str, house: _House, messages: Iterable[Message]) -> None:
    """Several at once, as Prosody posts without waiting for the answers."""
    asked = [_request(house, *message) for message in messages]
    waiting = iter(asked)
    where = urlsplit(url)

    async def post() -> None:
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        for request in waiting:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 201 "):
                raise RuntimeError(head.decode())
        writer.close()
        await writer.wait_closed()

    async with asyncio.TaskGroup() as tasks:
        for number in range(min(AT_ONCE, len(asked))):
            tasks.create_task(post(), name=f"posting {number}")


def _request(house: _House, path: str, said: Mapping[str, Any]) -> bytes:
    """Made before the clock runs: what is measured is the service, and not a client written in Python."""
    body = json.dumps({"room_name": house.name, "is_breakout": False, **said})
    return (
        f"POST /jitsi/events/meet/events/occupant/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {house.token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _messages(start: datetime) -> Iterator[Message]:
    for stay in range(STAYS):
        for number in range(PEOPLE):
            came = _s(start) + stay * 700 + number % 60
            who = {"id": f"p{number}", "name": f"Persona {number}", "joined_at": came}
            occupant = {**who, "occupant_jid": f"x@conference.meet/{number}-{stay}"}
            yield "joined", {"occupant": occupant}
            yield "left", {"occupant": {**occupant, "left_at": came + 600}}


def _one_more(start: datetime, number: int) -> Iterator[Message]:
    came = _s(start) + STAYS * 700
    who = {"id": f"p{number}", "name": f"Persona {number}", "joined_at": came}
    occupant = {**who, "occupant_jid": f"x@conference.meet/{number}-{STAYS}"}
    yield "joined", {"occupant": occupant}
    yield "left", {"occupant": {**occupant, "left_at": came + 60}}


async def _asked(client: aiohttp.ClientSession, path: str, headers: Mapping[str, str]) -> float:
    """Milliseconds until the last byte."""
    began = time.perf_counter()
    async with client.get(path, headers=headers, allow_redirects=False) as answer:
        if answer.status != 200:
            raise RuntimeError(f"it answered {answer.status}")
        await answer.read()
    return (time.perf_counter() - began) * 1000


def _processor_s(pid: int) -> float:
    """For how long a process has worked, whatever else the machine does."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _s(moment: datetime) -> int:
    return int(moment.timestamp())
