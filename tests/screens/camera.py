"""Takes the pictures of a sitting in a real browser, whose clock stands still."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page

from orchestrator.patterns.at_rest import CUT, NEVER
from orchestrator.patterns.house import NOW
from tests.screens.acts import ACTS
from tests.screens.cases import FORCED, Look, Sitting

PATIENCE_MS = 60_000
LARGEST_BYTES, WIDEST, QUALITIES = 60_000, 1280, (85, 75, 65, 55)
"""Of the pictures that are kept."""
_MEETS, _ADDRESS = "#meeting iframe", "#address-label"
_JOINING = re.compile("Ci si collega|Joining|Connecting")
_KEPT_OUT = {"lobby", "refused", "put-out"}
"""States in which the big screen is not in its meeting."""
_SETTLED = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].filter(({ hidden, src }) => src && !hidden).map((image) => image.decode().catch(() => {})));
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}"""
_SCROLLS = """() => {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  return scrollWidth > clientWidth || scrollHeight > clientHeight;
}"""


class Camera:
    """One window, which shows one sitting after the other."""

    def __init__(self, context: BrowserContext, url: str, folder: Path, meeting: Collection[str]) -> None:
        """*meeting* are the states whose big screen has a meeting."""
        self._context, self._url, self._folder, self._meeting = context, url, folder, meeting

    async def take(self, sitting: Sitting) -> list[str]:
        """All pictures of the sitting; gives those of pages that scroll."""
        page = await self._context.new_page()
        try:
            await self._open(page, sitting)
            session = await self._context.new_cdp_session(page)
            scrolling = []
            for look in sitting.looks:
                await _look(page, look)
                picture = await _photograph(session, format="png", optimizeForSpeed=True)
                await asyncio.to_thread(_write, self._folder / sitting.file(look), picture)
                if await page.evaluate(_SCROLLS):
                    scrolling.append(sitting.file(look))
            return scrolling
        finally:
            await page.close()
            await self._context.clear_cookies()

    async def take_chief(self, name: str, sitting: Sitting) -> None:
        """The one picture of the sitting, small enough to be kept."""
        page = await self._context.new_page()
        try:
            await self._open(page, sitting)
            await _look(page, sitting.looks[0])
            session = await self._context.new_cdp_session(page)
            await asyncio.to_thread(_write, self._folder / name, await _small(session, sitting.looks[0]))
        finally:
            await page.close()
            await self._context.clear_cookies()

    async def _open(self, page: Page, sitting: Sitting) -> None:
        await _look(page, sitting.looks[0])
        if sitting.act == "resting":
            await page.clock.install(time=NOW)
        else:
            await page.clock.set_fixed_time(NOW)
        await page.goto(self._url + sitting.address)
        await _shown(page, sitting, self._meeting)
        if sitting.act is not None:
            await ACTS[sitting.act](page)


@asynccontextmanager
async def camera(browser: Browser, url: str, folder: Path) -> AsyncIterator[Camera]:
    """A window onto the patterns served at *url*; its pictures go to *folder*."""
    context = await browser.new_context(
        locale="it-IT",
        timezone_id="Europe/Rome",
        service_workers="block",
        permissions=["microphone", "camera"],
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        listed = (await (await context.request.get(f"{url}/patterns/states")).json())["states"]
        yield Camera(context, url, folder, {one["name"] for one in listed if one["meets"]})
    finally:
        await context.close()


async def _look(page: Page, look: Look) -> None:
    await page.set_viewport_size({"width": look.width, "height": look.height})
    forced = look.theme == FORCED
    await page.emulate_media(
        color_scheme="dark" if look.theme == "dark" else "light", forced_colors="active" if forced else "none"
    )
    await page.evaluate(_SETTLED)


async def _shown(page: Page, sitting: Sitting, meeting: Collection[str]) -> None:
    """Wait until the page shows what it is to show."""
    if sitting.view == "stage":
        await page.locator("body[data-phase]").wait_for()
        if sitting.state in _KEPT_OUT:
            await page.locator(f"{_ADDRESS}:not(:empty)").filter(has_not_text=_JOINING).wait_for()
        elif sitting.state in meeting:
            await page.frame_locator(_MEETS).get_by_text("in riunione").wait_for()
    elif sitting.state == NEVER:
        await page.locator("#notice-text:not(:empty)").wait_for()
    else:
        wanted = f'[data-occupancy="{CUT}"]' if sitting.state == CUT else ":not([data-occupancy=''])"
        await page.locator(f"#whose[data-occupancy]{wanted}").wait_for()


async def _photograph(session: CDPSession, **how: Any) -> bytes:
    """The page as it is."""
    told = await session.send("Page.captureScreenshot", how)
    return base64.b64decode(told["data"])


async def _small(session: CDPSession, look: Look) -> bytes:
    """The same as WebP, no wider than it need be, and as good as fits."""
    scale = min(1.0, WIDEST / look.width)
    clip = {"x": 0, "y": 0, "width": look.width, "height": look.height, "scale": scale}
    for quality in QUALITIES:
        picture = await _photograph(session, format="webp", quality=quality, clip=clip)
        if len(picture) < LARGEST_BYTES:
            break
    return picture


def _write(path: Path, picture: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
