"""A press while people sign in by password, four at a time, against a press while nobody does."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import aiohttp

from orchestrator.accounts.accounts import make_account
from orchestrator.accounts.passwords import Passwords, set_password
from orchestrator.commands.store import open_store
from tests.bench.figures import Figure, percentile
from tests.bench.press import Hall, hall_with_a_meeting, presses

AT_ONCE = 4
PRESSES_EACH = 24
"""An even number: the scene of the last press is another than that of the next round's first."""
ROUNDS = 4
"""With and without by turns, so that both have the same machine."""
EMAIL, PASSWORD = "ada@scuola.example", "tre gatti blu"


async def press_beside_sign_ins() -> AsyncIterator[Figure]:
    """Both by turns, over HTTP as browsers do."""
    alone_s: list[float] = []
    beside_s: list[float] = []
    signed_in_s: list[float] = []
    async with hall_with_a_meeting() as hall:
        await _make_account(hall)
        for _ in range(ROUNDS):
            alone_s += await _presses(hall)
            async with asyncio.TaskGroup() as group:
                people = [group.create_task(_sign_in(hall.url, signed_in_s), name="signing in") for _ in range(AT_ONCE)]
                beside_s += await _presses(hall)
                for person in people:
                    person.cancel()
    ratio = percentile(beside_s, 50) / percentile(alone_s, 50)
    yield Figure("press to OBS p50, nobody signing in", percentile(alone_s, 50) * 1e3, "ms")
    yield Figure(f"press to OBS p50 while {AT_ONCE} sign in, by one without", ratio, "times", 1.3)
    yield Figure(f"signing in over HTTP, {AT_ONCE} at a time, p50", percentile(signed_in_s, 50) * 1e3, "ms")


async def _presses(hall: Hall) -> list[float]:
    heard_s, _, _ = await presses(hall, _nothing, PRESSES_EACH)
    return heard_s


async def _nothing(_number: int) -> float:
    return 0.0


async def _make_account(hall: Hall) -> None:
    database, passwords = open_store(hall.data, None), Passwords()
    account = await database.write(make_account, EMAIL, "Ada Neri", "it", datetime.now(UTC))
    await database.write(set_password, account.id, await passwords.choose(PASSWORD, EMAIL, "Ada Neri"))
    passwords.close()
    database.close()


async def _sign_in(url: str, took_s: list[float]) -> None:
    """Sign in again and again, each time as a browser that was never here."""
    while True:
        form = {"form_id": str(uuid4()), "email": EMAIL, "password": PASSWORD, "then": "/"}
        async with aiohttp.ClientSession(url, cookie_jar=aiohttp.DummyCookieJar()) as browser:
            began = time.perf_counter()
            headers = {"Sec-Fetch-Site": "same-origin"}
            async with browser.post("/sign-in", data=form, headers=headers, allow_redirects=False) as answer:
                answer.raise_for_status()
                if answer.status != 303:
                    raise RuntimeError(f"not signed in: {answer.status}")
            took_s.append(time.perf_counter() - began)
