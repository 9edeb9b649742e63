"""A house whose service sends mails to a real SMTP server, with people who book and invite."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.outbox.post_office import post_office_of
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.inviting import SITE, Inviting
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.smtp_peer import SmtpPeer, smtp_running
from tests.support.town import Town

Browse = Callable[[str], Awaitable[Browser]]


@pytest.fixture
async def peer() -> AsyncIterator[SmtpPeer]:
    async with smtp_running() as peer:
        yield peer


@pytest.fixture
async def inviting(
    database: Database, aiohttp_client: AiohttpClient, token: MakeToken, peer: SmtpPeer, tmp_path: Path
) -> Inviting:
    """The service at six in the morning."""
    site = load_texts((("sito.toml", SITE.format(port=peer.port)),))
    town = Town(token)
    office = partial(post_office_of, environment=os.environ, folder=tmp_path)
    meet = Deployment("https://meet.example", None, None)
    town.serve(
        await aiohttp_client(
            make_app(
                database,
                site,
                post_office_of=office,
                deployments_of=lambda _: {"meet": meet},
                clock=lambda: town.now,
            )
        )
    )
    return Inviting(town, database, peer)


@pytest.fixture
def browse(inviting: Inviting, database: Database) -> Browse:
    """Browsers of people of the roles that `tests.support.people` has."""

    async def browser(who: str) -> Browser:
        return Browser(inviting.town.client, await sign_in(database, who, inviting.town.now))

    return browser
