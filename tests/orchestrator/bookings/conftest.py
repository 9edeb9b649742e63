"""The busy house, whose pages are asked for, and people who book at the service of a town."""

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import Loaded, load_texts
from schedules.store.database import Database
from tests.support.booking_people import TWO_SITES, People
from tests.support.house_pages import House, house_open
from tests.support.town import Town


@pytest.fixture
async def house(database: Database, aiohttp_client: AiohttpClient) -> House:
    """On a Friday morning."""
    return await house_open(database, aiohttp_client)


@pytest.fixture
def two_sites() -> Loaded:
    """Two sites with three rooms, and a calendar of the school's."""
    return load_texts((("sito.toml", TWO_SITES),))


@pytest.fixture
def people(town: Town, database: Database) -> People:
    return People(town, database)
