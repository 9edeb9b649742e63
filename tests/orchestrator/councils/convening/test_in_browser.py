"""The pages of a sitting's office in a real browser: for everybody, at any width, in both languages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Page, expect

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from tests.orchestrator.conftest import SITE
from tests.support.chromium import chromium_running, tab_open
from tests.support.convened_council import Council, convened_council
from tests.support.faults import faults_in_any_look, overflowing_at

pytestmark = pytest.mark.asyncio(loop_scope="module")
WIDTHS = (320, 800)


@dataclass(frozen=True)
class House:
    """Where it is, and the council that sits there."""

    url: str
    council: Council


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    database = open_store(tmp_path_factory.mktemp("office"), None)
    async with TestClient(TestServer(make_app(database, load_texts((("sito.toml", SITE),))))) as client:
        yield House(str(client.make_url("")).rstrip("/"), await convened_council(client, members=12))
    database.close()


async def states(page: Page, house: House) -> AsyncIterator[str]:
    """Each page in each state, one after the other, by its name."""
    organ, sitting = f"/councils/organs/{house.council.organ}", f"/councils/sittings/{house.council.sitting}"
    for path in ("/councils", f"{organ}/sittings", f"{organ}/sittings/new", sitting, f"{sitting}/change"):
        await page.goto(f"{house.url}{path}")
        yield path
    await page.goto(f"{house.url}{sitting}/members/{house.council.seats[3]}")
    yield "a member"
    await page.goto(f"{house.url}{organ}/sittings/new")
    await page.locator("[name=day]").fill("")
    await page.locator("[name=day]").press("Enter")
    await expect(page.locator("#errors")).to_be_visible()
    yield "a draft with mistakes"


async def test_pages_given_each_when_looked_at_in_any_look_language_and_width_then_no_fault_is_found(
    house: House,
) -> None:
    async with chromium_running() as browser, tab_open(browser) as tab:
        page, chair = tab.page, house.council.chair.who
        await page.context.add_cookies([{"name": "regia_account", "value": chair.cookie, "url": house.url}])
        async for state in states(page, house):
            assert await faults_in_any_look(page) == [], state
            assert await overflowing_at(page, WIDTHS) == [], state
        await page.context.add_cookies([{"name": "regia_language", "value": "en", "url": house.url}])
        async for state in states(page, house):
            assert await page.locator("html").get_attribute("lang") == "en"
            assert await overflowing_at(page, WIDTHS) == [], state
        assert [said for said in tab.console if "the server responded with a status" not in said] == []
        assert len(tab.hosts) == 1
