"""Two hours of a council of ninety, with pages in real browsers, while lines are cut, telephones sleep and the service is killed: `make chaos`.

COUNCIL_SEED fixes what breaks and when, not how the processes race.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Page

from tests.support.chromium import chromium_running
from tests.support.council_campaign import START, Campaign, campaign
from tests.support.processes import free_port
from tests.support.waiting import wait_for

pytestmark = pytest.mark.chaos

SEED = int(os.environ.get("COUNCIL_SEED") or random.SystemRandom().randrange(100_000))
MEMBERS, SPEED, KILLS = 90, 40.0, 6
LASTS = timedelta(hours=2)


async def test_council_given_two_hours_of_trouble_when_it_is_held_then_nothing_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    print(f"\nCOUNCIL_SEED={SEED}")  # noqa: T201
    async with (
        campaign(tmp_path, free_port(), members=MEMBERS, speed=SPEED, seed=SEED) as council,
        chromium_running() as browser,
        pages_of(council, browser) as pages,
    ):
        attending = [asyncio.create_task(member.attend()) for member in council.members]
        trouble = asyncio.create_task(council.trouble(KILLS, (15.0, 25.0)))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as hall:
            await council.chair.hold(hall, lambda: council.clock() > START + LASTS and council.kills == KILLS)
        trouble.cancel()
        for member in council.members:
            member.asleep.clear()
        for line in council.lines:
            line.mend()
        number = (await council.log()).lines[-1].number
        await wait_for(lambda: all(member.number >= number for member in council.members))
        for page in pages:
            await page.get_by_text("hius").first.wait_for()  # Chiusa, chiusa: the sitting is over
        for task in attending:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(trouble, *attending)

        sitting = await council.judged()

    told = sum(len(member.acknowledged) for member in council.members) + len(council.chair.acknowledged)
    late = [round(seconds, 2) for seconds in council.late]
    print(f"acts {sitting.number}, acknowledged {told}, votes {council.chair.held}, right after a kill within {late} s")  # noqa: T201
    assert council.chair.held >= KILLS
    assert all(vote.casts.keys() <= vote.entitled for vote in sitting.votes.values())


@asynccontextmanager
async def pages_of(council: Campaign, browser: Browser) -> AsyncIterator[Sequence[Page]]:
    """Chair, secretary, the big screen and three members, each in a browser of its own."""
    people, service = council.council, f"http://127.0.0.1:{council.port}"
    live = f"/councils/sittings/{people.sitting}/live"
    shown = [(people.chair.who.cookie, live), (people.secretary.who.cookie, live), (None, people.screen)]
    shown += [(None, people.paths[number]) for number in (3, 30, -1)]
    async with AsyncExitStack() as stack:
        pages = []
        for cookie, path in shown:
            context = await browser.new_context(locale="it-IT")
            stack.push_async_callback(context.close)
            if cookie is not None:
                await context.add_cookies([{"name": "regia_account", "value": cookie, "url": service}])
            page = await context.new_page()
            await page.goto(f"{service}{path}")
            pages.append(page)
        yield pages
