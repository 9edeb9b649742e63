"""What a person does before some pictures are taken."""

from collections.abc import Awaitable, Callable, Mapping

from playwright.async_api import Page

RESTS_AFTER_MS = 6 * 60_000


async def _details(page: Page) -> None:
    await page.keyboard.press("d")
    await page.locator("dialog[open]").wait_for()


async def _problem(page: Page) -> None:
    await page.locator("#wrong").click()
    await page.locator("dialog[open]").wait_for()


async def _booking(page: Page) -> None:
    await page.locator('#blocks li[data-kind="free"] button').last.click()
    await page.locator("dialog[open]").wait_for()


async def _booked(page: Page) -> None:
    await page.locator('#blocks li:not([data-kind="free"]) button').first.click()
    await page.locator("dialog[open]").wait_for()


async def _scenes(page: Page) -> None:
    await page.locator("#choices button").last.click()
    await page.locator("dialog[open]").wait_for()


async def _end(page: Page) -> None:
    await page.locator("#end").click()


async def _end_pin(page: Page) -> None:
    await _end(page)
    await page.locator("dialog[open]").wait_for()


async def _refused(page: Page) -> None:
    await page.locator("#extend").click()
    await page.locator("#reply:not(:empty)").wait_for()


async def _resting(page: Page) -> None:
    await page.clock.fast_forward(RESTS_AFTER_MS)
    await page.locator("html[data-resting]").wait_for()


ACTS: Mapping[str, Callable[[Page], Awaitable[None]]] = {
    "details": _details,
    "details-pin": _details,
    "end-pin": _end_pin,
    "end-asked": _end,
    "problem": _problem,
    "booking": _booking,
    "booked": _booked,
    "scenes": _scenes,
    "refused": _refused,
    "resting": _resting,
}
