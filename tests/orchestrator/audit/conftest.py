"""The service with acts in it, and browsers of people of every role."""

from collections.abc import Awaitable, Callable

import pytest
from pytest_aiohttp import AiohttpClient

from orchestrator.app import make_app
from schedules.store.database import Database
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.recorded import NOW, Recorded, fill, loaded
from tests.support.town import Client

Browse = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def recorded(database: Database) -> Recorded:
    """What is in the store."""
    return await database.write(fill)


@pytest.fixture
async def service(database: Database, recorded: Recorded, aiohttp_client: AiohttpClient) -> Client:
    """The service over it."""
    assert recorded
    return await aiohttp_client(make_app(database, loaded(), clock=lambda: NOW))


@pytest.fixture
def browse(service: Client, database: Database) -> Browse:
    """Opens the browser of somebody of that role."""

    async def browser(who: str, language: str = "it") -> Browser:
        opened = Browser(service, await sign_in(database, who, NOW), language)
        opened.shown["Cookie"] += f"; regia_language={language}"
        return opened

    return browser
