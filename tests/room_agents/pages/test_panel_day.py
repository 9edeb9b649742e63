"""The day on the panel: what is taken, what is free to be booked by two touches, and what may be taken back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.room_agents.pages.panel_states import View, at, block, day, free, live
from tests.room_agents.pages.paneling import button, panel

pytestmark = pytest.mark.asyncio(loop_scope="session")
COUNT_CLOSES = """() => { const { close } = HTMLDialogElement.prototype; window.closes = 0;
    HTMLDialogElement.prototype.close = function () { window.closes += 1; close.call(this); }; }"""


def blocks() -> tuple[View, ...]:
    """Around the moment in which they are asked for."""
    return (
        block("Corso base", -150, -60),
        block("Collegio", -30, 30),
        block("Occupato", 60, 90, confidential=True),
        block("Chiusa", 300, 360, closed=True) | {"id": None},
    )


def stretch(page: Page) -> Locator:
    return page.locator("#blocks [data-kind=free] button")


async def test_given_a_day_when_shown_then_each_stretch_lies_where_its_hours_are(browser: Browser) -> None:
    async with panel(browser, live(day=day(*blocks(), free=((90, 300),)))) as (_, tab):
        items = tab.page.locator("#blocks > li")
        await expect(items).to_have_count(5)

        shown = await items.evaluate_all("all => all.map((one) => [one.dataset.kind, one.textContent.trim()])")
        assert shown == [
            ["booking", "Corso base"],
            ["booking", "Collegio"],
            ["confidential", "Occupato"],
            ["free", "Prenota la sala"],
            ["closed", "Chiusa"],
        ]
        await expect(items.nth(0)).to_have_attribute("data-over", "")
        await expect(items.nth(1)).to_have_attribute("data-running", "")
        boxes = [await one.bounding_box() for one in await items.all()]
        edges = [edge for box in boxes if box for edge in (box["x"], box["x"] + box["width"])]
        assert all(later - earlier > -1 for earlier, later in pairwise(edges))
        now = await tab.page.locator("#now-line").bounding_box()
        running = boxes[1]
        assert now is not None
        assert running is not None
        middle = running["x"] + running["width"] / 2
        assert abs(now["x"] + now["width"] / 2 - middle) < 4  # half of it is over


async def test_given_a_free_stretch_when_touched_then_half_an_hour_from_that_moment_is_two_touches(
    browser: Browser,
) -> None:
    async with panel(browser, live(day=day(*blocks(), free=((90, 300),)))) as (server, tab):
        await expect(stretch(tab.page)).to_have_count(1)
        box = await stretch(tab.page).bounding_box()
        assert box is not None
        await stretch(tab.page).click(position={"x": box["width"] / 2, "y": 10})
        sheet = tab.page.get_by_role("dialog", name="Prenota la sala")
        await sheet.get_by_role("button", name="30\u00a0min").click()

        pressed = await server.pressed()
        start, until = (datetime.fromisoformat(pressed[key]) for key in ("start", "until"))
        assert set(pressed) == {"id", "kind", "start", "until"}
        assert pressed["kind"] == "book"
        assert (start.minute % 15, start.second, until - start) == (0, 0, timedelta(minutes=30))
        middle = datetime.now(UTC) + timedelta(minutes=195)
        assert abs(start - middle) < timedelta(minutes=20)
        await expect(tab.page.locator("#reply")).to_contain_text("Prenotata:")
        await expect(sheet).to_have_count(0)


async def test_given_a_keyboard_when_a_stretch_is_chosen_then_it_begins_with_it_and_can_be_moved_within_it(
    browser: Browser,
) -> None:
    async with panel(browser, live(day=day(*blocks(), free=((90, 165),)))) as (_, tab):
        await stretch(tab.page).focus()
        await tab.page.keyboard.press("Enter")
        sheet = tab.page.get_by_role("dialog")
        first = await sheet.get_by_role("status").text_content()
        await expect(sheet.get_by_role("button", name="60\u00a0min")).to_be_enabled()
        await expect(sheet.get_by_role("button", name="90\u00a0min")).to_be_disabled()
        await expect(button(tab.page, "Prima")).to_be_disabled()

        for _ in range(4):  # more often than there are quarters
            await button(tab.page, "Dopo").click(force=True)
        await expect(button(tab.page, "Dopo")).to_be_disabled()
        await expect(sheet.get_by_role("button", name="30\u00a0min")).to_be_enabled()
        await expect(sheet.get_by_role("button", name="60\u00a0min")).to_be_disabled()
        for _ in range(4):
            await button(tab.page, "Prima").click(force=True)
        await expect(sheet.get_by_role("status")).to_have_text(first or "")

        await tab.page.keyboard.press("Escape")
        await expect(sheet).to_have_count(0)
        await expect(stretch(tab.page)).to_be_focused()


async def test_given_an_open_sheet_when_the_day_changes_then_it_offers_what_there_still_is(browser: Browser) -> None:
    async with panel(browser, free(day=day(free=((60, 300),)))) as (server, tab):
        await stretch(tab.page).focus()
        await tab.page.keyboard.press("Enter")
        sheet = tab.page.get_by_role("dialog")
        await expect(sheet.get_by_role("button", name="90\u00a0min")).to_be_enabled()

        await server.show(day=day(block("Corso", 135, 300), free=((60, 135),)))
        await expect(sheet.get_by_role("button", name="90\u00a0min")).to_be_disabled()
        await expect(sheet.get_by_role("button", name="30\u00a0min")).to_be_enabled()

        await tab.page.evaluate(COUNT_CLOSES)
        await server.show(day=day(block("Corso", 30, 300), free=()))
        await expect(sheet).to_have_count(0)
        await expect(tab.page.locator("#reply")).to_have_text("Nel frattempo non è più libera.")
        assert await tab.page.evaluate("window.closes") == 1


async def test_given_a_stretch_that_has_begun_when_its_beginning_is_chosen_then_the_room_is_used_now(
    browser: Browser,
) -> None:
    async with panel(browser, free(day=day(free=((-60, 300),)))) as (server, tab):
        await stretch(tab.page).focus()
        await tab.page.keyboard.press("Enter")
        sheet = tab.page.get_by_role("dialog")
        await expect(sheet.get_by_role("status")).to_have_text("da adesso")
        await sheet.get_by_role("button", name="30\u00a0min").click()

        pressed = await server.pressed()
        assert (pressed["kind"], set(pressed)) == ("start", {"id", "kind", "until"})


async def test_given_what_was_booked_here_when_touched_then_it_can_be_taken_back(browser: Browser) -> None:
    ours = block("Riunione", 120, 150, cancels=True)
    async with panel(browser, free(day=day(ours, block("Corso", 200, 260), free=((0, 120),)))) as (server, tab):
        booked = tab.page.locator("#blocks [data-kind=booking] button")
        await expect(booked).to_have_count(1)
        await booked.click()
        await tab.page.get_by_role("dialog").get_by_role("button", name="Lascia com’è").click()
        await booked.click()
        await button(tab.page, "Annulla la prenotazione").click()

        pressed = await server.pressed()
        assert {name: pressed[name] for name in ("kind", "booking")} == {"kind": "cancel", "booking": "riunione"}
        await expect(tab.page.locator("#reply")).to_contain_text("Annullata:")
        assert len(server.overrides) == 1


async def test_given_a_refusal_when_booked_then_its_sentence_is_a_toast(browser: Browser) -> None:
    async with panel(browser, free(day=day(free=((60, 300),)))) as (server, tab):
        server.refusal = (409, "Alle 15:00 comincia «Corso».")
        await stretch(tab.page).focus()
        await tab.page.keyboard.press("Enter")
        await tab.page.get_by_role("dialog").get_by_role("button", name="30\u00a0min").click()

        await expect(tab.page.locator("#reply")).to_have_text("Alle 15:00 comincia «Corso».")


async def test_given_a_service_that_is_away_when_shown_then_nothing_is_offered_to_be_booked(browser: Browser) -> None:
    async with panel(browser, free(day=day(*blocks(), free=((90, 300),)))) as (server, tab):
        await expect(stretch(tab.page)).to_have_count(1)
        await server.stop()

        await expect(stretch(tab.page)).to_have_count(0)
        await expect(tab.page.locator("#blocks > li")).to_have_count(4)


async def test_given_a_minute_that_passes_when_the_day_moves_on_then_the_focus_stays(browser: Browser) -> None:
    view = free(day=day(free=((-60, 300),)))
    async with panel(browser, view) as (server, tab):
        await stretch(tab.page).focus()
        before = await stretch(tab.page).get_attribute("aria-label")

        await server.show(now=at(5))

        await expect(stretch(tab.page)).not_to_have_attribute("aria-label", before or "")
        await expect(stretch(tab.page)).to_be_focused()
