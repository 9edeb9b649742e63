"""The panel without its service: its files and its last picture are there, and it comes back by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from orchestrator.web.static import WORKER
from tests.room_agents.pages.panel_states import View, free, live
from tests.support.chromium import tab_open
from tests.support.panel_server import COOKIE, PAGES, TOKEN, PanelServer, panel_served

pytestmark = pytest.mark.asyncio(loop_scope="session")
READY = "async () => { await navigator.serviceWorker.ready; return navigator.serviceWorker.controller !== null }"
CACHES = "async () => await caches.keys()"


@asynccontextmanager
async def kept_panel(browser: Browser, view: View) -> AsyncIterator[tuple[PanelServer, Page]]:
    """A panel whose worker has its files."""
    async with panel_served(view) as server, tab_open(browser) as tab:
        await tab.page.goto(f"{server.url}/panel/sala-1#{TOKEN}")
        await expect(tab.page.locator("#room")).to_be_visible()
        await tab.page.wait_for_function(READY)
        yield server, tab.page


async def test_panel_given_a_service_that_is_away_when_reloaded_then_it_shows_what_it_knows_with_its_age_and_returns(
    browser: Browser,
) -> None:
    async with kept_panel(browser, live()) as (server, page):
        await server.stop()

        await page.reload()

        await expect(page.locator("#occupancy")).to_have_text("Non si sa")
        await expect(page.get_by_role("alert")).to_have_text("Scollegato")
        await expect(page.locator("#until")).to_contain_text("dati di")
        await expect(page.locator("#now-title")).to_have_text("Collegio")
        await expect(page.get_by_role("button", name="Termina")).to_be_disabled()

        server.view |= free()
        await server.start()

        await expect(page.locator("#occupancy")).to_have_text("Libera")
        await expect(page.get_by_role("alert")).to_be_hidden()


async def test_panel_given_nothing_kept_when_the_service_is_away_then_it_says_so_and_returns(browser: Browser) -> None:
    async with kept_panel(browser, live()) as (server, page):
        await page.evaluate("localStorage.clear()")
        await server.stop()

        await page.reload()

        await expect(page.get_by_role("heading")).to_have_text("Scollegato")
        await server.start()
        await expect(page.locator("#occupancy")).to_have_text("Occupata")


async def test_panel_given_an_access_that_was_revoked_when_told_then_nothing_of_the_room_is_kept(
    browser: Browser,
) -> None:
    async with kept_panel(browser, live()) as (server, page):
        await page.context.clear_cookies(name=COOKIE)
        await page.reload()
        await expect(page.get_by_role("heading")).to_contain_text("non è collegato")
        assert await page.evaluate("localStorage.length") == 0

        await server.stop()
        await page.reload()

        await expect(page.get_by_role("heading")).to_have_text("Scollegato")
        await expect(page.locator("#room")).to_be_hidden()


async def test_panel_given_a_new_version_of_its_files_when_the_service_is_back_then_the_page_is_the_new_one(
    browser: Browser,
) -> None:
    async with kept_panel(browser, free()) as (server, page):
        await page.evaluate("window.old = true")
        await server.stop()
        await expect(page.get_by_role("alert")).to_have_text("Scollegato")
        server.version = "2"

        await server.start()

        await page.wait_for_function("() => window.old === undefined")
        await expect(page.locator("#occupancy")).to_have_text("Libera")
        await page.wait_for_function("async () => (await caches.keys()).join() === 'panel-2'")
        assert await page.evaluate(CACHES) == ["panel-2"]


async def test_worker_given_the_panels_files_when_it_lists_them_then_none_that_the_page_loads_is_missing() -> None:
    listed = set(_between((PAGES / WORKER).read_text(), "const FILES = [", "];"))
    loaded, waiting = set(), ["panel.html"]
    while waiting:
        name = waiting.pop()
        loaded.add(name)
        waiting += _names(PAGES / name) - loaded

    assert {f"/static/{name}" for name in loaded - {"panel.html", WORKER}} == listed
    assert (PAGES / "panel.html").exists()


def _names(path: Path) -> set[str]:
    if path.suffix == ".woff2":
        return set()
    words = path.read_text().replace("'", '"').split('"')
    wanted = {word.removeprefix("./").removeprefix("/static/") for word in words}
    return {
        word for word in wanted if word.endswith((".js", ".css", ".svg", ".woff2")) and (path.parent / word).is_file()
    }


def _between(text: str, start: str, end: str) -> list[str]:
    return [word for word in text.split(start)[1].split(end)[0].split('"') if word.startswith("/static/")]
