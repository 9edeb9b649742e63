"""`regia serve` as people run it: what it refuses, how it comes up, and how it ends."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSMsgType
from sqlalchemy import text

from orchestrator.access.tokens import make_token, parse_grant
from orchestrator.migrations.schema import upgrade
from schedules.store.database import open_database
from tests.orchestrator.conftest import SITE
from tests.support.commands import regia, regia_here
from tests.support.credentials import bearer
from tests.support.processes import WarmProcess
from tests.support.waiting import wait_for

JITSI = """
[[jitsi]]
id = "meet"
url = "https://meet.example"
app_id = "regia"
secret = "env:REGIA_SECRET_NOWHERE"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "sito.toml"
    path.write_text(SITE)
    return path


@pytest.fixture
def site_with_jitsi(site: Path) -> Path:
    site.write_text(JITSI + SITE)
    return site


async def made_tokens(path: Path, *roles: str) -> list[str]:
    """Tokens written into the database of a service that runs, as `regia token add` does."""
    database = open_database(f"sqlite:///{path}")
    tokens = [await database.write(make_token, parse_grant(role), datetime.now(UTC)) for role in roles]
    database.close()
    return tokens


@asynccontextmanager
async def serving(*arguments: str | Path, log: Path) -> AsyncIterator[tuple[WarmProcess, str]]:
    """A service that runs, and its address, as it logged it."""
    process = WarmProcess("serve", *arguments, "--port", "0", log=log)
    await process.start()
    try:
        (listening,) = await wait_for(lambda: process.logged("service.listening"))
        yield process, listening["addresses"][0]
    finally:
        if process.running:
            await process.kill()


async def test_given_a_room_file_and_no_data_folder_when_served_then_it_is_ready_and_ends_when_told(
    site: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with serving(site, "--data", tmp_path / "data", log=log) as (process, base), ClientSession() as session:
        ready = await session.get(base + "/readyz")
        code = await process.end()

    assert (ready.status, code) == (200, 0)
    left = sorted(path.name for path in (tmp_path / "data").glob("regia.db*"))
    assert left == ["regia.db", "regia.db.key", "regia.db.lock", "regia.db.serving"]


async def test_given_a_jitsi_whose_secret_this_machine_lacks_when_served_then_the_log_names_it(
    site_with_jitsi: Path, tmp_path: Path
) -> None:
    async with serving(site_with_jitsi, "--data", tmp_path / "data", log=tmp_path / "log") as (process, _):
        (missing,) = process.logged("jitsi.secret_missing")

    assert (missing["deployment"], missing["name"]) == ("meet", "REGIA_SECRET_NOWHERE")


async def test_given_clients_that_stay_when_told_to_end_then_it_ends_without_waiting_for_them(
    site: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with serving(site, "--data", tmp_path / "data", log=log) as (process, base), ClientSession() as session:
        panel, agent = await made_tokens(tmp_path / "data" / "regia.db", "panel:sala-1", "agent:sala-1")
        stream = await session.get(base + "/api/v1/rooms/sala-1/events", headers=bearer(panel))
        socket_of_agent = await session.ws_connect(base + "/agent", headers=bearer(agent))
        reader, writer = await asyncio.open_connection("127.0.0.1", int(base.rpartition(":")[2]))
        writer.write(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        await writer.drain()
        await asyncio.sleep(0.1)

        code = await process.end()
        await reader.read()
        farewell = await socket_of_agent.receive()
        writer.close()

    assert (stream.status, stream.content_type, code) == (200, "text/event-stream", 0)
    assert farewell.type in {WSMsgType.CLOSE, WSMsgType.CLOSED}


async def test_given_a_running_service_when_another_is_started_on_its_folder_then_that_one_is_refused(
    site: Path, tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "data")

    async with serving(site, *data, log=tmp_path / "log") as (_, base), ClientSession() as session:
        refused = await asyncio.to_thread(regia, "serve", site, *data, "--port", "0")
        await made_tokens(tmp_path / "data" / "regia.db", "admin")
        answer = await session.get(base + "/readyz")

    assert refused.code == 1
    assert f"A service runs on {tmp_path / 'data' / 'regia.db'} already" in refused.err
    assert answer.status == 200


async def test_given_a_service_that_was_killed_when_started_again_then_nothing_stands_in_its_way(
    site: Path, tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "data")
    async with serving(site, *data, log=tmp_path / "killed") as (process, _):
        await process.kill()

    async with serving(site, *data, log=tmp_path / "log") as (_, base), ClientSession() as session:
        answer = await session.get(base + "/readyz")

    assert answer.status == 200


@pytest.fixture
def wrong_site(site: Path) -> Path:
    site.write_text(SITE.replace("Europe/Rome", "Europa/Roma") + "colore = 3\n")
    return site


def test_given_a_room_file_with_mistakes_when_served_then_it_lists_them_and_ends_with_1(
    wrong_site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = regia_here(capsys, "serve", wrong_site, "--data", tmp_path / "data")

    assert done.code == 1
    assert "sito.toml:5" in done.err
    assert "colore" in done.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "regia.example"])
def test_given_an_address_beyond_this_machine_when_served_without_tls_then_it_refuses_with_2(
    site: Path, tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = regia_here(capsys, "serve", site, "--data", tmp_path / "data", "--host", host)

    assert done.code == 2
    assert "--tls-cert" in done.err
    assert "--insecure" in done.err


async def test_given_an_address_beyond_this_machine_when_insecure_is_said_then_it_serves(
    site: Path, tmp_path: Path
) -> None:
    beyond = ("--host", "0.0.0.0", "--insecure")
    async with serving(site, "--data", tmp_path / "data", *beyond, log=tmp_path / "log") as (_, base):
        assert base.startswith("http://0.0.0.0:")


def test_given_a_port_in_use_when_served_then_it_says_so(site: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = regia("serve", site, "--data", tmp_path / "data", "--port", str(port))

    assert done.code == 1
    assert f"Port {port} of 127.0.0.1 is in use already" in done.err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--proxy", "proxy.example", "--host", "0.0.0.0"), "--proxy takes an address, like 127.0.0.1"),
        (("--tls-cert", "/nowhere.pem"), "--tls-cert and --tls-key go together"),
        (("--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.key"), "cannot be used: No such file"),
    ],
)
def test_given_an_option_it_cannot_use_when_served_then_it_says_so_in_a_sentence(
    site: Path, options: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = regia_here(capsys, "serve", site, *options)

    assert done.code == 2
    assert why in done.err


def test_given_a_data_folder_that_cannot_be_when_served_then_it_says_so_in_a_sentence(site: Path) -> None:
    done = regia("serve", site, "--data", "/dev/null/data")

    assert done.code == 1
    assert "/dev/null/data: Not a directory" in done.err


def test_given_a_database_of_a_later_version_when_served_then_a_sentence_is_all_it_says(
    site: Path, tmp_path: Path
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    upgrade(database)
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()

    done = regia("serve", site, "--data", tmp_path)

    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "changed by a later version of Regia" in done.err
