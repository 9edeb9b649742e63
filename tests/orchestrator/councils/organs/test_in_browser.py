"""The pages of organs in a real browser: for everybody, at any width, in both languages, by keyboard."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from config.site_file.loading import load_texts
from orchestrator.access.actors import SERVICE
from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from orchestrator.councils.organs.pasted import read_pasted
from orchestrator.councils.organs.pasting import rows_of
from orchestrator.councils.organs.roll_store import put_rows
from orchestrator.councils.organs.store import make_organ, seats_of
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE
from tests.support.chromium import chromium_running, tab_open
from tests.support.faults import faults_in_any_look, overflowing_at
from tests.support.people import SCHOOL, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
WIDTHS = (320, 800)
LONG = "Giovanni Battista Prosperi Montefoschi della Torre di Sant’Angelo"
COUNCILS = f"/organisations/{SCHOOL}/councils"


@dataclass(frozen=True)
class House:
    """Where it is, whose cookie, and the paths of two organs and of a seat."""

    url: str
    cookie: str
    collegio: str
    empty: str
    seat: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The service, with a collegio of sixty and an organ that has nobody yet."""
    database = open_store(tmp_path_factory.mktemp("organs"), None)
    async with TestServer(make_app(database, load_texts((("sito.toml", SITE),)))) as server:
        manager = await sign_in(database, "manager")
        collegio, empty, seat = await database.write(_fill)
        url = str(server.make_url("")).rstrip("/")
        seat_path = f"{COUNCILS}/{collegio}/members/{seat}"
        yield House(url, manager.cookie, f"{COUNCILS}/{collegio}", f"{COUNCILS}/{empty}", seat_path)
    database.close()


def _fill(db: Transaction) -> tuple[str, str, str]:
    by = Doer(SERVICE, datetime.now(UTC))
    collegio = make_organ(db, SCHOOL, str(uuid4()), "Collegio dei docenti", "collegio", by)
    people = [f"Persona {'abcdefghij'[n % 10]}{'klmnop'[n // 10]};p{n}@x.example;D{n}" for n in range(60)]
    lines = read_pasted("\n".join([f"{LONG};{'a' * 60}@istituto-comprensivo-di-molto-lontano.edu.example;X1", *people]))
    put_rows(db, collegio, rows_of(lines, ()), by)
    empty = make_organ(db, SCHOOL, str(uuid4()), f"Consiglio di {LONG}", "istituto", by)
    return collegio.id, empty.id, seats_of(db, collegio.id)[0].id


async def states(page: Page, house: House) -> AsyncIterator[str]:
    """Each page in each state, one after the other, by its name."""
    for path in (COUNCILS, house.collegio, house.empty, f"{house.collegio}?q=zzz", house.seat):
        await page.goto(f"{house.url}{path}")
        yield path
    for form in ("change", "rules", "paste"):
        await page.goto(f"{house.url}{house.collegio}/{form}")
        yield form
    await page.locator("#field-text").fill(f"Persona ak;D0\n{LONG}\n{LONG};altra@x.example\nNuova;nuova@x.example\na@b")
    await page.locator("main .primary").click()
    await expect(page.locator(".fate").first).to_be_visible()
    yield "a roll looked at"
    await page.goto(f"{house.url}{house.collegio}/rules")
    await page.locator("#field-notice_days").fill("mai")
    await page.locator("main .primary").click()
    await expect(page.locator("#errors")).to_be_visible()
    yield "rules with mistakes"


async def test_pages_given_each_when_looked_at_in_any_look_language_and_width_then_no_fault_is_found(
    house: House,
) -> None:
    async with chromium_running() as browser, tab_open(browser) as tab:
        page = tab.page
        await page.context.add_cookies([{"name": "regia_account", "value": house.cookie, "url": house.url}])
        async for state in states(page, house):
            assert await faults_in_any_look(page) == [], state
            assert await overflowing_at(page, WIDTHS) == [], state
        await page.context.add_cookies([{"name": "regia_language", "value": "en", "url": house.url}])
        async for state in states(page, house):
            assert await page.locator("html").get_attribute("lang") == "en"
            assert await overflowing_at(page, WIDTHS) == [], state
        await _make_one_by_keyboard(page, house)
        assert [said for said in tab.console if "the server responded with a status" not in said] == []
        assert len(tab.hosts) == 1


async def _make_one_by_keyboard(page: Page, house: House) -> None:
    await page.goto(f"{house.url}{COUNCILS}")
    await page.locator("#field-preset").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Organo da tastiera")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Organo da tastiera")
