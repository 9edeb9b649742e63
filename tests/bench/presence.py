"""A meeting of 500 people: 5,000 messages of Jitsi, each acknowledged after its commit, what is derived of them, and the page of it."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from config.site_file.loading import load_texts
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.accounts.sign_ins import open_sign_in
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.conferences.names import spoken_name
from orchestrator.conferences.presence.deriving import derive
from orchestrator.conferences.presence.event_store import events_of
from orchestrator.conferences.presence.evidence import Evidence
from orchestrator.web.keys import DATABASE, FACTS
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.diary import book
from schedules.store.transaction import Transaction
from tests.bench.figures import Figure, percentile
from tests.support.busy_house import NOW
from tests.support.people import HOUSE, SCHOOL, person

PEOPLE, STAYS = 500, 5
"""Each person comes and goes five times: 5,000 messages."""
ALL_S, PAGE_MS, ROUNDS, AT_ONCE = 4.0, 60.0, 20, 50
START, END = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
_SITE = f"""
[[sites]]
id = "{HOUSE}"
name = "Officine Municipali"
timezone = "Europe/Rome"
[[rooms]]
id = "sala-1"
name = "Sala 1"
"""


async def presence() -> AsyncIterator[Figure]:
    """A service over a store of its own, which is told everything one message after the other."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(Path(folder), None)
        app = make_app(database, load_texts((("sito.toml", _SITE),)), clock=lambda: NOW)
        async with TestClient(TestServer(app)) as client:
            booking, cookie, token = await app[DATABASE].write(_furnish, app[FACTS].ids_key)
            name = spoken_name(app[FACTS].conferences_key, booking, 0)
            began = time.perf_counter()
            await _tell(client, name, {"Authorization": f"Bearer {token}"})
            told_s = time.perf_counter() - began
            events = await app[DATABASE].read(events_of, booking)
            derived = derive(Evidence(_s(START), _s(END), tuple(events)), _s(NOW))
            took_s = time.perf_counter() - began
            assert len(derived.people) == PEOPLE
            yield Figure(f"{PEOPLE * STAYS * 2} events stored, each before its answer", told_s, "s")
            yield Figure(f"{PEOPLE * STAYS * 2} events stored and derived", took_s, "s", ALL_S)
            headers = {"Cookie": f"regia_account={cookie}", "Accept-Encoding": "gzip"}
            took_ms = [await _asked(client, f"/bookings/{booking}/presence", headers) for _ in range(ROUNDS)]
            yield Figure(f"page of {PEOPLE} people, first look", took_ms[0], "ms")
            yield Figure(f"page of {PEOPLE} people, looked at again p50", percentile(took_ms[1:], 50), "ms", PAGE_MS)
        database.close()


async def _tell(client: TestClient[web.Request, web.Application], name: str, headers: Mapping[str, str]) -> None:
    """Several at once, as Prosody posts without waiting for the answers."""
    messages = _messages()

    async def post() -> None:
        for path, said in messages:
            body = json.dumps({"room_name": name, "is_breakout": False, **said})
            async with client.post(f"/jitsi/events/meet/events/occupant/{path}", data=body, headers=headers) as answer:
                assert answer.status == 201, await answer.text()

    async with asyncio.TaskGroup() as tasks:
        for number in range(AT_ONCE):
            tasks.create_task(post(), name=f"posting {number}")


def _messages() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for stay in range(STAYS):
        for number in range(PEOPLE):
            came = _s(START) + stay * 700 + number % 60
            who = {"id": f"p{number}", "name": f"Persona {number}", "joined_at": came}
            occupant = {**who, "occupant_jid": f"x@conference.meet/{number}-{stay}"}
            yield "joined", {"occupant": occupant}
            yield "left", {"occupant": {**occupant, "left_at": came + 600}}


async def _asked(client: TestClient[web.Request, web.Application], path: str, headers: Mapping[str, str]) -> float:
    """Milliseconds until the last byte."""
    began = time.perf_counter()
    async with client.get(path, headers=headers) as answer:
        answer.raise_for_status()
        await answer.read()
    return (time.perf_counter() - began) * 1000


def _furnish(db: Transaction, secret: bytes) -> tuple[str, str, str]:
    """The booking's id, the cookie of who booked it, and the token of the Jitsi server."""
    account = person(db, "ada@example.it", "Ada Neri", NOW, Membership(SCHOOL, OrganisationRole.MANAGER))
    key = Key(OWN_CALENDAR, "collegio", START)
    wanted = Occurrence(key, START, END, "Collegio", ("sala-1",), None, organisation=SCHOOL, booked_by=account)
    booking = book(db, secret, wanted, NOW - timedelta(days=1)).id
    token = make_token(db, program_grant(["events:write"], None, None, "meet"), NOW)
    return booking, open_sign_in(db, account, "password", "Chromium", "127.0.0.1", NOW)[0], str(token)


def _s(moment: datetime) -> int:
    return int(moment.timestamp())
