"""The stage in a real browser: what it shows in each phase."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, expect

from tests.room_agents.pages.staging import booking, stage, told

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_given_a_day_when_the_phases_pass_then_the_stage_follows_and_says_so(browser: Browser) -> None:
    async with stage(browser, told("idle", next=booking("Collegio", 95, 155))) as (server, tab):
        await expect(tab.page.locator("#foot")).to_contain_text("Collegio")
        await expect(tab.page.locator("#figure")).to_have_text(f"{datetime.now(ZoneInfo('Europe/Rome')):%H:%M}")

        await server.tell(**told("preparing", booking=booking("Collegio", 4.99, 65)))
        await expect(tab.page.locator("#figure")).to_contain_text("04:5")
        await server.until_seen(lambda seen: {key for key, value in seen.items() if value is not None} == {"shown"})

        await server.tell(**told("live", booking=booking("Collegio", 0, 60)))
        await expect(tab.page.locator("#label")).to_have_text("In corso")

        await server.tell(**told("closing"))
        await expect(tab.page.locator("#title")).to_have_text("Grazie")

        await server.tell(**told("blocked", language="en"))
        await expect(tab.page.locator("#title")).to_have_text("Closed")
        await expect(tab.page.locator("html")).to_have_attribute("lang", "en")
        await server.until_seen(lambda seen: seen["shown"] == "blocked")


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (720, 1280)])
@pytest.mark.parametrize("phase", ["preparing", "live", "by hand"])
async def test_given_a_very_long_title_when_shown_then_it_stays_off_what_is_around_it(
    browser: Browser, phase: str, size: tuple[int, int]
) -> None:
    title = "Riunione congiunta delle Commissioni consiliari permanenti Bilancio e Urbanistica " * 3
    says = told(phase, booking=booking(title, 4.9, 65))
    if phase == "by hand":
        address = "https://teams.example/l/meetup-join/" + "19%3ameeting_" * 20
        says |= {"phase": "live", "conference": {"deployment": None, "link": address}}
    async with stage(browser, says) as (_, tab):
        await tab.page.set_viewport_size({"width": size[0], "height": size[1]})

        await expect(tab.page.locator("#title")).to_be_visible()
        boxes = await tab.page.evaluate(
            "() => ['header', '#title', '#label', '#figure', '#under', 'aside', 'footer'].map((one) => document.querySelector(one))"
            ".filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())"
            ".map(({ top, bottom }) => [top, bottom]).sort(([one], [other]) => one - other)"
        )

        for (_, above), (below, _) in pairwise(boxes):
            assert above <= below
        assert boxes[-1][1] <= size[1]
