"""What is wrong with a page for somebody: what axe finds, what is pushed out of a narrow screen, where focus is not seen."""

from collections.abc import Awaitable, Callable, Iterable
from importlib import resources
from typing import Any

from playwright.async_api import Page

_AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text() + ";0"
_LOADED = "() => typeof axe !== 'undefined'"
_FAULTS = """async (rules) => (await axe.run({ resultTypes: ["violations"], ...(rules && { runOnly: rules }) })).violations
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`)"""
_OVERFLOWING = """() => { const width = document.documentElement.clientWidth;
    return document.documentElement.scrollWidth > width ? [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > width + 1).map((one) => one.outerHTML.slice(0, 80)) : []; }"""
_STOP = """() => { const one = document.activeElement; const style = getComputedStyle(one);
    return one === document.body ? null : { html: one.outerHTML.slice(0, 90),
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3 && one.checkVisibility() }; }"""
MOST_STOPS = 200
Look = Callable[[Page], Awaitable[list[str]]]
"""How a page is looked at, for what is wrong with it."""


async def unlooked(_: Page) -> list[str]:
    """Nothing: of a page in another language whose contrasts are the same."""
    return []


async def faults(page: Page) -> list[str]:
    """What axe finds in the page as it is."""
    return await _found(page, None)


async def poor_contrasts(page: Page) -> list[str]:
    """What axe finds of the contrasts alone: all that another look or another language than a page was seen in may change."""
    return await _found(page, ["color-contrast"])


async def faults_in_any_look(page: Page) -> list[str]:
    """What axe finds in the page by light, and of its contrasts in the dark and with forced colours: the rest is the same there."""
    await page.emulate_media(color_scheme="light", forced_colors="none")
    found = await faults(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in await poor_contrasts(page)]
    await page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"forced: {fault}" for fault in await poor_contrasts(page)]
    return found


async def _found(page: Page, rules: list[str] | None) -> list[str]:
    if not await page.evaluate(_LOADED):
        await page.evaluate(_AXE)
    found: list[str] = await page.evaluate(_FAULTS, rules)
    return found


async def overflowing(page: Page) -> list[str]:
    """What has to be pushed sideways to be seen."""
    found: list[str] = await page.evaluate(_OVERFLOWING)
    return found


async def overflowing_at(page: Page, widths: Iterable[int]) -> list[tuple[int, str]]:
    """What has to be pushed sideways to be seen on screens of those widths."""
    found = []
    for width in widths:
        await page.set_viewport_size({"width": width, "height": 700})
        found += [(width, part) for part in await overflowing(page)]
    return found


async def walk(page: Page) -> list[dict[str, Any]]:
    """Each stop of the Tab key from here to the end of the page, and whether one sees where one is."""
    stops: list[dict[str, Any]] = []
    while True:
        await page.keyboard.press("Tab")
        stop = await page.evaluate(_STOP)
        if stop is None or len(stops) > MOST_STOPS:
            return stops
        stops.append(stop)
