"""From a link to the meeting: the page, the way in, and two hundred guests who come at once when it opens."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from tests.bench.figures import Figure, percentile
from tests.bench.processes import serving, tokens
from tests.bench.sites import site_text
from tests.support.credentials import bearer
from tests.support.page_forms import hidden

ALONE = 60
AT_ONCE = 200
WITHIN_MS = 300.0
"""From the link to the meeting, both requests together."""
_SECRET = {"REGIA_SECRET_MEET": "una chiave lunga almeno trentadue byte"}
_MEETS = (
    '[[jitsi]]\nid = "meet"\nurl = "https://meet.example"\napp_id = "regia"\nsecret = "env:REGIA_SECRET_MEET"\n\n'
    '[presets.riunione]\njitsi = "meet"\n'
)
_FROM_PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


async def door() -> AsyncIterator[Figure]:
    """A meeting that may open, and its link for guests."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        [admin] = await tokens(folder, ["admin"])
        site = site_text(4).replace("[presets.riunione]\n", _MEETS, 1)
        async with serving(folder, site, _SECRET) as service:
            link = await _link(service.url, admin)
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(service.url, headers=_FROM_PAGE, connector=connector) as guests:
                first_s = await _come(guests, link, "Ada")
                alone_s = [await _come(guests, link, f"Ospite {number}") for number in range(ALONE)]
                began = time.perf_counter()
                together_s = await asyncio.gather(
                    *(_come(guests, link, f"Altro {number}") for number in range(AT_ONCE))
                )
                all_s = time.perf_counter() - began
    yield Figure("a link to the meeting, the first one", sum(first_s) * 1e3, "ms")
    for what, values in (("a link's page", _nth(alone_s, 0)), ("going in from it", _nth(alone_s, 1))):
        yield Figure(f"{what} p50", percentile(values, 50) * 1e3, "ms")
        yield Figure(f"{what}, the slowest of {ALONE}", max(values) * 1e3, "ms")
    whole_s = [sum(each) for each in alone_s]
    yield Figure("a link to the meeting p50", percentile(whole_s, 50) * 1e3, "ms", WITHIN_MS)
    yield Figure("a link to the meeting p99", percentile(whole_s, 99) * 1e3, "ms", WITHIN_MS)
    yield Figure(f"{AT_ONCE} guests at once are all let in", all_s, "s")
    yield Figure(f"each of {AT_ONCE} at once p99", percentile([sum(each) for each in together_s], 99), "s")


def _nth(walks: Sequence[tuple[float, float]], place: int) -> list[float]:
    return [walk[place] for walk in walks]


async def _come(guests: aiohttp.ClientSession, link: str, name: str) -> tuple[float, float]:
    """How long the page took, and the way in from it. Raises RuntimeError."""
    began = time.perf_counter()
    async with guests.get(link) as shown:
        page = await shown.text()
    shown_s = time.perf_counter() - began
    form = {**hidden(page, f"{link}/enter"), "name": name}  # a browser has it anyway
    began = time.perf_counter()
    async with guests.post(f"{link}/enter", data=form, allow_redirects=False) as entered:
        if entered.status != 303 or "jwt=" not in entered.headers["Location"]:
            raise RuntimeError(f"it answered {entered.status}")
        await entered.read()
    return shown_s, time.perf_counter() - began


async def _link(url: str, admin: str) -> str:
    """The path of the link for guests of a meeting that has just begun."""
    start = datetime.now(UTC)
    times = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()}
    async with aiohttp.ClientSession(url, headers=bearer(admin)) as desk:
        async with desk.post("/api/v1/bookings", json={"room": "sala-1", "title": "Consiglio", **times}) as answer:
            answer.raise_for_status()
            booking = (await answer.json())["id"]
        async with desk.get(f"/api/v1/bookings/{booking}") as answer:
            return urlsplit(str((await answer.json())["guests_link"])).path
