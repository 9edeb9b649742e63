"""The busy house, whose first page is asked for."""

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from schedules.store.database import Database
from tests.support.house_pages import House, house_open


@pytest.fixture
async def house(database: Database, aiohttp_client: AiohttpClient) -> House:
    """On a Friday morning."""
    return await house_open(database, aiohttp_client)
