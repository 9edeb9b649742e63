"""The stage in a real browser: what it shows in each phase."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, expect

from tests.room_agents.pages.staging import booking, stage, told
from tests.support.chromium import Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


async def boxes_of(tab: Tab, *selectors: str) -> dict[str, Box]:
    """Where those of them lie that can be seen."""
    found: list[tuple[str, Box]] = await tab.page.evaluate(
        "(all) => all.map((one) => [one, document.querySelector(one)]).filter(([, at]) => at.checkVisibility())"
        ".map(([one, at]) => [one, at.getBoundingClientRect()])"
        ".map(([one, { left, top, right, bottom }]) => [one, [left, top, right, bottom]])",
        list(selectors),
    )
    return dict(found)


def assert_apart(boxes: Mapping[str, Box], size: tuple[int, int]) -> None:
    """None of them lies on another, or beyond the screen."""
    for name, (left, top, right, bottom) in boxes.items():
        assert 0 <= left <= right <= size[0], name
        assert 0 <= top <= bottom <= size[1], name
    for (combination, a), (other, b) in combinations(boxes.items(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (combination, other)


async def test_given_a_day_when_the_phases_pass_then_the_stage_follows_and_says_so(browser: Browser) -> None:
    async with stage(browser, told("idle", next=booking("Collegio", 95, 155))) as (server, tab):
        await expect(tab.page.locator("#foot")).to_contain_text("Collegio")
        now = datetime.now(ZoneInfo("Europe/Rome"))
        this_minute_or_next = re.compile("|".join(f"{at:%H:%M}" for at in (now, now + timedelta(minutes=1))))
        await expect(tab.page.locator("#figure")).to_have_text(this_minute_or_next)

        await server.tell(**told("preparing", booking=booking("Collegio", 4.99, 65)))
        await expect(tab.page.locator("#figure")).to_contain_text("4:5")
        await server.until_seen(lambda seen: {key for key, value in seen.items() if value is not None} == {"shown"})

        await server.tell(**told("live", booking=booking("Collegio", 0, 60)))
        await expect(tab.page.locator("#label")).to_have_text("In corso")

        await server.tell(**told("closing"))
        await expect(tab.page.locator("#title")).to_have_text("Grazie")

        await server.tell(**told("blocked", language="en"))
        await expect(tab.page.locator("#title")).to_have_text("Closed")
        await expect(tab.page.locator("html")).to_have_attribute("lang", "en")
        await server.until_seen(lambda seen: seen["shown"] == "blocked")


@pytest.mark.parametrize("phase", ["preparing", "live", "by hand"])
async def test_given_a_very_long_title_when_shown_then_it_stays_off_what_is_around_it(
    browser: Browser, phase: str
) -> None:
    title = "Riunione congiunta delle Commissioni consiliari permanenti Bilancio e Urbanistica " * 3
    says = told(phase, booking=booking(title, 4.9, 65))
    if phase == "by hand":
        address = "https://teams.example/l/meetup-join/" + "19%3ameeting_" * 20
        says |= {"phase": "live", "conference": {"deployment": None, "link": address}}
    async with stage(browser, says) as (_, tab):
        for size in ((1280, 720), (1024, 768), (720, 1280)):
            await tab.page.set_viewport_size({"width": size[0], "height": size[1]})

            await expect(tab.page.locator("#title")).to_be_visible()
            boxes = await boxes_of(tab, "header", "#title", "#label", "#figure", "#under", "#status", "aside", "footer")

            assert_apart(boxes, size)
