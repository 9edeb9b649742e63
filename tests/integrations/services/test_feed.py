"""Feeds behind redirects, over real HTTP: how far they are followed, and what is never read."""

import asyncio
import ssl
import subprocess
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from integrations.services.feed import GZIP, MAX_REDIRECTS, Validators, fetch
from integrations.services.feed_errors import FeedError

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
LARGEST = 1024**2
Answer = Callable[[web.Request], web.StreamResponse]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """A server that answers every request so; its address."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return answer(request)

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


def leads_on(location: str, body: bytes = b"", **headers: str) -> web.Response:
    return web.Response(status=302, body=body, headers={"Location": location, **headers})


def hops(count: int) -> Answer:
    """*count* redirects, each by a relative address, and then the calendar."""

    def answer(request: web.Request) -> web.Response:
        done = int(request.match_info["path"] or 0)
        return web.Response(body=CALENDAR) if done == count else leads_on(str(done + 1))

    return answer


async def read(url: str) -> bytes:
    async with httpx.AsyncClient(trust_env=False) as client:
        fetched = await fetch(client, url, Validators(), LARGEST, [url])
    assert fetched is not None
    return fetched.text


@pytest.mark.parametrize("count", range(MAX_REDIRECTS + 1))
async def test_fetch_given_a_few_redirects_when_fetched_then_the_calendar_at_their_end_is_read(count: int) -> None:
    async with serving(hops(count)) as url:
        assert await read(url) == CALENDAR


async def test_fetch_given_more_redirects_than_allowed_when_fetched_then_it_says_so() -> None:
    asked: list[str] = []

    def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return hops(MAX_REDIRECTS + 1)(request)

    async with serving(answer) as url:
        with pytest.raises(FeedError, match="more than 5 redirects"):
            await read(url)
    assert len(asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/sale.ics", "file:///etc/passwd"])
async def test_fetch_given_a_redirect_to_another_scheme_when_fetched_then_it_is_refused(location: str) -> None:
    async with serving(lambda _: leads_on(location)) as url:
        with pytest.raises(FeedError, match="neither http nor https"):
            await read(url)


@pytest.mark.parametrize(
    "location",
    ["data:text/calendar,x", "mailto:a@b.example", "http://[", "http://127.0.0.1:99999/", "http://\u00e8\u00e8:x/"],
)
async def test_fetch_given_a_redirect_that_is_no_address_when_fetched_then_it_cannot_be_had(location: str) -> None:
    async with serving(lambda _: leads_on(location)) as url:
        with pytest.raises(FeedError):
            await read(url)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for loopback, and its key."""
    files = tmp_path / "casa.pem", tmp_path / "casa.key"
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=casa", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run([*request, *names, "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


async def test_fetch_given_a_redirect_out_of_tls_when_fetched_then_it_is_refused(
    certificate: tuple[Path, Path],
) -> None:
    asked: list[str] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    trust = ssl.create_default_context(cafile=certificate[0])

    def note(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=CALENDAR)

    async with serving(note) as plain, httpx.AsyncClient(trust_env=False, verify=trust) as client:

        async def out(_: web.Request) -> web.Response:
            return leads_on(plain)

        app = web.Application()
        app.router.add_get("/", out)
        server = TestServer(app, scheme="https")
        await server.start_server(ssl=context)
        try:
            with pytest.raises(FeedError, match="from https to http"):
                await fetch(
                    client, str(server.make_url("/")), Validators(), LARGEST, [str(server.make_url("/")), plain]
                )
        finally:
            await server.close()
    assert asked == []


async def test_fetch_given_a_redirect_with_a_packed_body_without_end_when_fetched_then_that_is_not_read() -> None:
    sent = 0
    packer = zlib.compressobj(wbits=GZIP)
    portion = packer.compress(bytes(4 * LARGEST)) + packer.flush(zlib.Z_FULL_FLUSH)

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        if request.path == "/sale.ics":
            return web.Response(body=CALENDAR)
        response = web.StreamResponse(status=302, headers={"Location": "/sale.ics", "Content-Encoding": "gzip"})
        await response.prepare(request)
        while True:
            await response.write(portion)
            sent += len(portion)
            await asyncio.sleep(0)

    app = web.Application()
    app.router.add_get("/{path:.*}", endless)
    async with TestServer(app) as server:
        assert await read(str(server.make_url("/"))) == CALENDAR
    assert sent > 0


async def test_fetch_given_a_redirect_into_the_own_network_when_nobody_named_it_then_it_is_refused_and_nobody_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def note(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=CALENDAR)

    monkeypatch.setenv("no_proxy", "*")
    async with serving(note) as inner, serving(lambda _: leads_on(f"{inner}inner")) as url:
        with pytest.raises(FeedError, match="an inner address, which the room file does not name"):
            await read(url)
        assert asked == []
        async with httpx.AsyncClient(trust_env=False) as client:
            fetched = await fetch(client, url, Validators(), LARGEST, [url, inner])

    assert fetched is not None
    assert asked == ["/inner"]


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/calendar; charset=ISO-8859-1", "iso-8859-1"),
        ('text/calendar; charset="utf-8"', "utf-8"),
        ("text/calendar", None),
    ],
)
async def test_fetch_given_the_servers_word_on_its_charset_when_fetched_then_it_is_kept(
    content_type: str, charset: str | None
) -> None:
    def answer(_: web.Request) -> web.Response:
        return web.Response(body=CALENDAR, headers={"Content-Type": content_type})

    async with serving(answer) as url, httpx.AsyncClient(trust_env=False) as client:
        fetched = await fetch(client, url, Validators(), LARGEST, [url])

    assert fetched is not None
    assert (fetched.charset or "").lower() == (charset or "")
