"""`regia patterns`: the gallery in a real browser, served by the real command."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from orchestrator.patterns.parts import PARTS
from orchestrator.patterns.states import STATES
from tests.support.chromium import chromium_running, tab_open
from tests.support.processes import WarmProcess, free_port
from tests.support.waiting import wait_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium_running() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def gallery(tmp_path: Path) -> AsyncIterator[str]:
    """Where the gallery is served."""
    port = free_port()
    process = WarmProcess("patterns", "--port", str(port), log=tmp_path / "patterns.log")
    await process.start()
    try:
        await wait_for(lambda: f"http://regia.localhost:{port}/patterns" in process.said)
        yield f"http://regia.localhost:{port}/patterns"
    finally:
        assert await process.end() == 0


async def test_gallery_given_states_when_it_is_opened_then_each_has_a_frame_and_the_colours_their_contrast(
    gallery: str, browser: Browser
) -> None:
    async with tab_open(browser) as tab:
        await tab.page.goto(f"{gallery}?only=full-day")

        frame = tab.page.frame_locator('iframe[title="full-day"]')
        await expect(frame.locator("#occupancy")).to_have_text("Occupata")
        await expect(tab.page.locator("#colours .swatch")).not_to_have_count(0)
        await expect(tab.page.locator("#colours .swatch.low")).to_have_count(0)
        await tab.page.get_by_label("Only").fill("")
        await expect(tab.page.locator("iframe")).to_have_count(len(STATES))
        assert tab.console == []


async def test_gallery_given_the_pages_when_they_are_chosen_then_each_part_has_its_frame(
    gallery: str, browser: Browser
) -> None:
    async with tab_open(browser) as tab:
        await tab.page.goto(f"{gallery}?view=page&lang=en&only=error-404")

        frame = tab.page.frame_locator('iframe[title="error-404"]')
        await expect(frame.get_by_role("heading", level=1)).to_have_text("There is nothing here")
        await tab.page.get_by_label("Only").fill("")
        await expect(tab.page.locator("iframe")).to_have_count(len(PARTS))


async def test_gallery_given_the_big_screen_in_a_meeting_when_it_is_chosen_then_it_is_in_that_meeting(
    gallery: str, browser: Browser
) -> None:
    async with tab_open(browser) as tab:
        await tab.page.goto(f"{gallery}?only=on-air&view=stage&lang=en")

        frame = tab.page.frame_locator('iframe[title="on-air"]')
        await expect(frame.frame_locator("iframe").get_by_text("Ospite 4")).to_be_visible()
        await expect(frame.locator("html")).to_have_attribute("lang", "en")
