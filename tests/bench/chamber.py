"""500 members follow a sitting on their pages: how long an act takes until all have heard of it, and how long 500 votes take."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.councils.at_work.asking import device_cookie
from orchestrator.councils.dossiers.link_store import take_over
from orchestrator.councils.sitting.vote_acts import VoteOpened
from orchestrator.councils.sitting.votes import Manner, Motion
from orchestrator.web.keys import DATABASE
from schedules.store.transaction import Transaction
from tests.bench.figures import Figure, percentile
from tests.bench.processes import serving
from tests.support.convened_council import convened_council
from tests.support.members import REMOTE, Chamber

MEMBERS, ROUNDS, WITHIN_MS = 500, 20, 300.0
VOTES_S, VOTE_MS = 10.0, 500.0
APART_S = 0.5
"""Between two acts: each is told at once."""
_SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "riunione"
[[rooms]]
id = "sala-1"
name = "Sala 1"
[presets.riunione]
title = "Riunione"
"""


@dataclass(frozen=True, slots=True)
class _Page:
    """A member's page, and the cookie of the browser that acts for them."""

    path: str
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}


@dataclass(slots=True)
class _Line:
    """What one page has heard: the number of the last act."""

    number: int = 0
    at: float = 0.0
    news: asyncio.Event = field(default_factory=asyncio.Event)


async def chamber() -> AsyncIterator[Figure]:
    """A service in a process of its own; all pages, which take what is packed as browsers do, in another."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = await _convened(folder)
        async with (
            serving(folder, _SITE) as service,
            aiohttp.ClientSession(
                service.url, connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
            ) as client,
            AsyncExitStack() as following,
        ):
            began = time.perf_counter()
            lines = await _follow(client, pages, following)
            opened_s = time.perf_counter() - began
            heard = [ms for each in range(ROUNDS) for ms in await _act(client, pages[0], lines, each)]
            votes = await _vote(client, pages)
    yield Figure(f"{MEMBERS} pages opened, each told all", opened_s, "s")
    yield Figure(f"an act on {MEMBERS} pages, p50", percentile(heard, 50), "ms")
    yield Figure(f"an act on {MEMBERS} pages, p95", percentile(heard, 95), "ms", WITHIN_MS)
    yield Figure(f"an act on {MEMBERS} pages, the last", max(heard), "ms")
    yield Figure(
        f"{MEMBERS} open votes in {VOTES_S:g} s beside {MEMBERS} pages, acknowledged p99",
        percentile(votes, 99),
        "ms",
        VOTE_MS,
    )


async def _convened(folder: Path) -> Sequence[_Page]:
    """A sitting whose members all take part from afar, with an open vote."""
    database = open_store(folder, None)
    app = make_app(database, load_texts((("sito.toml", _SITE),)))
    async with TestClient(TestServer(app)) as client:
        made = Chamber(client, await convened_council(client, members=MEMBERS, rules=replace(REMOTE, grace_s=600)))
        await made.opened_from_afar(range(MEMBERS))
        await made.does(VoteOpened("v1", "plan", "Si approva il piano annuale?", Motion(), Manner.OPEN))
        devices = await app[DATABASE].write(_devices, made.council.sitting, made.council.seats)
    database.close()
    cookie = device_cookie(made.council.sitting)
    return [_Page(path, f"{cookie}={device}") for path, device in zip(made.council.paths, devices, strict=True)]


def _devices(db: Transaction, sitting: str, seats: Sequence[str]) -> Sequence[str]:
    now = datetime.now(UTC)
    return [take_over(db, sitting, seat, now) for seat in seats]


async def _follow(client: aiohttp.ClientSession, pages: Sequence[_Page], following: AsyncExitStack) -> Sequence[_Line]:
    lines, tasks = [_Line() for _ in pages], []
    for page, line in zip(pages, lines, strict=True):
        tasks.append(asyncio.create_task(_listen(client, page, line), name="page"))
        following.callback(tasks[-1].cancel)
    await _until(lines, 1)
    return lines


async def _listen(client: aiohttp.ClientSession, page: _Page, line: _Line) -> None:
    headers = {**page.headers, "Accept-Encoding": "gzip"}
    timeout = aiohttp.ClientTimeout(total=None)
    async with client.get(f"{page.path}/events", headers=headers, timeout=timeout) as answer:
        async for said in answer.content:
            if said.startswith(b'data: {"number"'):
                line.number, line.at = int(said.split(b":", 2)[2].split(b",", 1)[0]), time.perf_counter()
                line.news.set()


async def _until(lines: Sequence[_Line], number: int) -> None:
    async with asyncio.timeout(60):
        for line in lines:
            while line.number < number:
                line.news.clear()
                await line.news.wait()


async def _act(client: aiohttp.ClientSession, page: _Page, lines: Sequence[_Line], each: int) -> Sequence[float]:
    """One member raises their hand, or takes it down: every page hears of it. Milliseconds until each has."""
    await asyncio.sleep(APART_S)
    began = time.perf_counter()
    answer = await _press(client, page, do="lower" if each % 2 else "raise")
    await _until(lines, answer["number"])
    return [(line.at - began) * 1e3 for line in lines]


async def _vote(client: aiohttp.ClientSession, pages: Sequence[_Page]) -> Sequence[float]:
    async def later(page: _Page, wait_s: float) -> float:
        await asyncio.sleep(wait_s)
        began = time.perf_counter()
        await _press(client, page, do="vote", vote="v1", choice="for")
        return (time.perf_counter() - began) * 1e3

    async with asyncio.TaskGroup() as tasks:
        voting = [tasks.create_task(later(page, VOTES_S * at / MEMBERS), name="vote") for at, page in enumerate(pages)]
    return [vote.result() for vote in voting]


async def _press(client: aiohttp.ClientSession, page: _Page, **fields: str) -> dict[str, int]:
    data = {"form_id": str(uuid4()), **fields}
    async with client.post(page.path, data=data, headers=page.headers) as answer:
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {await answer.text()}")
        told: dict[str, int] = json.loads(await answer.text())
        return told
