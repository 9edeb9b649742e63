"""The pages of who did what in a real browser: for everybody, at any width, in both languages, by keyboard and without scripts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, expect

from orchestrator.app import make_app
from orchestrator.commands.store import open_store
from tests.support.chromium import USUAL, Tab, chromium_running, tab_open
from tests.support.faults import Look, faults_in_any_look, overflowing_at, poor_contrasts
from tests.support.people import SCHOOL, sign_in
from tests.support.recorded import NOW, OPEN, Recorded, fill, loaded

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class House:
    """Where it is, and who looks."""

    url: str
    cookies: dict[str, str]
    recorded: Recorded

    def pages(self) -> list[tuple[str, str]]:
        """Who looks, and at what."""
        about = f"/audit?object=booking:{self.recorded.open_booking}"
        administrators = ["/audit", "/audit?who=nessuno", about, f"{about}&kind=presses", "/audit?after=1.1"]
        return [("administrator", path) for path in administrators] + [("manager", f"/organisations/{SCHOOL}/audit")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The service with acts in it."""
    database = open_store(tmp_path_factory.mktemp("audit"), None)
    recorded = await database.write(fill)
    async with TestServer(make_app(database, loaded(), clock=lambda: NOW)) as server:
        cookies = {who: (await sign_in(database, who, NOW)).cookie for who in ("administrator", "manager")}
        yield House(str(server.make_url("")).rstrip("/"), cookies, recorded)
    database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium_running() as running:
        yield running


@asynccontextmanager
async def opened(browser: Browser, house: House, who: str, language: str = "it", **options: Any) -> AsyncIterator[Tab]:
    """A tab of theirs, which asked nobody else for anything and had nothing to complain of."""
    async with tab_open(browser, **options) as tab:
        await look_as(tab, house, who, language)
        yield tab
        assert tab.console == []
        assert len(tab.hosts) == 1


async def look_as(tab: Tab, house: House, who: str, language: str) -> None:
    """Whose cookie the browser has."""
    said = {"regia_account": house.cookies[who], "regia_language": language}
    await tab.page.context.clear_cookies()
    await tab.page.context.add_cookies(
        [{"name": name, "value": value, "url": house.url} for name, value in said.items()]
    )


@pytest.mark.parametrize(("language", "look"), [("it", faults_in_any_look), ("en", poor_contrasts)])
async def test_audit_given_each_page_when_looked_at_in_any_look_and_at_any_width_then_axe_finds_no_fault_and_all_is_seen(
    browser: Browser, house: House, language: str, look: Look
) -> None:
    async with opened(browser, house, "administrator", language) as tab:
        for who, path in house.pages():
            await look_as(tab, house, who, language)
            await tab.page.set_viewport_size(USUAL["viewport"])
            await tab.page.goto(f"{house.url}{path}")
            assert await look(tab.page) == [], path
            assert await overflowing_at(tab.page, [320, 390, 800, 1440]) == [], path


@pytest.mark.parametrize("scripts", [True, False])
async def test_audit_given_a_keyboard_when_somebody_is_looked_for_then_their_acts_and_the_booking_s_own_are_found(
    browser: Browser, house: House, *, scripts: bool
) -> None:
    async with opened(browser, house, "administrator", java_script_enabled=scripts) as tab:
        await tab.page.goto(f"{house.url}/audit")
        await tab.page.get_by_label("Chi", exact=True).fill("organiser@example.it")
        await tab.page.keyboard.press("Enter")
        await expect(tab.page.get_by_role("row")).to_have_count(2)
        await expect(tab.page.get_by_label("Chi", exact=True)).to_have_value("organiser@example.it")
        await tab.page.get_by_role("link", name="Mostra tutto").click()
        await tab.page.get_by_role("link", name=OPEN).first.press("Enter")
        await expect(tab.page.get_by_role("row")).to_have_count(4)
        await expect(tab.page.get_by_text(f"Solo ciò che riguarda: {OPEN}")).to_be_visible()


async def test_audit_given_the_button_when_pressed_then_the_sheet_is_downloaded(browser: Browser, house: House) -> None:
    async with opened(browser, house, "administrator") as tab:
        await tab.page.goto(f"{house.url}/audit?kind=bookings")
        async with tab.page.expect_download() as downloading:
            await tab.page.get_by_role("link", name="Scarica per il foglio di calcolo").click()
        download = await downloading.value
        lines = (await download.path()).read_text("utf-8-sig").splitlines()

        assert download.suggested_filename == "cronologia.csv"
        assert len(lines) == 5
        assert lines[0].startswith("Numero;Quando;Chi;")
