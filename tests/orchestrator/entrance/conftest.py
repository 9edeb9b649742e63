"""The service with somebody who has an account, and browsers without scripts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.access.identities import IDENTITIES
from orchestrator.accounts.passwords import Passwords, set_password
from orchestrator.accounts.roles import Membership, OrganisationRole, Staff
from orchestrator.app import make_app
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.support.people import SCHOOL, person
from tests.support.plain_browser import Page, PlainBrowser, browser_of
from tests.support.town import Client

EMAIL, PASSWORD = "ada@scuola.example", "tre gatti blu"
VIEWER = Membership(SCHOOL, OrganisationRole.VIEWER)


@dataclass
class House:
    """A service whose clocks tests move, and Ada's account in it."""

    client: Client
    database: Database
    now: datetime
    ada: str
    """The id of her account."""
    monotonic_s: float = 0.0
    """Waits are counted by it: it stands, however long a password takes to be hashed."""

    def browser(self, **headers: str) -> PlainBrowser:
        """A new browser."""
        return browser_of(self.client, **headers)

    async def signed_in(self, browser: PlainBrowser | None = None, then: str = "/account") -> PlainBrowser:
        """A browser in which Ada is signed in."""
        browser = browser or self.browser()
        came = await self.sign_in(browser, then=then)
        assert (came.status, came.path) == (200, then)
        return browser

    async def sign_in(
        self, browser: PlainBrowser, email: str = EMAIL, password: str = PASSWORD, then: str = "/account"
    ) -> Page:
        """Fill in the page of signing in."""
        page = await browser.get(f"/sign-in?then={then}")
        return await browser.send(page.form("/sign-in"), email=email, password=password)

    def later(self, by: timedelta) -> None:
        """Let time pass, so that nothing is believed any more that was verified before."""
        self.now += by
        assert self.client.app is not None
        self.client.app[IDENTITIES].forget_all()


Build = Callable[..., Awaitable[House]]


@pytest.fixture(scope="session")
def hashed() -> str:
    """The hash of PASSWORD, made once."""

    async def choose() -> str:
        passwords = Passwords()
        try:
            return await passwords.choose(PASSWORD, EMAIL, "Ada Neri")
        finally:
            passwords.close()

    return asyncio.run(choose())


@pytest.fixture
def build(database: Database, aiohttp_client: AiohttpClient, hashed: str) -> Build:
    """Builds a house: ``await build(Staff(…), more="[service]…", proxy=…)`` adds to its room file, and has Ada be that.

    She is a viewer of the school where nothing is said.
    """

    async def build(*held: Staff | Membership, more: str = "", port: int | None = None, **options: Any) -> House:
        now = datetime.now(UTC)
        ada = await database.write(person, EMAIL, "Ada Neri", now, *(held or (VIEWER,)))
        await database.write(set_password, ada, hashed)
        house: list[House] = []
        site = load_texts((("sito.toml", SITE + more),))
        app = make_app(
            database,
            site,
            clock=lambda: house[0].now if house else now,
            monotonic_s=lambda: house[0].monotonic_s if house else 0.0,
            **options,
        )
        client = await aiohttp_client(app, server_kwargs={"port": port})
        house.append(House(client, database, now, ada))
        return house[0]

    return build


@pytest.fixture
async def house(build: Build) -> House:
    """The usual house."""
    return await build()
