"""The parts of pages in a real browser: for everybody, at any width, by keyboard, and without scripts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Request, expect

from orchestrator.commands.store import open_store
from orchestrator.patterns import parts
from orchestrator.patterns.parts import PARTS
from orchestrator.patterns.service import make_patterns
from tests.support.chromium import Tab, chromium_running, tab_open
from tests.support.faults import faults_in_any_look, overflowing, overflowing_at, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")
NAMES = [part.name for part in PARTS]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Where the parts are served."""
    database = open_store(tmp_path_factory.mktemp("parts"), None)
    async with TestServer(make_patterns(database, parts.ROUTES)) as server:
        yield str(server.make_url("/patterns/parts"))
    database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium_running() as running:
        yield running


@asynccontextmanager
async def opened(browser: Browser, address: str, **options: Any) -> AsyncIterator[Tab]:
    """A tab with that page, which asked nobody else for anything and had nothing to complain of."""
    async with tab_open(browser, **options) as tab:
        await tab.page.goto(address)
        yield tab
        assert [said for said in tab.console if "the server responded with a status" not in said] == []
        assert len(tab.hosts) == 1


async def test_parts_given_each_when_looked_at_in_any_look_and_at_any_width_then_axe_finds_no_fault_and_all_is_seen(
    browser: Browser, url: str
) -> None:
    async with opened(browser, f"{url}/form") as tab:
        for name in NAMES:
            await tab.page.goto(f"{url}/{name}")
            assert await faults_in_any_look(tab.page) == [], name
            assert await overflowing_at(tab.page, [320, 390, 800]) == [], name
            await tab.page.goto(f"{url}/{name}?lang=en")
            assert await overflowing_at(tab.page, [1024, 1440]) == [], name


async def test_parts_given_type_of_twice_the_size_when_they_are_looked_at_then_nothing_has_to_be_pushed_sideways(
    browser: Browser, url: str
) -> None:
    half: Any = {"width": 640, "height": 400}  # what a browser of 1280 gives a page that is zoomed to 200 %
    async with opened(browser, f"{url}/form", viewport=half, device_scale_factor=2) as tab:
        for name in NAMES:
            await tab.page.goto(f"{url}/{name}")
            assert await overflowing(tab.page) == [], name


async def test_form_given_mistakes_when_it_comes_then_focus_is_on_them_and_a_link_leads_into_its_field(
    browser: Browser, url: str
) -> None:
    async with opened(browser, f"{url}/form-wrong") as tab:
        summary, title = tab.page.locator("#errors"), tab.page.get_by_label("Titolo")
        await expect(summary).to_be_focused()
        await tab.page.keyboard.press("Tab")
        await expect(summary.get_by_role("link", name="Scrivi un titolo.")).to_be_focused()
        await tab.page.keyboard.press("Enter")
        await expect(title).to_be_focused()
        await expect(title).to_have_accessible_description("Come si leggerà sul pannello della sala. Scrivi un titolo.")
        await summary.get_by_role("link", name="Scegli almeno una sala.").click()
        await expect(tab.page.get_by_label("Sala Conferenze 1")).to_be_focused()


async def test_page_given_a_keyboard_alone_when_it_is_walked_then_the_first_stop_leads_past_the_bar(
    browser: Browser, url: str
) -> None:
    async with opened(browser, f"{url}/booking") as tab:
        await tab.page.keyboard.press("Tab")
        await expect(tab.page.get_by_role("link", name="Vai al contenuto")).to_be_focused()
        await tab.page.keyboard.press("Enter")
        await tab.page.keyboard.press("Tab")
        await expect(tab.page.get_by_role("link", name="Cambia")).to_be_focused()
        stops = await walk(tab.page)
        assert len(stops) == 9
        assert [stop for stop in stops if not stop["seen"]] == []


async def test_form_given_no_scripts_when_it_is_sent_then_it_is_refused_with_words_and_then_taken(
    browser: Browser, url: str
) -> None:
    async with opened(browser, f"{url}/form", java_script_enabled=False) as tab:
        await tab.page.get_by_label("Titolo").fill("")
        await tab.page.get_by_label("Note per il custode").fill("Due microfoni")
        await tab.page.get_by_role("button", name="Prenota").click()
        await expect(tab.page.get_by_role("heading", name="Una cosa da correggere")).to_be_visible()
        await expect(tab.page.get_by_label("Note per il custode")).to_have_value("Due microfoni")
        await tab.page.get_by_label("Titolo").fill("Collegio")
        await tab.page.get_by_role("button", name="Prenota").click()
        await expect(tab.page.get_by_text("Prenotazione fatta.", exact=True)).to_be_visible()
        await expect(tab.page).to_have_url(f"{url}/booking")


@pytest.mark.parametrize("scripts", [True, False])
async def test_confirmation_given_scripts_or_none_when_it_is_asked_for_then_it_says_what_follows_and_can_be_left(
    browser: Browser,
    url: str,
    scripts: bool,  # noqa: FBT001
) -> None:
    async with opened(browser, f"{url}/booking", java_script_enabled=scripts) as tab:
        told = tab.page.get_by_text("Le due sale tornano libere")
        await expect(told).to_be_hidden()
        await tab.page.locator(".button.danger").first.click()
        await expect(told).to_be_visible()
        await expect(tab.page.get_by_role("dialog")).to_have_count(1 if scripts else 0)
        await tab.page.get_by_role("link", name="Tienila").click()
        await expect(told).to_be_hidden()
        if scripts:
            await expect(tab.page.locator(".button.danger").first).to_be_focused()


async def test_form_given_changes_when_it_is_left_then_that_asks_and_a_form_that_is_sent_does_not(
    browser: Browser, url: str
) -> None:
    async with opened(browser, f"{url}/form") as tab:
        asked: list[str] = []

        async def stay(dialog: Any) -> None:
            asked.append(dialog.type)
            await dialog.accept()

        tab.page.on("dialog", stay)
        await tab.page.get_by_label("Titolo").fill("Altro")
        await tab.page.get_by_role("link", name="Oggi").first.click()
        await expect(tab.page).to_have_url(f"{url}/day")
        await tab.page.goto(f"{url}/form")
        await tab.page.get_by_label("Titolo").fill("Altro")
        await tab.page.get_by_role("button", name="Prenota").click()
        await expect(tab.page).to_have_url(f"{url}/booking")

        assert asked == ["beforeunload"]


async def test_form_given_two_presses_of_its_button_when_it_is_sent_then_once(browser: Browser, url: str) -> None:
    async with opened(browser, f"{url}/form") as tab:
        sent: list[str] = []

        def heard(request: Request) -> None:
            if request.method == "POST":
                sent.append(request.url)

        tab.page.on("request", heard)
        await tab.page.evaluate(
            "() => { const button = document.querySelector('.form .primary'); button.click(); button.click(); }"
        )
        await expect(tab.page).to_have_url(f"{url}/booking")

        assert len(sent) == 1


async def test_live_given_a_change_when_it_is_told_then_the_part_comes_anew_and_what_fails_is_said_in_words(
    browser: Browser, url: str
) -> None:
    async with opened(browser, f"{url}/live") as tab:
        await expect(tab.page.get_by_text("La sala è pronta.")).to_be_visible()
        await tab.page.get_by_role("button", name="Chiedi di nuovo").click()
        await expect(tab.page.locator("#toasts")).to_have_text("L’archivio è occupato: riprova tra poco.")
        tab.console[:] = [said for said in tab.console if "Response Status Error Code 503" not in said]


async def test_look_given_a_choice_at_the_foot_when_it_is_made_then_the_same_page_comes_so(
    browser: Browser, url: str
) -> None:
    async with opened(browser, f"{url}/list?q=fermi") as tab:
        await tab.page.get_by_role("button", name="Scuro").click()
        await tab.page.get_by_role("button", name="English").click()
        await expect(tab.page).to_have_url(f"{url}/list?q=fermi")
        await expect(tab.page.locator("html")).to_have_attribute("data-theme", "dark")
        await expect(tab.page.get_by_role("heading", level=1)).to_have_text("Organisations")
        await expect(tab.page.locator("body")).to_have_css("background-color", "rgb(17, 21, 26)")


async def test_page_given_a_first_visit_when_it_is_counted_then_it_is_small_and_the_next_one_smaller(
    browser: Browser, url: str
) -> None:
    async with opened(browser, f"{url}/form") as tab:
        session = await tab.page.context.new_cdp_session(tab.page)
        await session.send("Network.enable")
        came: list[float] = []
        session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
        await tab.page.goto(f"{url}/week")
        await tab.page.wait_for_load_state("networkidle")
        again = sum(came)
        await session.send("Network.clearBrowserCache")
        came.clear()
        await tab.page.reload()
        await tab.page.wait_for_load_state("networkidle")

        assert again < 15_000
        assert again < sum(came) < 60_000
