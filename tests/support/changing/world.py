"""A service in which anybody may do anything: rooms, people of every role, an organisation, and Ada with a password."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
from aiohttp import ClientResponse

from orchestrator.accounts.accounts import account_by_email
from orchestrator.accounts.passwords import set_password
from orchestrator.accounts.roles import Membership, OrganisationRole
from orchestrator.accounts.second_factor import prove, set_up
from orchestrator.accounts.sign_ins import open_sign_in
from orchestrator.audit.acts import ActKind
from orchestrator.conferences.meeting import Deployment
from schedules.store.database import Database
from schedules.store.sealing import key_file, open_keys
from schedules.store.transaction import Transaction
from tests.support.page_forms import Browser
from tests.support.people import SCHOOL, SignedIn, person, sign_in
from tests.support.plain_browser import PlainBrowser, browser_of
from tests.support.town import Client, Town
from tests.support.town_site import STAGE, TOWN

EMAIL, PASSWORD, NEW = "ada@x.example", "tre gatti blu", "quattro gatti rossi"
SERVICE = '\n[service]\nurl = "https://regia.example"\n'
MAIL = '[mail]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "sale@comune.example"\n'
MEET = Deployment("https://meet.example")
OURS = TOWN.replace("[presets.riunione]\n", STAGE.lstrip(), 1).replace(
    'path = "sale.ics"', f'path = "sale.ics"\norganisation = "{SCHOOL}"'
)
SITE = OURS + SERVICE + MAIL
REQUIRED = OURS + SERVICE + 'second_factor = "required"\n' + MAIL
HERE = f"/organisations/{SCHOOL}"


@dataclass(frozen=True)
class World:
    """The service, and Ada, who views the school's bookings."""

    town: Town
    database: Database
    ada: str
    """The id of her account."""
    password: str
    """The hash of PASSWORD."""

    @property
    def client(self) -> Client:
        return self.town.client

    @property
    def now(self) -> datetime:
        return self.town.now

    async def browser(self, who: str) -> Browser:
        """The browser of somebody of that role."""
        return Browser(self.client, await sign_in(self.database, who, self.now))

    async def adas(self) -> Browser:
        """A browser of Ada's, who has just proved who she is."""
        cookie, _ = await self.database.write(
            open_sign_in, self.ada, "password", "Firefox, Linux", "127.0.0.1", self.now
        )
        return Browser(self.client, SignedIn(self.ada, EMAIL, cookie))

    def plain(self) -> PlainBrowser:
        """A browser in which nobody is signed in."""
        return browser_of(self.client)

    async def signing_in(self, browser: PlainBrowser, account: str = "/account") -> int:
        """Fill in the page of signing in, as Ada."""
        page = await browser.get(f"/sign-in?then={account}")
        return (await browser.send(page.form("/sign-in"), email=EMAIL, password=PASSWORD)).status

    async def authenticator(self) -> pyotp.TOTP:
        """One that counts for Ada since an hour."""
        keys = open_keys(key_file(self.database.path))

        def have_one(db: Transaction) -> str:
            secret, then = set_up(db, keys, self.ada), self.now - timedelta(hours=1)
            assert prove(db, keys, self.ada, pyotp.TOTP(secret).at(then), then)
            return secret

        return pyotp.TOTP(await self.database.write(have_one))

    async def somebody(self, email: str = "bea@x.example") -> str:
        """The id of somebody who views the school's bookings and has never come."""
        viewer = Membership(SCHOOL, OrganisationRole.VIEWER)
        return await self.database.write(person, email, "Bea", self.now, viewer)

    async def ask(self, who: Browser, method: str, path: str, body: Mapping[str, Any] | None = None) -> ClientResponse:
        """By the API, from their browser."""
        return await self.client.request(method, f"/api/v1{path}", json=body, headers=who.who.headers)

    async def is_there(self, email: str) -> bool:
        """Whether there is somebody of that address."""
        return await self.database.read(account_by_email, email) is not None


def give_ada(db: Transaction, hashed: str, now: datetime) -> str:
    """Make Ada's account."""
    ada = person(db, EMAIL, "Ada", now, Membership(SCHOOL, OrganisationRole.VIEWER))
    set_password(db, ada, hashed)
    return ada


Call = Callable[[World], Awaitable[int]]
"""Prepares what it needs, then asks once; gives the status, which must be a good one."""
Calls = Mapping[tuple[str, str], tuple[Call, ActKind]]
"""By method and path, with the act that is the last one then and was not there before."""
