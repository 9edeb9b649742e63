"""What is no request, or fails outside of the application, over a real socket: one shape, and not a word of it logged."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, UnixConnector, web

from config.site_file.loading import Loaded
from integrations.serving.listening import open_sockets
from integrations.serving.visits import Limits
from orchestrator.access.tokens import make_token, parse_grant
from orchestrator.app import make_app
from orchestrator.web.headers import SAFETY_OF_DATA
from orchestrator.web.server import ServiceRunner
from room_agents.protocol import PATH
from schedules.store.database import Database, open_database
from tests.support.processes import WarmProcess, free_port
from tests.support.town import Client
from tests.support.waiting import WITHIN_S, wait_for

LIMITS = Limits()
Start = Callable[..., Awaitable[Client]]
MakeToken = Callable[[str], Awaitable[str]]
SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"

[[rooms]]
id = "sala-1"
name = "Sala 1"
"""
HEAD = b"POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
SECRET = b"regia_admin_s3gretissimo"
UNREADABLE = [
    b"FOO / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"s3gretissimo\r\n\r\n",
    b"GET /api/v1/rooms HTTP/1.1\r\n\r\n",
    b"GET /s3gretissimo/\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://[/s3gretissimo HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + SECRET + b"\x00\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nCookie: regia=" + SECRET + b"\x01\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + SECRET * 2000 + b"\r\n\r\n",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\ns3gretissimo\r\n",
    HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
]


@pytest.fixture
async def port(database: Database, site: Loaded) -> AsyncIterator[int]:
    """Where the service listens, as `regia serve` starts it."""
    async with listening(make_app(database, site)) as port:
        yield port


@asynccontextmanager
async def listening(app: web.Application, limits: Limits = LIMITS) -> AsyncIterator[int]:
    sockets = await open_sockets("127.0.0.1", 0)
    async with ServiceRunner(app, limits, shutdown_timeout=1.0).serving(sockets):
        yield sockets[0].getsockname()[1]


async def answered(port: int, sent: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON of the answer to these very bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        async with asyncio.timeout(WITHIN_S):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            body = await reader.readexactly(int(headers["content-length"]))
    finally:
        writer.close()
        await writer.wait_closed()
    return int(head[0].split()[1]), headers, json.loads(body)


def posted(body: bytes, *headers: str) -> bytes:
    """A booking's request with that body."""
    return (
        HEAD
        + "".join(f"{line}\r\n" for line in (*headers, f"Content-Length: {len(body)}", "")).encode(
            errors="surrogateescape"
        )
        + body
    )


@pytest.mark.parametrize("sent", UNREADABLE, ids=range(len(UNREADABLE)))
async def test_given_bytes_that_are_no_request_when_sent_then_400_in_our_shape(port: int, sent: bytes) -> None:
    status, headers, body = await answered(port, sent)

    assert (status, body["error"]["code"], body["error"]["details"]) == (400, "bad_request", {})
    assert sorted(body["error"]) == ["code", "details", "message"]
    assert headers["server"] == "Regia"
    assert headers["x-request-id"]
    assert {name: headers[name.lower()] for name in SAFETY_OF_DATA} == SAFETY_OF_DATA
    assert "s3gretissimo" not in str(body)


@pytest.mark.parametrize("expected", ["foo", "caff\udce8"])
async def test_given_an_expectation_we_do_not_know_when_asked_then_417_in_our_shape(port: int, expected: str) -> None:
    status, headers, body = await answered(port, posted(b"{}", f"Expect: {expected}"))

    assert (status, body["error"]["code"], headers["server"]) == (417, "bad_request", "Regia")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (b"GET /api/v1/rooms HTTP/1.1\r\nCookie: regia=\xff\xfe\r\n", 401, "unauthorised"),
        (b"GET /api/v1/rooms HTTP/1.1\r\nAuthorization: Bearer \xff\r\n", 401, "token_unknown"),
        (b"GET /api/v1/rooms HTTP/1.1\r\nAccept-Language: \xff;q=\xfe\r\n", 401, "unauthorised"),
        (b"POST /api/v1/session HTTP/1.1\r\nCookie: regia=a\r\nOrigin: http://[\r\n", 403, "cross_origin"),
        (b"POST /api/v1/session HTTP/1.1\r\nCookie: regia=a\r\nOrigin: \xff://x\r\n", 403, "cross_origin"),
        (b"GET /static/%00 HTTP/1.1\r\n", 404, "not_found"),
        (b"GET /static/" + b"a" * 5000 + b" HTTP/1.1\r\n", 404, "not_found"),
    ],
)
async def test_given_a_request_made_to_confuse_when_asked_then_it_is_refused_like_any_other(
    port: int, asked: bytes, status: int, code: str
) -> None:
    found, _, body = await answered(port, asked + b"Host: x\r\nConnection: close\r\n\r\n")

    assert (found, body["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    "coding",
    [
        *(
            f"Content-Encoding: {name}"
            for name in ("gzip", "deflate", "br", "zstd", "GZIP", "x-gzip", "gzip, gzip", "foo")
        ),
        "Content-Encoding: identity\r\nContent-Encoding: gzip",
        "Content-Encoding: gzip\r\nContent-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
    ],
)
@pytest.mark.parametrize("asked", ["POST /api/v1/bookings", "GET /healthz", "DELETE /api/v1/session", "POST /nowhere"])
async def test_server_given_a_packed_request_when_it_comes_without_credentials_then_415_and_nothing_of_it_is_unpacked(
    port: int, asked: str, coding: str
) -> None:
    body = b"" if "chunked" in coding else gzip.compress(b" " * 1_000_000)
    length = "" if "chunked" in coding else f"Content-Length: {len(body)}\r\n"
    head = f"{asked} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Language: it\r\n{coding}\r\n{length}\r\n"

    status, headers, answer = await answered(port, head.encode() + (body or b"0\r\n\r\n"))

    assert (status, answer["error"]["code"], headers["server"]) == (415, "packed", "Regia")
    assert answer["error"]["message"].startswith("Il contenuto è compresso")


async def test_server_given_a_body_that_says_it_is_not_packed_when_posted_then_it_is_read(
    port: int, token: MakeToken
) -> None:
    credentials = f"Authorization: Bearer {await token('admin')}"

    status, _, answer = await answered(port, posted(b"{}", credentials, "Content-Encoding: identity"))

    assert (status, answer["error"]["code"]) == (422, "invalid")


@pytest.mark.parametrize("begun", [b"", b"Content-Length: 5\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"])
async def test_server_given_a_request_that_does_not_end_when_its_time_is_over_then_408_in_our_shape_or_nothing(
    database: Database, site: Loaded, token: MakeToken, begun: bytes
) -> None:
    credentials = f"Authorization: Bearer {await token('admin')}\r\n".encode()
    async with listening(make_app(database, site), Limits(look_s=0.01, head_s=0.05, body_s=0.05)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + credentials + begun)
        async with asyncio.timeout(WITHIN_S):
            heard = await reader.read()
        writer.close()

    if begun:
        assert heard.startswith(b"HTTP/1.1 408 ")
        assert b'"code": "too_slow"' in heard
    else:
        assert heard == b""


async def test_server_given_an_agent_that_would_pack_its_frames_when_it_comes_then_they_come_as_they_are(
    start: Start, token: MakeToken
) -> None:
    client = await start()

    socket = await client.ws_connect(
        PATH, compress=15, headers={"Authorization": f"Bearer {await token('agent:sala-1')}"}
    )

    assert socket.compress == 0
    await socket.close()


@pytest.mark.parametrize("path", ["/api/v1/rooms", "/healthz", "/nowhere"])
async def test_given_only_the_proxy_may_come_when_another_than_it_and_this_machine_asks_then_403(
    database: Database, site: Loaded, tmp_path: Path, token: MakeToken, path: str
) -> None:
    headers = {"Authorization": f"Bearer {await token('admin')}"}
    runner = ServiceRunner(make_app(database, site, proxy="10.9.9.9", only_proxy=True), LIMITS)
    await runner.setup()
    try:
        await web.UnixSite(runner, tmp_path / "s").start()  # whoever comes by it has no address
        async with ClientSession(connector=UnixConnector(str(tmp_path / "s"))) as elsewhere:
            answer = await elsewhere.get(f"http://x{path}", headers=headers)
            body = await answer.json()
    finally:
        await runner.cleanup()

    assert (answer.status, body["error"]["code"]) == (403, "not_by_proxy")


@pytest.mark.parametrize("proxy", ["127.0.0.1", "10.9.9.9"])
async def test_given_only_the_proxy_may_come_when_it_or_this_machine_asks_then_it_is_answered(
    start: Start, proxy: str
) -> None:
    client = await start(proxy=proxy, only_proxy=True)

    assert (await client.get("/healthz")).status == 200


async def test_given_a_running_service_when_nothing_it_is_sent_can_be_read_then_its_log_quotes_none_of_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "sito.toml").write_text(SITE)
    port, data = free_port(), tmp_path / "data"
    service = WarmProcess("serve", tmp_path / "sito.toml", "--data", data, "--port", str(port), log=tmp_path / "log")
    await service.start()
    try:
        await wait_for(lambda: service.logged("service.listening"))
        (token,) = await made_tokens(data / "regia.db", "admin")
        credentials = f"Authorization: Bearer {token}"
        for sent in UNREADABLE:
            await answered(port, sent)
        await answered(port, posted(b"s3gretissimo", credentials, "Content-Encoding: gzip"))
        _, leaving = await asyncio.open_connection("127.0.0.1", port)
        leaving.write(HEAD + f"{credentials}\r\nContent-Length: 1000\r\n\r\n".encode() + b"s3gretissimo")
        await leaving.drain()
        leaving.close()
        await wait_for(lambda: len(service.logged("request.unreadable")) == len(UNREADABLE) + 1)
    finally:
        await service.end()

    assert "s3gretissimo" not in service.said
    assert token not in service.said
    assert "Traceback" not in service.said


async def made_tokens(path: Path, *roles: str) -> list[str]:
    """Tokens written into the database of a service that runs, as `regia token add` does."""
    database = open_database(f"sqlite:///{path}")
    tokens = [await database.write(make_token, parse_grant(role), datetime.now(UTC)) for role in roles]
    database.close()
    return tokens
