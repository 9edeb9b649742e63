"""One browser for all page tests, and one for those with sound and picture; they live in the session's loop, as the tests do."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.support.chromium import WHOLE, chromium_running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium_running() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def whole_browser() -> AsyncIterator[Browser]:
    async with chromium_running(WHOLE) as running:
        yield running
