"""A tab that one test after the other is lent: as new each time, at half the price.

A new tab is a new process, which reads and compiles for the first time what every page needs: a third of a second of CPU.
What a test could leave in a tab is taken away before it is lent again; where that cannot be, it is closed.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, Page

from tests.support.chromium import USUAL, Tab, context_made

MOST_IDLE = 4
"""Of a browser: each is a process."""
_AS_IT_WAS = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}
"""How a context looks where its options say nothing."""
_EMPTY = """() => { localStorage.clear(); sessionStorage.clear();
    return [Date, setTimeout, fetch].every((ours) => `${ours}`.includes("[native code]")); }"""
"""Forgets what pages keep; whether the browser's own functions are there: a clock that a test moves stays in a tab for good."""

_idle: WeakKeyDictionary[Browser, list[tuple[str, Page]]] = WeakKeyDictionary()


@asynccontextmanager
async def tab_lent(browser: Browser, **options: Any) -> AsyncIterator[Tab]:
    """A tab as `tests.support.chromium.tab_open` opens one, which a test before may have had.

    For pages of a server of the test's own, at a port of its own: what browsers keep by origin is new with it. Listeners
    and routes of tests would stay; who needs some opens a tab.
    """
    tab = Tab(await _taken(browser, options))
    tab.listen()
    try:
        yield tab
    except BaseException:
        await tab.page.context.close()
        raise
    tab.listen_no_more()
    if await _is_as_new(tab.page, options):
        await _put_back(browser, options, tab.page)
    else:
        await tab.page.context.close()


def _kind(options: dict[str, Any]) -> str:
    return repr(sorted((name, value) for name, value in options.items() if name != "viewport"))


async def _taken(browser: Browser, options: dict[str, Any]) -> Page:
    idle = _idle.setdefault(browser, [])
    for place, (kind, page) in enumerate(idle):
        if kind == _kind(options):
            del idle[place]
            size = {**USUAL, **options}["viewport"]
            if page.viewport_size != size:
                await page.set_viewport_size(size)
            return page
    return await (await context_made(browser, **options)).new_page()


async def _put_back(browser: Browser, options: dict[str, Any], page: Page) -> None:
    idle = _idle[browser]
    idle.append((_kind(options), page))
    if len(idle) > MOST_IDLE:
        await idle.pop(0)[1].context.close()


async def _is_as_new(page: Page, options: dict[str, Any]) -> bool:
    """Make it so; whether that was possible."""
    context = page.context
    if context.pages != [page] or not await page.evaluate(_EMPTY):
        return False
    look: dict[str, Any] = {name: options.get(name, usual) for name, usual in _AS_IT_WAS.items()}
    await page.goto("about:blank")
    await page.mouse.move(-1, -1)
    await page.emulate_media(media="null", **look)
    await context.clear_cookies()
    await context.clear_permissions()
    await context.grant_permissions({**USUAL, **options}["permissions"])
    return True
