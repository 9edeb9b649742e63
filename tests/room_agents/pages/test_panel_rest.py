"""The panel by day and by night, when nobody touches it, in the last minutes, and beside a door."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.room_agents.pages.panel_states import NOTHING, at, block, booking, closed, day, free, live, offer, soon
from tests.room_agents.pages.paneling import button, panel
from tests.support.panel_server import PanelServer

pytestmark = pytest.mark.asyncio(loop_scope="session")
LINES = """(one) => { const box = one.getBoundingClientRect();
    return box.right <= innerWidth && one.scrollWidth <= one.clientWidth + 1 ? Math.round(box.height / parseFloat(getComputedStyle(one).lineHeight)) : 0; }"""
THEME_AT = """async ([hour, dark, asked]) => (await import("/static/theme.js"))
    .themeAt(Date.parse(hour), "Europe/Rome", asked, dark)"""


THEMES = (
    ("2026-11-26T05:59Z", False, None, "dark"),
    ("2026-11-26T06:00Z", False, None, "light"),  # 7 in Rome
    ("2026-11-26T18:59Z", False, None, "light"),
    ("2026-11-26T19:00Z", False, None, "dark"),
    ("2026-11-26T11:00Z", True, None, "dark"),
    ("2026-11-26T11:00Z", True, "light", "light"),
    ("2026-11-26T23:00Z", False, "light", "light"),
    ("2026-11-26T11:00Z", False, "neon", "light"),
)


async def test_theme_given_an_hour_and_a_wish_when_asked_then_nights_and_wishes_are_dark(browser: Browser) -> None:
    async with panel(browser, free()) as (_, tab):
        for hour, wishes_dark, asked, theme in THEMES:
            assert await tab.page.evaluate(THEME_AT, [hour, wishes_dark, asked]) == theme, (hour, wishes_dark, asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_given_a_tablet_that_wishes_for_the_dark_when_it_changes_its_mind_then_the_page_follows(
    browser: Browser, scheme: str
) -> None:
    noon = free(now="2026-11-26T11:00:00Z")
    other = "light" if scheme == "dark" else "dark"
    async with panel(browser, noon, color_scheme=scheme) as (_, tab):
        html = tab.page.locator("html")
        await expect(html).to_have_attribute("data-theme", scheme)
        ground = await tab.page.evaluate("getComputedStyle(document.body).backgroundColor")

        await tab.page.emulate_media(color_scheme=other)  # type: ignore[arg-type]

        await expect(html).to_have_attribute("data-theme", other)
        assert await tab.page.evaluate("getComputedStyle(document.body).backgroundColor") != ground


@asynccontextmanager
async def awake(browser: Browser, view: Mapping[str, Any], **options: Any) -> AsyncIterator[tuple[PanelServer, Page]]:
    """A panel whose clock the test moves, with its line to the server."""
    async with panel(browser, view, **options) as (server, tab):
        await tab.page.clock.install()
        await tab.page.reload()
        await expect(button(tab.page, "Qualcosa non va")).to_be_enabled()
        yield server, tab.page


async def resting(server: PanelServer, page: Page) -> None:
    """Let five minutes pass.

    The leap of the clock looks like a silent line, and buttons are off until something comes by it or by another.
    """
    await page.clock.fast_forward(int(timedelta(minutes=5, seconds=2).total_seconds() * 1000))
    await expect(page.locator("html")).to_have_attribute("data-resting", "")
    newest = f"Sede {len(server.requests)}"
    await server.show(site=newest)
    await expect(page.locator("#site")).to_have_text(newest)
    await expect(page.locator("#wrong")).to_be_enabled()


async def test_given_nobody_who_touches_it_when_five_minutes_pass_then_it_rests_and_the_waking_touch_presses_nothing(
    browser: Browser,
) -> None:
    async with awake(browser, live(scenes=[], current=booking("Collegio", -30, 300))) as (server, page):
        await resting(server, page)
        await expect(page.locator("#resting-clock")).to_be_visible()
        await expect(page.locator("#occupancy")).to_have_text("Occupata")

        box = await page.locator("#extend").bounding_box()
        assert box is not None
        await page.mouse.click(box["x"] + 10, box["y"] + 10)
        await expect(page.locator("html")).not_to_have_attribute("data-resting", "")
        assert server.overrides == []

        await resting(server, page)
        await page.locator("#extend").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("html")).not_to_have_attribute("data-resting", "")
        assert server.overrides == []
        await page.keyboard.press("Enter")
        await server.pressed()
        assert [override["kind"] for override in server.overrides] == ["extend"]


async def test_given_a_meeting_that_runs_on_when_shown_then_a_button_keeps_its_end_until_that_moment(
    browser: Browser,
) -> None:
    no = offer("keep_end", "No, finisci alle 12:00", "collegio") | {"before": at(1.5)}
    note = "Si continua fino alle 12:15: c’è ancora gente e nessuno aspetta."
    ran_on = {"current": booking("Collegio", -60, 16.5), "notes": [note], "secondary": [no]}
    async with panel(browser, live(**ran_on)) as (server, tab):
        await expect(tab.page.get_by_text(note)).to_be_visible()
        await tab.page.get_by_role("button", name=no["label"]).click()
        pressed = await server.pressed()
        assert (pressed["kind"], pressed["booking"]) == ("keep_end", "collegio")

        await server.show(**live(**ran_on | {"secondary": [no | {"before": at(-0.1)}]}))
        await expect(tab.page.get_by_role("button", name=no["label"])).to_have_count(0)


async def test_given_a_panel_that_rests_when_a_screen_reader_clicks_below_the_veil_then_it_wakes_and_presses_nothing(
    browser: Browser,
) -> None:
    async with awake(browser, free()) as (server, page):
        await resting(server, page)

        await page.evaluate("document.getElementById('wrong').click()")

        await expect(page.locator("html")).not_to_have_attribute("data-resting", "")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.evaluate("document.getElementById('wrong').click()")
        await expect(page.get_by_role("dialog")).to_be_visible()


async def test_given_a_panel_that_rests_when_a_finger_swipes_over_it_then_it_wakes_and_can_be_pressed_again(
    browser: Browser,
) -> None:
    async with awake(browser, free(), has_touch=True) as (server, page):
        wrong = button(page, "Qualcosa non va")
        box = await wrong.bounding_box()
        assert box is not None
        await resting(server, page)
        touches = await page.context.new_cdp_session(page)

        for kind, points in (
            ("touchStart", [{"x": box["x"] + 20, "y": box["y"] + 20}]),
            ("touchMove", [{"x": box["x"] - 200, "y": box["y"] + 20}]),
            ("touchEnd", []),
        ):
            await touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        await expect(page.locator("html")).not_to_have_attribute("data-resting", "")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.locator(".veil")).to_be_hidden()
        await wrong.click()  # a browser takes the first tap after a swipe for a stop of it
        await expect(page.get_by_role("dialog")).to_be_visible()


async def test_given_an_open_sheet_when_it_rests_then_the_sheet_is_closed(browser: Browser) -> None:
    async with awake(browser, free()) as (server, page):
        await button(page, "Qualcosa non va").click()
        await expect(page.get_by_role("dialog")).to_be_visible()

        await resting(server, page)

        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_given_the_last_five_minutes_when_they_come_then_a_banner_offers_more_or_says_why_not(
    browser: Browser,
) -> None:
    ends = {"current": booking("Collegio", -30, 4.5), "occupancy_until": at(4.5)}
    async with panel(browser, live()) as (server, tab):
        banner = tab.page.locator("#ending")
        await expect(banner).to_be_hidden()

        await server.show(**live(**ends))
        await expect(banner).to_contain_text("Finisce tra 5\u00a0min.")
        await banner.get_by_role("button", name="+15 min").click()
        assert (await server.pressed())["kind"] == "extend"

        why = "Alle 10:00 comincia «Corso sicurezza»."
        await server.show(**live(**ends, actions=NOTHING | {"end": True}, refusals={"extend": why}))
        await expect(banner).to_contain_text(why)
        await expect(banner.get_by_role("button")).to_have_count(0)

        await server.show(**free())
        await expect(banner).to_be_hidden()


async def test_given_a_panel_that_rests_when_the_last_minutes_come_then_it_wakes(browser: Browser) -> None:
    async with awake(browser, live(current=booking("Collegio", -30, 300))) as (server, page):
        await resting(server, page)

        now = datetime.now(UTC) + timedelta(minutes=6)
        ends = {"now": now.isoformat(), "current": booking("Collegio", -30, 9), "occupancy_until": at(9)}
        await server.show(**ends)

        await expect(page.locator("#ending")).to_be_visible()
        await expect(page.locator("html")).not_to_have_attribute("data-resting", "")


@pytest.mark.parametrize("kind", ["door", "paper"])
async def test_given_a_sign_beside_a_door_when_shown_then_it_says_whose_the_room_is_and_has_nothing_to_press(
    browser: Browser, kind: str
) -> None:
    busy = day(block("Collegio", -30, 30), block("Occupato", 60, 90, confidential=True), free=((90, 200),))
    async with panel(browser, live(day=busy), query=f"?view={kind}") as (_, tab):
        await expect(tab.page.locator("#occupancy")).to_have_text("Occupata")
        await expect(tab.page.locator("#blocks > li")).to_have_text(["Collegio", "Occupato"])
        await expect(tab.page.locator("button:visible")).to_have_count(0)
        await tab.page.keyboard.press("d")
        await expect(tab.page.get_by_role("dialog")).to_have_count(0)


async def test_given_electronic_paper_when_shown_then_it_is_black_on_white_and_nothing_moves(browser: Browser) -> None:
    async with panel(browser, live(), query="?view=paper") as (_, tab):
        await expect(tab.page.locator("progress")).to_be_hidden()
        colours = await tab.page.evaluate(
            """() => [...document.querySelectorAll("body, .band, .blocks div, #occupancy")].filter((one) => one.checkVisibility())
                .flatMap((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor])"""
        )
        assert set(colours) <= {"rgb(0, 0, 0)", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
        assert await tab.page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("kind", ["panel", "door", "paper"])
async def test_given_each_word_of_whose_the_room_is_when_shown_then_it_stands_in_one_line_at_every_size(
    browser: Browser, kind: str, language: str
) -> None:
    async with panel(browser, free(), query=f"?view={kind}&lang={language}") as (server, tab):
        for view in (free(), soon(), live(), closed()):
            await server.show(**view)
            await expect(tab.page.locator("#whose")).to_have_attribute("data-occupancy", view["occupancy"])
            await stands_in_one_line(tab.page)
        await server.stop()
        await expect(tab.page.locator("#whose")).to_have_attribute("data-occupancy", "cut")
        await stands_in_one_line(tab.page)


async def stands_in_one_line(page: Page) -> None:
    for width, height in ((1024, 768), (1280, 800), (800, 480), (768, 1024)):
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.locator("#occupancy").evaluate(LINES) == 1, (width, height)
