"""`regia serve` as people run it: what it refuses, how it comes up, and how it ends."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSMsgType

from orchestrator.commands.serve import is_loopback
from orchestrator.tokens import make_token, parse_grant
from schedules.database import open_database

SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"

[[rooms]]
id = "sala-1"
name = "Sala 1"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "sito.toml"
    path.write_text(SITE)
    return path


async def regia_serve(*arguments: str | Path) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "orchestrator", "serve", *map(str, arguments))
    return await asyncio.create_subprocess_exec(*command, stdout=-1, stderr=-1)


async def refusal(*arguments: str | Path) -> tuple[int | None, str]:
    """How a service that does not come up ends, and what it says."""
    process = await regia_serve(*arguments)
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    assert b"Traceback" not in err
    return process.returncode, (out + err).decode()


async def made_tokens(path: Path, *roles: str) -> list[str]:
    """Tokens written into the database of a service that runs, as `regia token add` does."""
    database = open_database(f"sqlite:///{path}")
    tokens = [await database.write(make_token, parse_grant(role), datetime.now(UTC)) for role in roles]
    database.close()
    return tokens


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def serving(*arguments: str | Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A service that runs, and its address, as it logged it."""
    process = await regia_serve(*arguments, "--port", "0")
    assert process.stderr is not None
    try:
        async with asyncio.timeout(30):
            while b"service.listening" not in (line := await process.stderr.readline()):
                assert line, "it ended"
        yield process, json.loads(line)["addresses"][0]
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_given_a_room_file_and_no_data_folder_when_served_then_it_is_ready_and_ends_when_told(
    site: Path, tmp_path: Path
) -> None:
    async with serving(site, "--data", tmp_path / "data") as (process, base), ClientSession() as session:
        ready = await session.get(base + "/readyz")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            code = await process.wait()

    assert (ready.status, code) == (200, 0)
    assert [path.name for path in (tmp_path / "data").glob("regia.db*")] == ["regia.db", "regia.db.lock"]


async def test_given_clients_that_stay_when_told_to_end_then_it_ends_within_five_seconds(
    site: Path, tmp_path: Path
) -> None:
    async with serving(site, "--data", tmp_path / "data") as (process, base), ClientSession() as session:
        panel, agent = await made_tokens(tmp_path / "data" / "regia.db", "panel:sala-1", "agent:sala-1")
        stream = await session.get(base + "/api/v1/rooms/sala-1/events", headers=bearer(panel))
        socket_of_agent = await session.ws_connect(base + "/agent", headers=bearer(agent))
        reader, writer = await asyncio.open_connection("127.0.0.1", int(base.rpartition(":")[2]))
        writer.write(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        await writer.drain()
        await asyncio.sleep(0.1)

        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            code = await process.wait()
            await reader.read()
            farewell = await socket_of_agent.receive()
        writer.close()

    assert (stream.status, stream.content_type, code) == (200, "text/event-stream", 0)
    assert farewell.type in {WSMsgType.CLOSE, WSMsgType.CLOSED}


async def test_given_two_services_when_started_at_once_on_one_folder_then_both_come_up(
    site: Path, tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "data")

    async with serving(site, *data) as (_, one), serving(site, *data) as (_, other), ClientSession() as session:
        answers = [await session.get(base + "/readyz") for base in (one, other)]

    assert [answer.status for answer in answers] == [200, 200]


@pytest.fixture
def wrong_site(site: Path) -> Path:
    site.write_text(SITE.replace("Europe/Rome", "Europa/Roma") + "colore = 3\n")
    return site


async def test_given_a_room_file_with_mistakes_when_served_then_it_lists_them_and_ends_with_1(
    wrong_site: Path, tmp_path: Path
) -> None:
    code, said = await refusal(wrong_site, "--data", tmp_path / "data")

    assert code == 1
    assert "sito.toml:5" in said
    assert "colore" in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "regia.example"])
async def test_given_an_address_beyond_this_machine_when_served_without_tls_then_it_refuses_with_2(
    site: Path, tmp_path: Path, host: str
) -> None:
    code, said = await refusal(site, "--data", tmp_path / "data", "--host", host)

    assert code == 2
    assert "--tls-cert" in said
    assert "--insecure" in said


async def test_given_an_address_beyond_this_machine_when_insecure_is_said_then_it_serves(
    site: Path, tmp_path: Path
) -> None:
    async with serving(site, "--data", tmp_path / "data", "--host", "0.0.0.0", "--insecure") as (_, base):
        assert base.startswith("http://0.0.0.0:")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("::", False),
        ("", False),
    ],
)
def test_given_a_host_when_judged_then_only_this_machine_is_loopback(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) == loopback


async def test_given_a_port_in_use_when_served_then_it_says_so(site: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, said = await refusal(site, "--data", tmp_path / "data", "--port", str(port))

    assert code == 1
    assert f"Port {port} of 127.0.0.1 is in use already" in said


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        (("--data", "/dev/null/data"), 1, "/dev/null/data: Not a directory"),
        (("--database", "postgresql://db/regia"), 1, "PostgreSQL comes with a later version"),
        (("--tls-cert", "/nowhere.pem"), 2, "--tls-cert and --tls-key go together"),
        (("--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.key"), 2, "cannot be used: No such file"),
    ],
)
async def test_given_something_it_cannot_use_when_served_then_it_says_so_in_a_sentence(
    site: Path, options: tuple[str, ...], code: int, why: str
) -> None:
    ended, said = await refusal(site, *options)

    assert ended == code
    assert why in said


async def test_given_a_data_folder_nobody_may_write_when_served_then_it_says_so(site: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "regia.db").mkdir()  # what even the superuser cannot write as a file

    code, said = await refusal(site, "--data", data)

    assert code == 1
    assert f"{data / 'regia.db'}: Is a directory" in said
    assert os.listdir(data) == ["regia.db"]  # noqa: PTH208
