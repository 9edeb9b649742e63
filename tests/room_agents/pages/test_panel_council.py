"""The panel's way to the page where the members of a council check in."""

import pytest
from playwright.async_api import Browser, expect

from tests.room_agents.pages.panel_states import live
from tests.room_agents.pages.paneling import panel

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_panel_given_a_sitting_that_is_near_when_it_is_loaded_then_there_is_a_way_to_it_in_either_language(
    browser: Browser,
) -> None:
    async with panel(browser, live()) as (server, tab):
        link = tab.page.locator("#council")
        await server.until(lambda: "GET /api/v1/rooms/sala-1/council" in server.requests)
        await expect(link).to_be_hidden()

        server.council = "/rooms/sala-1/council"
        await tab.page.reload()
        await expect(link).to_have_text("Seduta")
        await expect(link).to_have_attribute("href", "/rooms/sala-1/council")
        await tab.page.get_by_role("button", name="English").click()
        await expect(link).to_have_text("Sitting")
