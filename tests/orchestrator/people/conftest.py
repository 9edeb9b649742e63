"""The service with people in it, whose mails wait in the outbox or never go out."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import Loaded, load_texts
from orchestrator.accounts.passwords import set_password
from orchestrator.app import make_app
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.town import Client

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
MAIL = '\n[mail]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "sale@comune.example"\n'
SERVICE = '\n[service]\nurl = "https://regia.example"\n'
Browse = Callable[[str], Awaitable[Browser]]


@pytest.fixture
def site() -> Loaded:
    """Two rooms of one site, whose service has an address and sends mails."""
    return load_texts((("sito.toml", SITE + SERVICE + MAIL),))


@pytest.fixture
def silent_site() -> Loaded:
    """The same without mails."""
    return load_texts((("sito.toml", SITE + SERVICE),))


@pytest.fixture
async def service(database: Database, aiohttp_client: AiohttpClient, site: Loaded) -> Client:
    """The service."""
    return await aiohttp_client(make_app(database, site, clock=lambda: NOW))


@pytest.fixture
async def silent_service(database: Database, aiohttp_client: AiohttpClient, silent_site: Loaded) -> Client:
    """The service from which no mail goes out."""
    return await aiohttp_client(make_app(database, silent_site, clock=lambda: NOW))


@pytest.fixture
def browse(service: Client, database: Database) -> Browse:
    """Browsers of people of the roles that `tests.support.people` has, who all have come."""
    return browsing(service, database)


@pytest.fixture
def browse_silent(silent_service: Client, database: Database) -> Browse:
    """The same where no mail goes out."""
    return browsing(silent_service, database)


def browsing(client: Client, database: Database, now: datetime = NOW) -> Browse:
    async def browser(who: str) -> Browser:
        person = await sign_in(database, who, now)
        await database.write(set_password, person.account, "a hash", None)
        again = await sign_in(database, who, now)
        return Browser(client, again)

    return browser
