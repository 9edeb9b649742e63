"""A town whose councils have scenes of their own."""

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.town import Town
from tests.support.town_site import TOWN

SCENES = """scenes = ["Collegio", "Votazione", "Pausa"]
council = { waiting = "Pausa", roll_call = "Collegio", item = "Collegio", vote = "Votazione", suspended = "Pausa" }
"""
RECORDED = ('{ scene = "Collegio" }', '{ scene = "Collegio", recording = true }')


@pytest.fixture
async def council_town(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """The service at six in the morning."""
    town = Town(token)
    site = load_texts((("sito.toml", TOWN.replace('scenes = ["Collegio"]\n', SCENES, 1).replace(*RECORDED)),))
    town.serve(await aiohttp_client(make_app(database, site, clock=lambda: town.now)))
    return town
