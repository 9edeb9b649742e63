"""A linked panel in the browser, for the tests of its page."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.support.chromium import Tab
from tests.support.lent_tabs import tab_lent
from tests.support.panel_server import TOKEN, PanelServer, panel_served


@asynccontextmanager
async def panel(
    browser: Browser, view: Mapping[str, Any], *, query: str = "", **options: Any
) -> AsyncIterator[tuple[PanelServer, Tab]]:
    """A linked panel that shows *view*; afterwards nothing was refused by the policy and nobody else was asked.

    Without the worker that keeps its files for when the service is away, unless *options* allow it: a fifth of what each
    page takes, and the page is the same.
    """
    usual: dict[str, Any] = {"service_workers": "block"}
    async with panel_served(view) as server, tab_lent(browser, **usual | options) as tab:
        await tab.page.goto(f"{server.url}/panel/sala-1{query}#{TOKEN}")
        await expect(tab.page.locator("#name")).to_have_text("Sala Conferenze 1")
        yield server, tab
        assert tab.hosts == {f"127.0.0.1:{server.port}"}
        assert [said for said in tab.console if "Content Security Policy" in said] == []


def button(page: Page, name: str) -> Locator:
    """The button that a screen reader calls so."""
    return page.get_by_role("button", name=name, exact=True)
