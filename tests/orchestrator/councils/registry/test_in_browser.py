"""The pages of what is left of sittings in a real browser: notes that save themselves, at any width, in both languages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.councils.registry.notes import edits_of
from tests.orchestrator.conftest import SITE
from tests.support.chromium import Tab, chromium_running, tab_open
from tests.support.faults import faults_in_any_look, overflowing_at
from tests.support.held_council import CHAIR_MAIL, ORGAN, SITTING, Council, council

pytestmark = pytest.mark.asyncio(loop_scope="module")
WIDTHS = (320, 800)
REGISTERS = ("resolutions", "resolutions?q=zzz", "hours")
MINUTES = f"/councils/sittings/{SITTING}/minutes"


@dataclass(frozen=True)
class House:
    """Where it is, and the cookies of secretary and chair."""

    url: str
    school: Council
    secretary: str
    chair: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The service, with a council that held a sitting and another that goes on."""
    database = open_store(tmp_path_factory.mktemp("registry"), None)
    school = await council(database)
    await school.held()
    async with TestServer(make_app(database, load_texts((("sito.toml", SITE),)))) as server:
        url = str(server.make_url("")).rstrip("/")
        chair, secretary = await school.officer(CHAIR_MAIL), await school.officer()
        yield House(url, school, secretary.cookie, chair.cookie)
    database.close()


async def states(page: Page, house: House) -> AsyncIterator[str]:
    """Each page in each state, one after the other, by its name."""
    for path in (MINUTES, f"{MINUTES}/notes/plan", *(f"/councils/organs/{ORGAN}/{each}" for each in REGISTERS)):
        await page.goto(f"{house.url}{path}")
        yield path


async def signed_in(tab: Tab, house: House, cookie: str) -> Page:
    """The page of somebody's browser."""
    await tab.page.context.add_cookies([{"name": "regia_account", "value": cookie, "url": house.url}])
    return tab.page


async def test_pages_given_each_when_looked_at_in_any_look_language_and_width_then_no_fault_is_found(
    house: House,
) -> None:
    async with chromium_running() as browser, tab_open(browser) as tab:
        page = await signed_in(tab, house, house.secretary)
        async for state in states(page, house):
            assert await faults_in_any_look(page) == [], state
            assert await overflowing_at(page, WIDTHS) == [], state
        await page.context.add_cookies([{"name": "regia_language", "value": "en", "url": house.url}])
        async for state in states(page, house):
            assert await page.locator("html").get_attribute("lang") == "en"
            assert await overflowing_at(page, WIDTHS) == [], state
        await page.context.clear_cookies(name="regia_language")
        await _writes_with_somebody_else(page, browser, house)
        assert [said for said in tab.console if "the server responded with a status" not in said] == []
        assert len(tab.hosts) == 1


async def test_register_given_a_telephone_when_looked_at_then_all_of_a_cell_stands_beside_its_label(
    house: House,
) -> None:
    async with chromium_running() as browser, tab_open(browser) as tab:
        page = await signed_in(tab, house, house.secretary)
        await page.set_viewport_size({"width": 390, "height": 800})
        await page.goto(f"{house.url}/councils/organs/{ORGAN}/resolutions?year=all")
        cell = page.locator("td[data-label=Deliberazione]")
        words = cell.get_by_text("Il Collegio approva il piano annuale.")
        whole, beside = await cell.bounding_box(), await words.bounding_box()

    assert whole is not None
    assert beside is not None
    assert beside["x"] >= whole["x"] + 80


async def _writes_with_somebody_else(page: Page, browser: Browser, house: House) -> None:
    """A note saves itself while it is typed; who opened it before is told."""
    await page.goto(f"{house.url}{MINUTES}")
    note = page.locator("#note-plan")
    await note.press_sequentially("Si discute.")
    await expect(page.locator("#note-state-plan")).to_contain_text("Salvata alle")
    async with tab_open(browser) as other:
        theirs = await signed_in(other, house, house.chair)
        await theirs.goto(f"{house.url}{MINUTES}")
        await note.press_sequentially(" A lungo.")
        await expect(page.locator("#note-state-plan [name=revision]")).to_have_value("2")
        await theirs.locator("#note-plan").fill("Altro.")
        await expect(theirs.locator("#note-state-plan")).to_contain_text("Segretaria ha scritto altro")
        assert other.console == []
    stored = await house.school.database.read(edits_of, SITTING, "plan")
    assert [edit.text for edit in stored] == ["Si discute. A lungo.", "Si discute."]
