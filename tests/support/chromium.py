"""A real browser for the pages: Debian's Chromium, one for each worker, a fresh context for each test."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, async_playwright, expect

from tests.support.waiting import WITHIN_S

SHELL = "/usr/bin/chromium-headless-shell"
"""Chromium without its windows: a page costs half as much. It opens no microphone and no camera."""
WHOLE = "/usr/bin/chromium"
_OURS = "Service Worker registration blocked by Playwright"
"""Said where a test wants none."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=slight",  # of the headless shell: as everywhere on Debian
    "--use-fake-device-for-media-stream",  # a beeping microphone and a green picture
)

USUAL: Mapping[str, Any] = {
    "locale": "it-IT",
    "viewport": {"width": 1280, "height": 800},
    "timezone_id": "Asia/Tokyo",
    "permissions": ["microphone", "camera"],
}

expect.set_options(timeout=WITHIN_S * 1000)


@dataclass
class Tab:
    """One page of the browser, with what it said and asked for."""

    page: Page
    console: list[str] = field(default_factory=list)
    """Errors and warnings, uncaught exceptions and CSP violations among them."""
    hosts: set[str] = field(default_factory=set)
    """host:port of everything it asked for."""
    asking: set[Request] = field(default_factory=set)
    """What is not answered yet."""

    def ask(self, request: Request) -> None:
        """It asks for something."""
        self.hosts.add(urlsplit(request.url).netloc)
        self.asking.add(request)

    def be_answered(self, request: Request) -> None:
        """It got what it asked for, or nothing."""
        self.asking.discard(request)

    def hear(self, said: ConsoleMessage) -> None:
        """It says something on its console."""
        if said.type in {"error", "warning"} and said.text != _OURS:
            self.console.append(said.text)

    def fail(self, error: Error) -> None:
        """A script of it failed."""
        self.console.append(str(error))

    def listen(self) -> None:
        """Begin to keep what it says and asks for."""
        for event, heard in self._heard().items():
            self.page.on(event, heard)

    def listen_no_more(self) -> None:
        """End that, so that somebody else may."""
        for event, heard in self._heard().items():
            self.page.remove_listener(event, heard)

    def _heard(self) -> Mapping[Any, Callable[[Any], None]]:
        return {
            "console": self.hear,
            "pageerror": self.fail,
            "request": self.ask,
            "requestfinished": self.be_answered,
            "requestfailed": self.be_answered,
        }


@asynccontextmanager
async def chromium_running(path: str = SHELL) -> AsyncIterator[Browser]:
    """Chromium, headless, until left."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def tab_open(browser: Browser, **options: Any) -> AsyncIterator[Tab]:
    """A page of its own, in Italian and with a microphone and a camera unless *options* of the context say otherwise."""
    context = await context_made(browser, **options)
    try:
        yield await another_tab(context)
    finally:
        await context.close()


async def context_made(browser: Browser, **options: Any) -> BrowserContext:
    """What shares cookies and all else that a browser keeps, with the *options* that tests have unless they say otherwise."""
    context = await browser.new_context(**{**USUAL, **options})
    context.set_default_timeout(WITHIN_S * 1000)
    return context


async def another_tab(context: BrowserContext) -> Tab:
    """Another window of the same browser: it shares what the first one keeps."""
    tab = Tab(await context.new_page())
    tab.listen()
    return tab
