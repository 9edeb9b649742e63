"""The panel for everybody: contrasts, axe, a keyboard alone, less motion, forced colours, and few touches."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.room_agents.pages.panel_states import STATES, free, live, scenes, soon
from tests.room_agents.pages.paneling import button, panel
from tests.room_agents.pages.test_panel_places import shown
from tests.support.faults import Look, faults, poor_contrasts
from tests.support.panel_server import PanelServer

pytestmark = pytest.mark.asyncio(loop_scope="session")
TABLET: Any = {"width": 1024, "height": 768}
FROM_AFAR = "#occupancy, #until, #now-title, #now-label, #clock"
"""What is read across the room."""
TOUCHES = "window.touches = 0; addEventListener('click', () => { window.touches += 1; }, { capture: true })"


@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_panel_given_each_state_and_theme_when_its_contrasts_are_computed_then_all_can_be_read(
    browser: Browser, theme: str, forced: str
) -> None:
    looks: Any = {"viewport": TABLET, "forced_colors": forced, "color_scheme": theme}
    async with panel(browser, free(), query=f"?theme={theme}", **looks) as (server, tab):
        for name, made in STATES.items():
            await shown(tab.page, server, made())
            await all_can_be_read(tab.page, name)
        await tab.page.evaluate("document.documentElement.dataset.resting = ''")
        await all_can_be_read(tab.page, "resting")
        await server.stop()
        await expect(tab.page.locator("#occupancy")).to_have_text("Non si sa")
        await all_can_be_read(tab.page, "cut")


async def all_can_be_read(page: Page, state: str) -> None:
    assert await poor_contrasts(page, FROM_AFAR) == [], state


async def test_panel_given_each_state_when_axe_looks_then_it_finds_no_fault(browser: Browser) -> None:
    async with panel(browser, free(), query="?theme=light", viewport=TABLET) as (server, tab):
        for name, made in STATES.items():
            await shown(tab.page, server, made())
            assert await faults(tab.page) == [], name


async def open_problem(page: Page) -> None:
    await button(page, "Qualcosa non va").click()


async def open_booking(page: Page) -> None:
    await page.locator("#blocks [data-kind=free] button").first.click()


async def open_own(page: Page) -> None:
    await page.locator("#blocks [data-kind=booking] button").click()


async def open_pin(page: Page) -> None:
    await button(page, "Termina").click()


async def open_details(page: Page) -> None:
    await expect(button(page, "Termina")).to_be_enabled()  # after a busy moment it may have taken its line for dead
    await page.keyboard.press("d")


async def open_scenes(page: Page) -> None:
    await button(page, "Altre…").click()


async def open_meeting(page: Page) -> None:
    await button(page, "Riunione sullo schermo").click()


SHEETS = [open_problem, open_booking, open_own, open_pin, open_details, open_scenes, open_meeting]


@pytest.mark.parametrize(("theme", "look"), [("light", faults), ("dark", poor_contrasts)])
async def test_panel_given_each_sheet_when_it_is_open_then_axe_finds_no_fault_and_all_of_it_can_be_reached_at_any_size(
    browser: Browser, theme: str, look: Look
) -> None:
    view = live(scenes=scenes("A", "B", "C", "D", "E"), asks_pin=["end"])
    async with panel(browser, view, query=f"?theme={theme}", viewport=TABLET) as (_, tab):
        for open_it in SHEETS:
            await tab.page.set_viewport_size(TABLET)
            await open_it(tab.page)
            sheet = tab.page.get_by_role("dialog")
            await expect(sheet).to_be_visible()
            assert await look(tab.page) == [], open_it.__name__
            for width, height in ((1024, 768), (800, 480), (390, 844), (512, 384)):
                await tab.page.set_viewport_size({"width": width, "height": height})
                for one in await sheet.get_by_role("button").all():
                    await one.scroll_into_view_if_needed()
                    await expect(one).to_be_in_viewport(ratio=0.9)
            await tab.page.keyboard.press("Escape")
            await expect(sheet).to_have_count(0)


async def test_panel_given_a_sheet_that_was_just_closed_when_the_details_are_asked_for_by_key_then_they_open(
    browser: Browser,
) -> None:
    """The browser tells a task later that a dialog has closed; a key may come before."""
    async with panel(browser, live(), viewport=TABLET) as (_, tab):
        await open_problem(tab.page)
        await expect(tab.page.get_by_role("dialog")).to_be_visible()
        await tab.page.evaluate("""() => {
          document.querySelector("dialog").close();
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "d" }));
        }""")
        await expect(tab.page.get_by_role("dialog")).to_have_accessible_name("Dettagli per i tecnici")


async def test_panel_given_a_keyboard_alone_when_it_walks_then_every_button_is_reached_once_in_the_order_it_is_seen(
    browser: Browser,
) -> None:
    async with panel(browser, live(), viewport=TABLET) as (_, tab):
        focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
        visible = await tab.page.locator("button:visible").count()
        walked = []
        for _step in range(visible):
            await tab.page.keyboard.press("Tab")
            walked.append(await tab.page.evaluate(focused))
            assert await tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

        assert len(set(walked)) == visible
        in_order = ["Italiano", "Dettagli per i tecnici", "Qualcosa non va", "+15 min", "Termina"]
        found = [next(at for at, one in enumerate(walked) if one.startswith(name)) for name in in_order]
        assert found == sorted(found)


async def test_panel_given_a_wish_for_less_motion_when_shown_then_nothing_moves(browser: Browser) -> None:
    async with panel(browser, live(), reduced_motion="reduce") as (_, tab):
        times = await tab.page.evaluate(
            "[...document.querySelectorAll('*')].flatMap((one) => getComputedStyle(one).transitionDuration.split(', '))"
        )
        assert set(times) == {"0s"}


async def test_panel_given_forced_colours_when_shown_then_each_band_is_told_apart_by_its_edge_and_its_shape(
    browser: Browser,
) -> None:
    async with panel(browser, free(), forced_colors="active") as (server, tab):
        for view in (free(), soon(), live()):
            await server.show(**view)
            await expect(tab.page.locator("#whose")).to_have_attribute("data-occupancy", view["occupancy"])
            edge = "getComputedStyle(document.getElementById('whose'))"
            assert await tab.page.evaluate(f"{edge}.borderTopStyle") == "solid"
            shape = tab.page.locator("#whose .shape")
            await expect(shape).to_be_visible()


Task = Callable[[Page, PanelServer], Awaitable[object]]


async def see_until_when(page: Page, _: PanelServer) -> None:
    await expect(page.get_by_text("Libera", exact=True)).to_be_in_viewport()
    await expect(page.get_by_text("Nessun’altra prenotazione per oggi")).to_be_in_viewport()


async def start_mine(page: Page, server: PanelServer) -> None:
    await page.get_by_text("Inizia «Consiglio d’istituto»").click()
    assert (await server.pressed())["kind"] == "start"


async def stay_longer(page: Page, server: PanelServer) -> None:
    await page.get_by_text("+15 min").first.click()
    assert (await server.pressed())["kind"] == "extend"


async def say_that_there_is_no_sound(page: Page, server: PanelServer) -> None:
    await page.get_by_text("Qualcosa non va").click()
    await page.get_by_text("Non si sente").click()
    assert (await server.pressed())["about"] == "sound"


async def use_it_for_half_an_hour(page: Page, server: PanelServer) -> None:
    await page.get_by_text("30\u00a0min, fino alle").click()
    assert "until" in await server.pressed()


@pytest.mark.parametrize(
    ("state", "task", "touches"),
    [
        ("free", see_until_when, 0),
        ("soon", start_mine, 1),
        ("on_air", stay_longer, 1),
        ("live", say_that_there_is_no_sound, 2),
        ("free", use_it_for_half_an_hour, 1),
    ],
)
@pytest.mark.parametrize("size", [(1024, 768), (800, 480), (390, 844)], ids=str)
async def test_panel_given_what_somebody_wants_when_it_is_done_by_what_is_read_then_it_takes_so_few_touches(
    browser: Browser, state: str, task: Task, touches: int, size: tuple[int, int]
) -> None:
    viewport: Any = {"width": size[0], "height": size[1]}
    async with panel(browser, STATES[state](), viewport=viewport) as (server, tab):
        await tab.page.evaluate(TOUCHES)
        await expect(tab.page.locator("#wrong")).to_be_enabled()

        await task(tab.page, server)

        assert await tab.page.evaluate("window.touches") == touches
