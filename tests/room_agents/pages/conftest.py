"""One browser for all page tests; it lives in the session's loop, and so do they."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.peers.chromium import chromium_running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium_running() as running:
        yield running
