"""Where things stand on the panel: fixed places, nothing that scrolls, targets for fingers, on every screen."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.room_agents.pages.panel_states import NOTHING, STATES, View, at, booking, free, live, many_scenes, soon
from tests.support.lent_tabs import tab_lent
from tests.support.panel_server import TOKEN, PanelServer, panel_served

pytestmark = pytest.mark.asyncio(loop_scope="session")
TABLETS = ((1024, 768), (1280, 800), (800, 480), (768, 1024))
HIDDEN = """() => {
    const screen = [document.documentElement.clientWidth, document.documentElement.clientHeight];
    const cut = (one) => { const box = one.getBoundingClientRect();
        return box.left < 0 || box.top < 0 || box.right > screen[0] + 1 || box.bottom > screen[1] + 1; };
    const full = (one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1;
    const words = document.querySelectorAll("button, #occupancy, #until, #trouble, #now-title, #lines li, #media li");
    const parts = document.querySelectorAll("#whose, #how, #scenes, #secondary, #screen, #media, #extend, #end, #wrong, #day");
    return [...[...words].filter(cut), ...[...parts].filter(full)].filter((one) => one.checkVisibility())
        .map((one) => one.id || one.className || one.textContent);
}"""
SCROLLS = """() => { const page = document.documentElement;
    return [page.scrollWidth > page.clientWidth, page.scrollHeight > page.clientHeight]; }"""
TARGETS = """() => [...document.querySelectorAll("button:not(.blocks button)")].filter((one) => one.checkVisibility())
    .map((one) => Math.min(one.offsetWidth, one.offsetHeight))"""
PLACES = """(ids) => ids.map((id) => { const box = document.getElementById(id).getBoundingClientRect();
    return [box.x, box.y + scrollY, box.width, box.height].map(Math.round); })"""

COVERED = """([over, buttons]) => { const cover = document.querySelector(over), lies = cover.getBoundingClientRect();
    const covers = (box) => box.left < lies.right && lies.left < box.right && box.top < lies.bottom && lies.top < box.bottom;
    return [...document.querySelectorAll(buttons)].filter((one) => one.checkVisibility() && !cover.contains(one))
        .filter((one) => covers(one.getBoundingClientRect())).map((one) => one.id || one.textContent); }"""
AFTER_END = (
    "Poi la sala si spegne; alle 16:00 comincia «Formazione a distanza: alfabetizzazione digitale». "
    "Nelle altre sale la riunione continua."
)


async def opened(page: Page, server: PanelServer) -> None:
    await page.goto(f"{server.url}/panel/sala-1#{TOKEN}")
    await expect(page.locator("#room")).to_be_visible()


async def shown(page: Page, server: PanelServer, view: View) -> None:
    """Show *view*, known by a name that it gets for it."""
    name = f"Sala {len(server.requests)}-{id(view)}"
    await server.show(**view | {"name": name})
    await expect(page).to_have_title(name)


@pytest.mark.parametrize("size", TABLETS, ids=str)
async def test_panel_given_each_state_when_shown_on_a_tablet_then_nothing_scrolls_or_is_cut_off(
    browser: Browser, size: tuple[int, int]
) -> None:
    viewport: Any = {"width": size[0], "height": size[1]}
    async with panel_served(free()) as server, tab_lent(browser, viewport=viewport) as tab:
        await opened(tab.page, server)
        for name, made in STATES.items():
            await shown(tab.page, server, made())
            assert await tab.page.evaluate(SCROLLS) == [False, False], name
            assert await tab.page.evaluate(HIDDEN) == [], name
            assert min(await tab.page.evaluate(TARGETS)) >= 40, name
        await server.stop()
        await expect(tab.page.locator("#occupancy")).to_have_text("Non si sa")
        assert await tab.page.evaluate(HIDDEN) == []


@pytest.mark.parametrize("size", [*TABLETS, (390, 844)], ids=str)
async def test_panel_given_replies_and_longer_words_when_they_come_then_no_button_moves(
    browser: Browser, size: tuple[int, int]
) -> None:
    viewport: Any = {"width": size[0], "height": size[1]}
    async with panel_served(live()) as server, tab_lent(browser, viewport=viewport) as tab:
        await opened(tab.page, server)
        fixed = ["whose", "primary", "how", "wrong", "scenes", "screen", "media", "extend", "end"]
        if size[0] > 700:
            fixed.append("day")
        before = await tab.page.evaluate(PLACES, fixed)

        server.refusal = (409, "Alle 10:00 comincia «Consiglio»: fino ad allora non c’è un quarto d’ora.")
        await tab.page.locator("#extend").click()
        await expect(tab.page.locator("#reply")).to_contain_text("Alle 10:00")
        assert await tab.page.evaluate(PLACES, fixed) == before

        await server.show(after_end=AFTER_END)
        await tab.page.locator("#end").click()
        await expect(tab.page.locator("#reply")).to_have_text(AFTER_END)
        assert await tab.page.evaluate(PLACES, fixed) == before
        touchable = "button" if size[0] > 700 else "main button:not(.blocks button)"
        assert await tab.page.evaluate(COVERED, ["#reply", touchable]) == []

        if size[0] > 700:  # on a telephone longer words push what is below them
            await shown(tab.page, server, many_scenes(scenes=live()["scenes"], secondary=[]))
            assert await tab.page.evaluate(PLACES, fixed) == before
            await shown(tab.page, server, live(refusals={"extend": "No."}, notes=["Una nota."]))
            assert await tab.page.evaluate(PLACES, fixed) == before


@pytest.mark.parametrize("size", [*TABLETS, (390, 844)], ids=str)
async def test_panel_given_the_last_minutes_when_their_banner_comes_then_no_button_is_covered_and_none_moves_on_a_tablet(
    browser: Browser, size: tuple[int, int]
) -> None:
    viewport: Any = {"width": size[0], "height": size[1]}
    async with panel_served(live()) as server, tab_lent(browser, viewport=viewport) as tab:
        await opened(tab.page, server)
        fixed = ["whose", "wrong", "extend", "end", "day", "open-details"]
        before = await tab.page.evaluate(PLACES, fixed)
        ends = {"current": booking("Collegio", -30, 4.5), "occupancy_until": at(4.5)}

        for changes in (ends, ends | {"actions": NOTHING | {"end": True}, "refusals": {"extend": AFTER_END}}):
            await server.show(**live(**changes))
            await expect(tab.page.locator("#ending")).to_contain_text(("refusals" in changes and AFTER_END) or "5")
            assert await tab.page.evaluate(COVERED, ["#ending", "button"]) == []
            if size[0] > 700:
                assert await tab.page.evaluate(PLACES, fixed) == before


async def test_panel_given_what_there_is_to_do_when_the_state_changes_then_it_stands_in_the_same_place(
    browser: Browser,
) -> None:
    async with panel_served(soon()) as server, tab_lent(browser) as tab:
        await opened(tab.page, server)
        (before,) = await tab.page.evaluate(PLACES, ["primary"])

        await shown(tab.page, server, live())
        assert await tab.page.evaluate(PLACES, ["primary"]) == [before]
        await shown(tab.page, server, free())
        assert await tab.page.evaluate(PLACES, ["primary"]) == [before]


@pytest.mark.parametrize(
    ("size", "scale"), [((390, 844), 3), ((360, 740), 2), ((640, 400), 2), ((512, 384), 2)], ids=str
)
async def test_panel_given_a_telephone_or_an_enlarged_screen_when_shown_then_nothing_overflows_and_all_can_be_touched(
    browser: Browser, size: tuple[int, int], scale: float
) -> None:
    viewport: Any = {"width": size[0], "height": size[1]}
    async with panel_served(free()) as server, tab_lent(browser, viewport=viewport, device_scale_factor=scale) as tab:
        await opened(tab.page, server)
        for name, made in STATES.items():
            await shown(tab.page, server, made())
            assert (await tab.page.evaluate(SCROLLS))[0] is False, name
            assert min(await tab.page.evaluate(TARGETS)) >= 56, name
