"""Tabs that tests are lent one after the other: nothing of a test is left in them."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.support.chromium import tab_open
from tests.support.lent_tabs import tab_lent
from tests.support.panel_server import panel_served

pytestmark = pytest.mark.asyncio(loop_scope="session")
KIND = {"locale": "de-DE"}
"""No other test's, so that these tabs are ours."""
KEPT = "() => { localStorage.x = sessionStorage.x = document.cookie = 'x=1'; }"
LOOK = """async () => ({
    kept: [localStorage.length, sessionStorage.length, document.cookie], size: [innerWidth, innerHeight],
    matches: ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-reduced-motion)", "print", ":hover"]
        .map((query) => query === ":hover" ? document.querySelectorAll("body *:hover").length : matchMedia(query).matches),
    may: (await navigator.permissions.query({ name: "geolocation" })).state,
    microphone: (await navigator.permissions.query({ name: "microphone" })).state })"""


async def looked_at(page: Page) -> Mapping[str, Any]:
    seen: Mapping[str, Any] = await page.evaluate(LOOK)
    return seen


async def test_lent_tab_given_all_that_a_test_changes_when_it_is_lent_again_then_it_is_as_a_new_one(
    browser: Browser,
) -> None:
    async with panel_served({}) as server:
        async with tab_open(browser, **KIND) as new:
            await new.page.goto(f"{server.url}/panel/sala-1")
            as_new = await looked_at(new.page)
        async with tab_lent(browser, **KIND) as tab:
            first = tab.page
            await first.goto(f"{server.url}/panel/sala-1")
            await first.evaluate(KEPT)
            await first.set_viewport_size({"width": 300, "height": 200})
            await first.emulate_media(
                media="print", color_scheme="dark", forced_colors="active", reduced_motion="reduce"
            )
            await first.context.grant_permissions(["geolocation"])
            await first.mouse.move(100, 100)
            assert await looked_at(first) != as_new
        async with tab_lent(browser, **KIND) as tab:
            assert tab.page is first
            assert tab.page.url == "about:blank"
            await tab.page.goto(f"{server.url}/panel/sala-1")
            assert await looked_at(tab.page) == as_new
            assert {*tab.hosts} == {f"127.0.0.1:{server.port}"}


async def test_lent_tab_given_what_cannot_be_taken_back_when_it_is_left_then_nobody_else_is_lent_it(
    browser: Browser,
) -> None:
    async with panel_served({}) as server:
        for spoil in ("clock", "window", "close", "failure"):
            with pytest.raises(ZeroDivisionError) if spoil == "failure" else nullcontext():
                async with tab_lent(browser, **KIND) as tab:
                    spoilt = tab.page
                    await spoilt.goto(f"{server.url}/panel/sala-1")
                    match spoil:
                        case "clock":
                            await spoilt.clock.install()
                        case "window":
                            await spoilt.context.new_page()
                        case "close":
                            await spoilt.close()
                        case _:
                            raise ZeroDivisionError
            assert spoilt.is_closed(), spoil
