"""What clients do to hold a server up, over real sockets: none of it lasts, and none of it costs the others."""

import asyncio
import os
import resource
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from integrations.serving.http_server import BodyTooSlow, LimitedRunner
from integrations.serving.listening import open_sockets
from integrations.serving.visits import Limits
from tests.support.waiting import WITHIN_S, wait_for

SOON_S = 0.05
LARGE = bytes(8 * 1024**2)
"""More than the system takes off our hands for who does not read."""
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
READ = b"POST /read HTTP/1.1\r\nHost: x\r\n"


class House:
    """A server with the ways of answering there are, and what came of them."""

    def __init__(self, port: int, runner: LimitedRunner, asked: list[str], tls: ssl.SSLContext | None) -> None:
        self.port, self.runner, self.asked, self._tls = port, runner, asked, tls

    async def connect(self, *, receive_buffer: int | None = None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        client = socket.socket()
        if receive_buffer is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(0)
        await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", self.port))
        return await asyncio.open_connection(sock=client, ssl=self._tls, limit=2**16)

    async def said(self, sent: bytes) -> bytes:
        """All that comes in answer to these bytes, until the server closes."""
        reader, writer = await self.connect()
        writer.write(sent)
        try:
            return await ended(reader)
        finally:
            writer.close()

    async def empty(self) -> None:
        """Wait until nobody is connected."""
        await wait_for(lambda: len(self.runner.visits) == 0)


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What is still read until the other end closes or cuts."""
    heard = b""
    async with asyncio.timeout(WITHIN_S):
        try:
            while part := await reader.read(2**16):
                heard += part
        except ConnectionError:
            pass
    return heard


@asynccontextmanager
async def house(
    trusted: str | None = None,
    tls: ssl.SSLContext | None = None,
    their_tls: ssl.SSLContext | None = None,
    **limits: Any,
) -> AsyncIterator[House]:
    asked: list[str] = []

    def noted(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Callable[..., Any]:
        async def handler(request: web.Request) -> web.StreamResponse:
            asked.append(request.path)
            return await answer(request)

        return handler

    app = web.Application(client_max_size=2**20)
    app.router.add_route("*", "/", noted(_short))
    app.router.add_get("/large", noted(_large))
    app.router.add_post("/read", noted(_read))
    app.router.add_get("/stream", noted(_stream))
    runner = LimitedRunner(
        app, Limits(look_s=SOON_S / 5, **limits), trusted, shutdown_timeout=SOON_S, handler_cancellation=True
    )
    sockets = await open_sockets("127.0.0.1", 0)
    async with runner.serving(sockets, tls):
        yield House(sockets[0].getsockname()[1], runner, asked, their_tls)


async def _short(_request: web.Request) -> web.Response:
    return web.Response(text="here")


async def _large(_request: web.Request) -> web.Response:
    return web.Response(body=LARGE)


async def _read(request: web.Request) -> web.Response:
    try:
        return web.Response(text=str(len(await request.read())))
    except BodyTooSlow:
        return web.Response(status=408)


async def _stream(request: web.Request) -> web.StreamResponse:
    stream = web.StreamResponse()
    await stream.prepare(request)
    await stream.write(b"streaming")
    await asyncio.Event().wait()
    return stream


@pytest.mark.parametrize("sent", [b"", b"GET", b"GET / HTTP/1.1\r\nHost:", b"GET / HTTP/1.1\r\nHost: x\r\n"])
async def test_connection_given_a_head_that_is_not_finished_when_its_time_is_over_then_it_is_closed(
    sent: bytes,
) -> None:
    async with house(head_s=SOON_S) as served:
        assert await served.said(sent) == b""
        await served.empty()

    assert served.asked == []


async def test_connection_given_a_head_that_comes_byte_by_byte_when_its_time_is_over_then_it_is_closed() -> None:
    async with house(head_s=SOON_S) as served:
        reader, writer = await served.connect()
        closed = asyncio.create_task(ended(reader))
        while not closed.done():  # no pause between two bytes is as long as the whole may take
            writer.write(b"G")
            await asyncio.sleep(SOON_S / 5)
        writer.close()

    assert served.asked == []


async def test_connection_given_it_was_answered_when_nothing_more_comes_then_it_is_closed_after_its_idle_time() -> None:
    async with house(idle_s=SOON_S) as served:
        assert (await served.said(GET)).endswith(b"here")


async def test_connection_given_it_was_answered_when_half_of_a_further_head_comes_then_it_is_closed_sooner() -> None:
    async with house(head_s=SOON_S) as served:
        reader, writer = await served.connect()
        writer.write(GET)
        async with asyncio.timeout(WITHIN_S):
            await reader.readuntil(b"here")
        writer.write(b"GET / HT")
        assert await ended(reader) == b""
        writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"Content-Length: 5\r\n\r\n",
        b"Content-Length: 5\r\n\r\nabcd",
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    ],
)
async def test_connection_given_a_body_that_is_not_finished_when_its_time_is_over_then_the_handler_is_told(
    sent: bytes,
) -> None:
    async with house(body_s=SOON_S, idle_s=SOON_S) as served:
        assert b"HTTP/1.1 408 " in await served.said(READ + sent)


async def test_connection_given_a_body_without_end_that_nobody_reads_when_answered_then_it_is_closed() -> None:
    async with house(linger_s=SOON_S) as served:
        reader, writer = await served.connect()
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        heard = asyncio.create_task(ended(reader))
        while not heard.done():
            writer.write(b"1000\r\n" + bytes(0x1000) + b"\r\n")
            await asyncio.sleep(0.01)
        writer.close()

        assert (await heard).endswith(b"here")


async def test_connection_given_an_answer_of_which_nothing_is_read_when_its_time_is_over_then_it_is_cut_off() -> None:
    async with house(stall_s=SOON_S) as served:
        _, writer = await served.connect(receive_buffer=4096)
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        await wait_for(lambda: served.asked)
        await served.empty()
        writer.close()


async def test_connection_given_a_flood_of_requests_and_no_reading_when_it_comes_then_few_are_answered() -> None:
    async with house(stall_s=SOON_S) as served:
        _, writer = await served.connect(receive_buffer=4096)
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 500)
        await wait_for(lambda: served.asked)
        await served.empty()
        writer.close()

    assert len(served.asked) == 1


async def test_connection_given_requests_one_after_the_other_when_they_are_read_then_all_are_answered() -> None:
    async with house(idle_s=SOON_S) as served:
        assert (await served.said(GET * 300)).count(b"here") == 300


async def test_connection_given_an_old_client_that_closes_its_half_when_it_asks_then_it_is_answered_or_closed() -> None:
    async with house() as served:
        assert (await served.said(b"GET / HTTP/1.0\r\n\r\n")).endswith(b"here")
        reader, writer = await served.connect()
        writer.write(b"GET / HTTP/1.1\r\nHost")
        writer.write_eof()
        assert await ended(reader) == b""
        writer.close()


async def test_connection_given_an_answer_that_streams_when_all_other_times_are_over_then_it_goes_on() -> None:
    times = ("head_s", "body_s", "idle_s", "answer_s", "stall_s")
    limits: dict[str, Any] = dict.fromkeys(times, SOON_S)
    async with house(**limits) as served:
        reader, writer = await served.connect()
        writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
        async with asyncio.timeout(WITHIN_S):
            await reader.readuntil(b"streaming")
        for _ in range(3):  # each takes as long as anything may
            assert await served.said(b"") == b""
        assert len(served.runner.visits) == 1
        assert not reader.at_eof()
        writer.close()


async def test_connections_given_too_many_of_one_address_when_another_comes_then_the_longest_idle_one_goes() -> None:
    async with house(most_of_address=3) as served:
        silent = [await served.connect() for _ in range(5)]
        await wait_for(lambda: len(served.runner.visits) == 3)
        assert [await ended(reader) for reader, _ in silent[:2]] == [b"", b""]
        reader, writer = await served.connect()
        writer.write(GET)
        async with asyncio.timeout(WITHIN_S):
            await reader.readuntil(b"here")
        assert len(served.runner.visits) == 3
        for _, opened in [*silent, (reader, writer)]:
            opened.close()


async def test_connections_given_all_are_being_answered_when_another_comes_then_it_is_turned_away_and_said_once() -> (
    None
):
    async with house(most_of_address=2) as served:
        streams = [await served.connect() for _ in range(2)]
        for reader, writer in streams:
            writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
            async with asyncio.timeout(WITHIN_S):
                await reader.readuntil(b"streaming")
        with capture_logs() as logged:
            assert [await served.said(GET) for _ in range(3)] == [b""] * 3
        assert len(served.runner.visits) == 2
        for _, writer in streams:
            writer.close()
        await served.empty()
        assert (await served.said(GET.replace(b"1.1", b"1.0"))).endswith(b"here")

    assert logged == [{"event": "connections.too_many", "log_level": "warning", "address": "127.0.0.1", "times": 1}]


@pytest.mark.parametrize(("trusted", "most"), [("127.0.0.1", 4), (None, 2)])
async def test_connections_given_a_proxy_that_all_come_through_when_it_comes_often_then_only_the_whole_counts(
    trusted: str | None, most: int
) -> None:
    async with house(trusted, most=4, most_of_address=2) as served:
        silent = [await served.connect() for _ in range(6)]
        assert [await ended(reader) for reader, _ in silent[: 6 - most]] == [b""] * (6 - most)
        assert len(served.runner.visits) == most
        for _, writer in silent:
            writer.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's context, and that of a client who trusts it."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "cert.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    theirs = ssl.create_default_context(cafile=folder / "cert.pem")
    theirs.check_hostname = False
    return ours, theirs


async def test_tls_given_a_handshake_that_never_ends_when_its_time_is_over_then_it_is_closed(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    async with house(tls=certificate[0], handshake_s=SOON_S) as served:
        assert await served.said(b"") == b""
        await served.said(GET)  # what it says is no greeting
        await served.empty()

    assert served.asked == []


async def test_tls_given_handshakes_that_never_end_when_there_are_too_many_then_who_comes_is_answered(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    async with house(tls=certificate[0], most_of_address=2) as served:
        silent = [await served.connect() for _ in range(4)]
        assert [await ended(reader) for reader, _ in silent[:2]] == [b"", b""]
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port, ssl=certificate[1])
        writer.write(GET)
        async with asyncio.timeout(WITHIN_S):
            await reader.readuntil(b"here")
        for _, opened in [*silent, (reader, writer)]:
            opened.close()


async def test_server_given_no_descriptor_is_left_when_some_come_then_it_is_said_once_and_they_are_taken_later() -> (
    None
):
    async with house(retry_s=SOON_S) as served:
        clients = [socket.socket() for _ in range(3)]
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        free = os.dup(0)
        os.close(free)
        with capture_logs() as logged:
            resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
            try:
                for client in clients:
                    client.settimeout(0)
                    await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", served.port))
                await wait_for(lambda: logged)
                await asyncio.sleep(3 * SOON_S)  # some more tries, which are not told
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        streams = [await asyncio.open_connection(sock=client) for client in clients]
        for reader, writer in streams:
            writer.write(GET)
            async with asyncio.timeout(WITHIN_S):
                await reader.readuntil(b"here")
            writer.close()

    assert [(line["event"], line["times"]) for line in logged] == [("connections.not_accepted", 1)]
