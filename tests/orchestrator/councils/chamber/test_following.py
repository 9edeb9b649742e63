"""Pages that follow a sitting: their parts, over a real connection."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from orchestrator.councils.chamber.events import follow
from orchestrator.councils.chamber.parts import SharedParts
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.sitting.acts import Entered, RollCallBegun
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.web.keys import STOPPING
from schedules.store.database import Database
from tests.support.council_house import Clock, does, new_sitting
from tests.support.council_log import SECRETARY


def in_hall(sitting: Sitting) -> Mapping[str, str]:
    return {"hall": str(sitting.live.in_hall), "status": str(sitting.status)}


def mine(sitting: Sitting) -> Mapping[str, str]:
    return {"mine": sitting.seats["1"].place}


class Followed:
    """What one browser hears."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    async def told(self) -> tuple[str, Mapping[str, Any]]:
        async with asyncio.timeout(10):
            event = (await self._answer.content.readline()).decode().removeprefix("event: ").strip()
            data = json.loads((await self._answer.content.readline()).decode().removeprefix("data: "))
            await self._answer.content.readline()
        return event, data

    async def parts(self) -> Mapping[str, Any]:
        while True:
            event, data = await self.told()
            if event == "parts":
                return data


@pytest.fixture
async def live(database: Database) -> LiveSitting:
    return await new_sitting(database, Clock())


@pytest.fixture
async def client(live: LiveSitting) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    shared = SharedParts()

    async def events(request: web.Request) -> web.StreamResponse:
        async def welcome() -> bool:
            return True

        return await follow(request, live, [shared.of("s1", "all", "it", in_hall), mine], welcome)

    app = web.Application()
    app[STOPPING] = asyncio.Event()
    app.router.add_get("/events", events)
    async with TestClient(TestServer(app)) as client:
        yield client
        app[STOPPING].set()


async def test_page_given_an_act_when_it_is_stored_then_it_hears_the_parts_that_changed_and_no_other(
    client: TestClient[web.Request, web.Application], live: LiveSitting
) -> None:
    answer = await client.get("/events", headers={"Accept-Encoding": "identity"})
    page = Followed(answer)
    first, own = await page.parts(), await page.parts()
    assert first == {"number": 1, "steered": 1, "parts": {"hall": "0", "status": "convened"}}
    assert own["parts"] == {"mine": "out"}

    await does(live, RollCallBegun(), Entered("2", Source.CALLED), by=SECRETARY)
    number = (await live.look()).number
    heard = await page.parts()
    while heard["number"] != number:
        heard = await page.parts()
    assert heard["parts"] == {"hall": "1"}

    await does(live, Entered("1", Source.CALLED), by=SECRETARY)
    assert (await page.parts())["parts"] == {"hall": "2"}
    assert (await page.parts())["parts"] == {"mine": "hall"}


async def test_parts_given_many_who_look_when_a_sitting_changes_then_they_are_drawn_once(live: LiveSitting) -> None:
    drawn = []

    def view(sitting: Sitting) -> Mapping[str, str]:
        drawn.append(sitting.number)
        return {"hall": str(sitting.live.in_hall)}

    shared = SharedParts()
    first, second = shared.of("s1", "all", "it", view), shared.of("s1", "all", "it", view)
    for look in (first, second, first):
        assert look(await live.look()) == {"hall": "0"}
    await does(live, RollCallBegun(), Entered("2", Source.CALLED), by=SECRETARY)
    assert second(await live.look()) == first(await live.look()) == {"hall": "1"}

    assert drawn == [1, 3]
