"""The demo's links: each signs in whoever opens it on this machine, again and again, until new ones are made."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest
from aiohttp import ClientSession

from config.site_file.loading import Loaded, load_texts
from orchestrator.app import all_routes
from orchestrator.demo.door import Door, door_open
from orchestrator.demo.people import PLAYERS
from orchestrator.demo.stored import store_all
from schedules.store.database import Database
from schedules.store.sealing import KEY_BYTES, Keys
from tests.orchestrator.conftest import Start
from tests.support.town import Client

KEYS = Keys.of(b"k" * KEY_BYTES)
SAMPLE = (Path(str(resources.files("config"))) / "sample" / "officine.toml").read_text()
TEXT = SAMPLE.replace('name = "Officine Municipali"', 'name = "Officine Municipali"\norganisation = "comune"')
ADMINISTRATOR, TECHNICIAN, _DESK, ORGANISER, *_ = (player.email for player in PLAYERS)


@pytest.fixture
def site() -> Loaded:
    return load_texts((("demo.toml", TEXT),))


@dataclass(frozen=True)
class Stage:
    """A service with the demo's people, its door, and a browser that keeps no cookies."""

    client: Client
    door: Door
    accounts: Mapping[str, str]
    browser: ClientSession

    async def opened(self, link: str, **headers: str) -> tuple[int, str]:
        """Status of a link, and the cookie that it gives."""
        async with self.browser.get(link, allow_redirects=False, headers=headers) as answer:
            cookie = answer.cookies.get("regia_account")
            return answer.status, cookie.value if cookie is not None else ""

    async def who(self, cookie: str) -> str:
        """The page of one's own account, as whoever has the cookie sees it."""
        answer = await self.client.get("/account", headers={"Cookie": f"regia_account={cookie}", "Accept": "text/html"})
        return await answer.text()


@pytest.fixture
async def stage(database: Database, start: Start) -> AsyncIterator[Stage]:
    now = datetime.now(UTC)
    meeting = now + timedelta(minutes=1), now + timedelta(minutes=6)
    stored = await database.write(store_all, KEYS, ("demo.toml", TEXT), "nobody's", meeting, now)
    client = await start()
    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(door_open(database, str(client.make_url("/")).rstrip("/")))
        browser = await stack.enter_async_context(ClientSession())
        yield Stage(client, door, stored.accounts, browser)


async def test_link_given_one_of_the_demos_people_when_opened_twice_then_each_time_they_are_signed_in(
    stage: Stage,
) -> None:
    links = stage.door.links(stage.accounts)

    opened = [await stage.opened(links[email]) for email in (ADMINISTRATOR, ORGANISER, ORGANISER)]
    pages = [await stage.who(cookie) for _, cookie in opened]

    assert [status for status, _ in opened] == [303, 303, 303]
    assert ["Anna Rossi" in pages[0], "Paola Neri" in pages[1], "Paola Neri" in pages[2]] == [True, True, True]
    assert opened[1][1] != opened[2][1]


async def test_link_given_a_page_behind_it_when_opened_then_it_leads_there_and_nowhere_else(stage: Stage) -> None:
    link = stage.door.links(stage.accounts)[ORGANISER]

    async with stage.browser.get(f"{link}/bookings/abc/presence", allow_redirects=False) as answer:
        assert answer.headers["Location"] == f"{stage.door.service}/bookings/abc/presence"
    assert (await stage.opened(f"{link}/http://evil.example"))[0] == 404


async def test_link_given_that_new_ones_were_made_when_opened_then_it_is_good_no_more(stage: Stage) -> None:
    before = stage.door.links(stage.accounts)
    after = stage.door.links(stage.accounts)

    assert await stage.opened(before[TECHNICIAN]) == (404, "")
    assert (await stage.opened(after[TECHNICIAN]))[0] == 303


async def test_door_given_a_guess_or_another_name_of_this_machine_when_asked_then_it_gives_nothing(
    stage: Stage,
) -> None:
    link = stage.door.links(stage.accounts)[ADMINISTRATOR]

    assert await stage.opened(f"{stage.door.url}/anna") == (404, "")
    assert await stage.opened(link, Host="evil.example") == (404, "")
    assert stage.door.url.startswith("http://127.0.0.1:")


async def test_link_given_the_service_itself_when_asked_for_it_then_it_has_no_such_door(stage: Stage) -> None:
    link = stage.door.links(stage.accounts)[ADMINISTRATOR]

    answer = await stage.client.get(link.removeprefix(stage.door.url))

    assert answer.status == 404
    assert not answer.cookies
    assert not [route.path for route in all_routes() if "demo" in route.path or route.path == "/{key}"]
