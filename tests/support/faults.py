"""What is wrong with a page for somebody: what axe finds, what is pushed out of a narrow screen, where focus is not seen."""

from collections.abc import Awaitable, Callable, Iterable
from importlib import resources
from typing import Any

from playwright.async_api import Page

_AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text() + ";0"
_LOADED = "() => typeof axe !== 'undefined'"
_FAULTS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`)"""
_CONTRASTS = """(far) => {
    const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const painted = (colours) => { for (const colour of ["white", ...colours]) { brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1); }
        return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3); };
    const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([red, green, blue]) => 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
    const ratio = (ink, grounds) => { const lights = [light(painted([...grounds, ink])), light(painted(grounds))];
        return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05); };
    const grounds = (one) => one ? [...grounds(one.parentElement), getComputedStyle(one).backgroundColor] : [];
    const known = new Map();
    const kept = (ink, below) => { const key = [ink, ...below].join(";");
        if (!known.has(key)) known.set(key, ratio(ink, below));
        return known.get(key); };
    return [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility({ visibilityProperty: true })
        && !one.closest("svg") && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
        .map((one) => [one.outerHTML.slice(0, 120), kept(getComputedStyle(one).color, grounds(one)), far && one.matches(far)]); }"""
READABLE, READABLE_FROM_AFAR = 4.5, 7
"""Ratios of contrast, WCAG 2."""
_OVERFLOWING = """() => { const width = document.documentElement.clientWidth;
    return document.documentElement.scrollWidth > width ? [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > width + 1).map((one) => one.outerHTML.slice(0, 80)) : []; }"""
_STOP = """() => { const one = document.activeElement; const style = getComputedStyle(one);
    return one === document.body ? null : { html: one.outerHTML.slice(0, 90),
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3 && one.checkVisibility() }; }"""
MOST_STOPS = 200
Look = Callable[[Page], Awaitable[list[str]]]
"""How a page is looked at, for what is wrong with it."""


async def faults(page: Page) -> list[str]:
    """What axe finds in the page as it is."""
    if not await page.evaluate(_LOADED):
        await page.evaluate(_AXE)
    found: list[str] = await page.evaluate(_FAULTS)
    return found


async def poor_contrasts(page: Page, from_afar: str = "") -> list[str]:
    """Words that are too like what they stand on: all that another look than that in which axe saw a page may change.

    Computed from the colours of the words and of all that is around them: so it takes a hundredth of what axe does. Those
    that the selector *from_afar* finds have to be read across a room.
    """
    told = await page.evaluate(_CONTRASTS, from_afar)
    assert told
    return [
        f"{ratio:.1f}: {html}" for html, ratio, is_far in told if ratio < (READABLE_FROM_AFAR if is_far else READABLE)
    ]


async def faults_in_any_look(page: Page) -> list[str]:
    """What axe finds in the page by light, and the contrasts in the dark and with forced colours: the rest is the same there."""
    await page.emulate_media(color_scheme="light", forced_colors="none")
    found = await faults(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in await poor_contrasts(page)]
    await page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"forced: {fault}" for fault in await poor_contrasts(page)]
    await page.emulate_media(forced_colors="none")
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
