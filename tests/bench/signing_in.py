"""Signing in by password: whether an unknown address shows by its time, by itself and by the page, and what four at once cost."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from aiohttp.test_utils import TestClient, TestServer

from config.site_file.loading import load_texts
from orchestrator.accounts.accounts import find_account, make_account
from orchestrator.accounts.passwords import Passwords, check_password, set_password
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from schedules.store.database import Database
from tests.bench.figures import Figure, percentile
from tests.bench.sites import site_text

TRIES = 40
AT_ONCE = 4
LOOKS = 200
EMAIL, GOOD, BAD = "ada@scuola.example", "tre gatti blu", "tre gatti neri"


async def signing_in() -> AsyncIterator[Figure]:
    """In one process: the passwords' own time, that of the page, and that of a read beside them."""
    with tempfile.TemporaryDirectory() as folder:
        database, passwords = open_store(Path(folder), None), Passwords()
        account = await database.write(make_account, EMAIL, "Ada Neri", "it", datetime.now(UTC))
        await database.write(set_password, account.id, await passwords.choose(GOOD, EMAIL, "Ada Neri"))
        wrong_s, unknown_s = [], []
        for number in range(TRIES):  # by turns, under the same load
            wrong_s.append(await _try(database, passwords, EMAIL, BAD))
            unknown_s.append(await _try(database, passwords, f"{number}@scuola.example", BAD))
        wrong, unknown = statistics.median(wrong_s), statistics.median(unknown_s)
        alone_s = await _reads(database, account.id)
        async with _signing_in(database, passwords) as right_s:
            beside_s = await _reads(database, account.id)
        apart = await _by_the_page(database, passwords)
        passwords.close()
        database.close()
    yield Figure("a wrong password, median", wrong * 1e3, "ms")
    yield Figure("an unknown address, apart from a wrong password, medians", abs(unknown / wrong - 1) * 100, "%", 10)
    yield Figure("the same by the page, over HTTP", apart * 100, "%", 10)
    yield Figure(f"signing in, {AT_ONCE} at a time, p50", percentile(right_s, 50) * 1e3, "ms")
    yield Figure(f"a read while {AT_ONCE} sign in, by one without, p50", _ratio(beside_s, alone_s), "times")


async def _by_the_page(database: Database, passwords: Passwords) -> float:
    """How far apart the page's answers are to a wrong password and to an unknown address, by the former; of medians."""
    hashed, now = await passwords.choose(GOOD, EMAIL, "Ada Neri"), datetime.now(UTC)
    for number in range(TRIES):  # one each, so that nobody has to wait
        account = await database.write(make_account, f"a{number}@comune.example", "Ada", "it", now)
        await database.write(set_password, account.id, hashed)
    app = make_app(database, load_texts((("casa.toml", site_text(1)),)), proxy="127.0.0.1")
    took_s: dict[str, list[float]] = {"comune.example": [], "altrove.example": []}
    async with TestClient(TestServer(app)) as client:
        for number in range(TRIES):
            for domain, those in took_s.items():
                form = {"form_id": str(uuid4()), "email": f"a{number}@{domain}", "password": BAD}
                headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": f"192.0.2.{number}"}
                began = time.perf_counter()
                async with client.post("/sign-in", data=form, headers=headers) as answer:
                    await answer.read()
                those.append(time.perf_counter() - began)
                assert answer.status == 422, answer.status
    wrong, unknown = (statistics.median(those) for those in took_s.values())
    return abs(unknown / wrong - 1)


async def _try(database: Database, passwords: Passwords, email: str, text: str) -> float:
    """How long the answer took, in seconds."""
    began = time.perf_counter()
    await check_password(database, passwords, email, text)
    return time.perf_counter() - began


async def _reads(database: Database, account: str) -> list[float]:
    """How long some reads took, in seconds, with a pause after each."""
    took_s = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        await database.read(find_account, account)
        took_s.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)
    return took_s


@asynccontextmanager
async def _signing_in(database: Database, passwords: Passwords) -> AsyncIterator[list[float]]:
    """So many sign in at once, again and again; gives how long each took, in seconds."""
    took_s: list[float] = []

    async def again_and_again() -> None:
        while True:
            took_s.append(await _try(database, passwords, EMAIL, GOOD))

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(again_and_again(), name=f"sign-in {number}") for number in range(AT_ONCE)]
        yield took_s
        for task in tasks:
            task.cancel()


def _ratio(beside_s: list[float], alone_s: list[float]) -> float:
    return percentile(beside_s, 50) / percentile(alone_s, 50)
