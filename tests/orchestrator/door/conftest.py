"""A town whose meetings are held at a Jitsi with tokens, and a booking with a meeting from nine to ten (UTC)."""

from collections.abc import Awaitable, Callable

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from schedules.store.database import Database
from tests.support.town import Town
from tests.support.town_site import STAGE, TOWN

SECRET = "una chiave lunga almeno trentadue byte"
MEET = Deployment("https://meet.example", "regia", SECRET)


@pytest.fixture
async def meeting_town(
    database: Database, aiohttp_client: AiohttpClient, token: Callable[[str], Awaitable[str]]
) -> Town:
    """The service at six in the morning."""
    town = Town(token)
    site = load_texts((("sito.toml", TOWN.replace("[presets.riunione]\n", STAGE.lstrip(), 1)),))
    town.serve(
        await aiohttp_client(
            make_app(
                database,
                site,
                deployments_of=lambda _: {"meet": MEET},
                clock=lambda: town.now,
                monotonic_s=lambda: town.now.timestamp(),
            )
        )
    )
    return town
