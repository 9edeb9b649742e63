"""What the API sends is packed for clients that accept it, also the events, one by one."""

import asyncio
import gzip
import json
import zlib
from typing import Any

from aiohttp import ClientResponse

from tests.support.town import Town, hour
from tests.support.waiting import WITHIN_S

GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}


async def test_picture_given_a_client_that_accepts_gzip_when_it_asks_then_it_is_packed_and_otherwise_the_same(
    town: Town,
) -> None:
    access = {**await town.as_("admin")}
    packed = await town.client.get("/api/v1/rooms/sala-1", headers=access | GZIP, auto_decompress=False)
    plain = await town.client.get("/api/v1/rooms/sala-1", headers=access | PLAIN)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    told, known = json.loads(gzip.decompress(await packed.read())), await plain.json()
    assert (told["id"], told.keys()) == ("sala-1", known.keys())


async def test_description_given_a_client_that_accepts_gzip_when_it_asks_then_it_is_a_quarter(town: Town) -> None:
    packed = await town.client.get("/api/v1/openapi.json", headers=GZIP, auto_decompress=False)
    plain = await town.client.get("/api/v1/openapi.json", headers=PLAIN)

    assert gzip.decompress(await packed.read()) == await plain.read()
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 4


async def test_short_answer_given_a_client_that_accepts_gzip_when_it_asks_then_it_is_plain(town: Town) -> None:
    answer = await town.client.get("/healthz", headers=GZIP)

    assert "Content-Encoding" not in answer.headers


async def test_events_given_a_reader_that_accepts_gzip_when_the_room_changes_then_each_is_read_as_it_comes(
    town: Town,
) -> None:
    access = {**await town.as_("panel:sala-1")}
    answer = await town.client.get("/api/v1/rooms/sala-1/events", headers=access | GZIP, auto_decompress=False)
    pictures = _Pictures(answer)

    first = await pictures.next()
    await town.book(hour("09:00"), hour("10:00"))
    async with asyncio.timeout(WITHIN_S):
        while (second := await pictures.next())["next"] is None:
            pass  # the calendar that is not there is told too

    assert answer.headers["Content-Encoding"] == "gzip"
    assert (first["next"], second["next"]["title"]) == (None, "Consiglio")
    answer.close()


async def test_events_given_a_reader_that_does_not_when_they_come_then_they_are_plain(town: Town) -> None:
    access = {**await town.as_("panel:sala-1")}
    answer = await town.client.get("/api/v1/rooms/sala-1/events", headers=access | PLAIN)

    async with asyncio.timeout(WITHIN_S):
        assert await answer.content.readline() == b"event: room\n"
    answer.close()


class _Pictures:
    """What comes of a packed stream of events, unpacked byte by byte as it comes."""

    def __init__(self, answer: ClientResponse) -> None:
        self._answer, self._unpack, self._rest = answer, zlib.decompressobj(zlib.MAX_WBITS | 16), b""

    async def next(self) -> dict[str, Any]:
        """The next picture; pings are passed over. Raises TimeoutError."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                event, end, rest = self._rest.partition(b"\n\n")
                if not end:
                    self._rest += self._unpack.decompress(await self._answer.content.readany())
                    continue
                self._rest = rest
                if event.startswith(b"event: room\n"):
                    picture: dict[str, Any] = json.loads(event.partition(b"data: ")[2])
                    return picture
