"""The real application over a real SQLite file, with credentials for it; and a town, whose clock nothing moves but the test."""

import shutil
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import Loaded, load_site, load_texts
from orchestrator.access.tokens import make_token, parse_grant
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.migrations.schema import upgrade
from schedules.store.database import Database, open_database
from tests.support.pins import hashed
from tests.support.town import Client, Town, hour
from tests.support.town_site import STAGE, TOWN

MakeToken = Callable[[str], Awaitable[str]]
Start = Callable[..., Awaitable[Client]]

SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "riunione"

[[rooms]]
id = "sala-1"
name = "Sala 1"

[[rooms]]
id = "sala-2"
name = "Sala 2"

[presets.riunione]
title = "Riunione"
"""


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with our schema and nothing in it, made once."""
    path = tmp_path_factory.mktemp("store") / "regia.db"
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture
def database(empty_store: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with our schema."""
    shutil.copy(empty_store, tmp_path / "regia.db")
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    yield database
    database.close()


@pytest.fixture
def site() -> Loaded:
    """Two rooms of one site, without devices."""
    return load_texts((("sito.toml", SITE),))


@pytest.fixture
def start(database: Database, aiohttp_client: AiohttpClient, site: Loaded) -> Start:
    """Starts the service: ``await start(clock=…)`` is a client of it, without credentials.

    The database stands first, so that it is closed last.
    """

    async def start(**options: Any) -> Client:
        return await aiohttp_client(make_app(database, site, **options))

    return start


@pytest.fixture
async def client(start: Start) -> Client:
    """A client without credentials of the whole service."""
    return await start()


@pytest.fixture
def token(database: Database) -> MakeToken:
    """Makes tokens: ``await token("panel:sala-1")``."""

    async def make(role: str) -> str:
        return await database.write(make_token, parse_grant(role), datetime.now(UTC))

    return make


@pytest.fixture
def town_site(tmp_path: Path) -> Loaded:
    """Three rooms: with one video mixer, with two, with none; and a calendar whose file is not there: see calendar_says."""
    (tmp_path / "sito.toml").write_text(TOWN)
    return load_site([tmp_path / "sito.toml"])


@pytest.fixture
def start_town(database: Database, aiohttp_client: AiohttpClient, town_site: Loaded) -> Start:
    """As start, for the town."""

    async def start(**options: Any) -> Client:
        return await aiohttp_client(make_app(database, town_site, **options))

    return start


@pytest.fixture
async def town(start_town: Start, token: MakeToken) -> Town:
    """The service at six in the morning."""
    town = Town(token)
    town.serve(await start_town(clock=lambda: town.now))
    return town


@pytest.fixture
async def meeting(town: Town) -> Town:
    """A booking from nine to ten is live; it is 9:50."""
    await town.book(hour("09:00"), hour("10:00"))
    await town.at(hour("09:00"))
    await town.at(hour("09:50"))
    return town


@pytest.fixture
async def open_town(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """The same, of a site that is open from eight to eight."""
    town = Town(token)
    opened = load_texts((("sito.toml", TOWN.replace("timezone", 'hours = "08:00-20:00"\ntimezone')),))
    town.serve(await aiohttp_client(make_app(database, opened, clock=lambda: town.now)))
    return town


@pytest.fixture
async def town_with_stage(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """The same, where the first room has a big screen, and its meetings a Jitsi."""
    screen = '[rooms.devices.palco]\ndriver = "stage"\n'
    text = TOWN.replace('[[rooms]]\nid = "sala-2"', f'{screen}\n[[rooms]]\nid = "sala-2"')
    text = text.replace("[presets.riunione]\n", STAGE.lstrip(), 1)
    town = Town(token)
    site, meet = load_texts((("sito.toml", text),)), Deployment("https://meet.example", None, None)
    town.serve(
        await aiohttp_client(make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now))
    )
    return town


@pytest.fixture
async def town_with_pins(database: Database, aiohttp_client: AiohttpClient, token: MakeToken) -> Town:
    """The same, where the first room's PIN 1234 is asked for the details and for an end, the second's 9876 for the details."""
    pins = {"sala-1": f'pin = "{hashed("1234")}"\nend_needs_pin = true', "sala-2": f'pin = "{hashed("9876")}"'}
    text = TOWN
    for room, lines in pins.items():
        text = text.replace(f'id = "{room}"\n', f'id = "{room}"\n{lines}\n', 1)
    town = Town(token)
    town.serve(await aiohttp_client(make_app(database, load_texts((("sito.toml", text),)), clock=lambda: town.now)))
    return town
