"""Questions about a meeting, asked of a peer that answers byte by byte what a test wants, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext

import httpx
import pytest

from integrations.services.jitsi_rooms import (
    LARGEST,
    ConferenceReady,
    Ended,
    Line,
    Occupied,
    RoomsError,
    RoomsTrouble,
    end_meeting,
    jicofo_health,
    request_conference,
    room_size,
)
from tests.support.certificates import make_certificate
from tests.support.waiting import WITHIN_S

COUNCIL = Occupied("consiglio", "meet.example")
ADDRESS = "consiglio@conference.meet.example"
Asking = Callable[[Line, str], Awaitable[object]]


@dataclass
class Peer:
    """What listens, and what it was asked."""

    url: str = ""
    heard: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def answering(*parts: bytes, hangs: bool = False, tls: SSLContext | None = None) -> AsyncIterator[Peer]:
    """A peer that sends these bytes to whoever asks, and then closes, or hangs."""
    peer, over = Peer(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        peer.heard.append(head + await reader.readexactly(length))
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
            if hangs:
                await over.wait()
        except ConnectionError:  # who asked has had enough
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        port = server.sockets[0].getsockname()[1]
        peer.url = f"{'http' if tls is None else 'https'}://localhost:{port}/"
        try:
            yield peer
        finally:
            over.set()


def reply(status: int, body: bytes = b"", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


@asynccontextmanager
async def line(within_s: float = WITHIN_S) -> AsyncIterator[Line]:
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
        yield Line(client, within_s)


async def size(through: Line, url: str) -> object:
    return await room_size(through, url, COUNCIL)


async def ending(through: Line, url: str) -> object:
    return await end_meeting(through, url, ADDRESS, "sistema.a.b")


async def conference(through: Line, url: str) -> object:
    return await request_conference(through, url, ADDRESS)


ALL: Sequence[Asking] = (size, ending, jicofo_health, conference)


async def trouble(asking: Asking, *parts: bytes, hangs: bool = False) -> RoomsError:
    async with answering(*parts, hangs=hangs) as peer, line(0.3 if hangs else WITHIN_S) as through:
        with pytest.raises(RoomsError) as raised:
            await asking(through, peer.url)
    return raised.value


async def test_room_size_given_a_meeting_when_asked_then_its_number_is_read_without_a_content_type() -> None:
    async with answering(reply(200, b'{"participants":7}')) as peer, line() as through:
        assert await size(through, peer.url) == 7

    assert peer.heard[0].startswith(b"GET /room-size?room=consiglio&domain=meet.example HTTP/1.1\r\n")


async def test_room_size_given_a_tenant_and_a_token_when_asked_then_both_are_sent_escaped_and_the_token_is_not_shown() -> (
    None
):
    asked = Occupied("a b&c", "meet.example", tenant="acme", token="t.o.k")

    async with answering(reply(200, b'{"participants":0}')) as peer, line() as through:
        assert await room_size(through, peer.url, asked) == 0

    first = peer.heard[0].splitlines()[0]
    assert first == b"GET /room-size?room=a+b%26c&domain=meet.example&subdomain=acme&token=t.o.k HTTP/1.1"
    assert "t.o.k" not in repr(asked)


async def test_room_size_given_a_meeting_that_is_not_open_when_asked_then_it_is_told_from_a_missing_module() -> None:
    async with answering(reply(404)) as peer, line() as through:
        assert await size(through, peer.url) is None

    assert (await trouble(size, reply(404, b"<h1>Not found</h1>"))).trouble is RoomsTrouble.ABSENT


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"7",
        b"[]",
        b"{}",
        b'{"participants":null}',
        b'{"participants":true}',
        b'{"participants":-1}',
        b'{"participants":1e9}',
        b'{"participants":7',
        b"\xff\xfe",
        b"[" * 20_000,
    ],
)
async def test_room_size_given_an_answer_that_is_none_when_read_then_it_is_wrong(body: bytes) -> None:
    assert (await trouble(size, reply(200, body))).trouble is RoomsTrouble.WRONG


async def test_end_meeting_given_a_meeting_when_ended_then_its_address_and_the_system_token_are_sent() -> None:
    async with answering(reply(200)) as peer, line() as through:
        assert await ending(through, peer.url) is Ended.ENDED

    head = peer.heard[0]
    assert head.startswith(b"POST /end-meeting?conference=consiglio%40conference.meet.example HTTP/1.1\r\n")
    assert b"\r\nauthorization: bearer sistema.a.b\r\n" in head.lower()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (reply(400), RoomsTrouble.MISUNDERSTOOD),
        (reply(401), RoomsTrouble.REFUSED),
        (reply(405, b"<html>"), RoomsTrouble.ABSENT),
        (reply(404, b"<html>"), RoomsTrouble.ABSENT),
    ],
)
async def test_end_meeting_given_a_refusal_when_wished_then_it_says_which(
    answer: bytes, expected: RoomsTrouble
) -> None:
    assert (await trouble(ending, answer)).trouble is expected


async def test_end_meeting_given_no_such_meeting_when_wished_then_that_is_no_mistake() -> None:
    async with answering(reply(404)) as peer, line() as through:
        assert await ending(through, peer.url) is Ended.NOT_OPEN


async def test_jicofo_given_it_is_well_or_not_when_asked_then_it_is_told_apart() -> None:
    async with answering(reply(200)) as peer, line() as through:
        await jicofo_health(through, peer.url)

    assert (await trouble(jicofo_health, reply(500, b"unhealthy"))).trouble is RoomsTrouble.FAILING
    assert (await trouble(jicofo_health, reply(404))).trouble is RoomsTrouble.ABSENT


async def test_jicofo_given_a_request_for_a_conference_when_answered_then_what_it_says_is_read() -> None:
    said = b'{"ready":true,"focusJid":"focus@auth.meet.example"}'
    async with answering(reply(200, said)) as peer, line() as through:
        assert await conference(through, peer.url) == ConferenceReady(ready=True, focus="focus@auth.meet.example")

    assert peer.heard[0].endswith(b'{"room":"consiglio@conference.meet.example","properties":{}}')


@pytest.mark.parametrize("asking", ALL)
@pytest.mark.parametrize(
    ("parts", "expected", "status"),
    [
        ([reply(200, b"<!DOCTYPE html><title>Jitsi Meet</title>")], RoomsTrouble.PAGE, 200),
        ([reply(502, b"<h1>Bad gateway</h1>")], RoomsTrouble.FAILING, 502),
        ([reply(503)], RoomsTrouble.FAILING, 503),
        ([reply(403)], RoomsTrouble.REFUSED, 403),
        ([reply(302, b"", "Location: https://altrove.example/")], RoomsTrouble.REDIRECTED, 302),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b'{"participants":'], RoomsTrouble.HALF, None),
        ([b"SSH-2.0-OpenSSH\r\n"], RoomsTrouble.HALF, None),
        ([], RoomsTrouble.HALF, None),
        ([reply(200, b" " * (LARGEST + 1))], RoomsTrouble.WRONG, 200),
    ],
    ids=["page", "bad gateway", "unavailable", "forbidden", "redirect", "half", "no http", "hung up", "too long"],
)
async def test_deployment_given_it_answers_badly_when_asked_anything_then_each_defect_is_its_own(
    asking: Asking, parts: Sequence[bytes], expected: RoomsTrouble, status: int | None
) -> None:
    found = await trouble(asking, *parts)

    assert (found.trouble, found.status) == (expected, status)
    assert "sistema" not in str(found)
    assert "localhost" not in str(found)


@pytest.mark.parametrize("parts", [[], [b"HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n", b'{"partici']])
async def test_deployment_given_it_falls_silent_when_asked_then_nobody_waits_for_ever(parts: Sequence[bytes]) -> None:
    assert (await trouble(size, *parts, hangs=True)).trouble is RoomsTrouble.SILENT


async def test_deployment_given_nobody_listens_when_asked_then_it_is_unreachable(unused_tcp_port: int) -> None:
    async with line() as through:
        with pytest.raises(RoomsError) as raised:
            await size(through, f"http://127.0.0.1:{unused_tcp_port}")

    assert raised.value.trouble is RoomsTrouble.UNREACHABLE


@pytest.mark.parametrize("names", ["DNS:localhost", "DNS:altro.example"])
async def test_deployment_given_a_certificate_of_nobody_or_for_another_when_asked_then_it_is_named(
    tmp_path: Path, names: str
) -> None:
    certificate = make_certificate(tmp_path, names)
    verify = True if names == "DNS:localhost" else certificate.trusted()

    async with (
        answering(reply(200), tls=certificate.shown()) as peer,
        httpx.AsyncClient(trust_env=False, verify=verify) as client,
    ):
        with pytest.raises(RoomsError) as raised:
            await size(Line(client), peer.url)

    assert raised.value.trouble is RoomsTrouble.CERTIFICATE
