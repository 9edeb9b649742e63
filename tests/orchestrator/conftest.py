"""The real application over a real SQLite file, and credentials for it."""

import shutil
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import Loaded, load_texts
from orchestrator.app import make_app
from orchestrator.migrations.schema import upgrade
from orchestrator.tokens import make_token, parse_grant
from schedules.store.database import Database, open_database

MakeToken = Callable[[str], Awaitable[str]]
Start = Callable[..., Awaitable[TestClient]]

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

    async def start(**options: Any) -> TestClient:
        return await aiohttp_client(make_app(database, site, **options))

    return start


@pytest.fixture
async def client(start: Start) -> TestClient:
    """A client without credentials of the whole service."""
    return await start()


@pytest.fixture
def token(database: Database) -> MakeToken:
    """Makes tokens: ``await token("panel:sala-1")``."""

    async def make(role: str) -> str:
        return await database.write(make_token, parse_grant(role), datetime.now(UTC))

    return make
