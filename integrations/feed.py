"""iCalendar feeds over http(s): conditional requests (RFC 9110 13), bounded in time, size and redirects."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

FETCH_WITHIN_S = 30.0
"""With all its redirects."""
MAX_REDIRECTS = 5
GZIP = 16 + zlib.MAX_WBITS
"""zlib's word for that format."""


class FeedError(Exception):
    """The feed could not be had; the text says why, without its address, which may hold a secret."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed's bytes, and by what to ask next time whether they have changed."""

    text: bytes
    etag: str | None
    last_modified: str | None


async def fetch(
    client: httpx.AsyncClient, url: str, etag: str | None, last_modified: str | None, largest: int
) -> Fetched | None:
    """The feed, of at most *largest* bytes; None if the server says that it has not changed since.

    Follows at most five redirects (RFC 9110 15.4), none of them from https to http. Raises FeedError.
    """
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip"}
    if etag is not None:
        headers["If-None-Match"] = etag
    if last_modified is not None:
        headers["If-Modified-Since"] = last_modified
    try:
        first = client.build_request("GET", url, headers=headers)
        async with asyncio.timeout(FETCH_WITHIN_S), _answered(client, first) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED and (etag or last_modified):
                return None
            text = await _read(response, largest)
    except FeedError:
        raise
    except TimeoutError as error:
        raise FeedError(f"no whole answer within {FETCH_WITHIN_S:g} s") from error
    except Exception as error:
        raise FeedError(f"no answer ({type(error).__name__})") from error
    return Fetched(text, _validator(response, "ETag"), _validator(response, "Last-Modified"))


def too_long(largest: int) -> FeedError:
    """What is said of a calendar of more than *largest* bytes."""
    return FeedError(f"longer than {largest // 1024**2} MiB (largest_mib in the room file)")


@asynccontextmanager
async def _answered(client: httpx.AsyncClient, request: httpx.Request) -> AsyncIterator[httpx.Response]:
    """The answer at the end of the redirects, its body unread. Raises FeedError."""
    for _ in range(MAX_REDIRECTS + 1):
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            if response.next_request is None:
                yield response
                return
        finally:
            await response.aclose()  # a redirect's body is never read: nobody bounds it
        request = _next(request.url, response.next_request)
    raise FeedError(f"more than {MAX_REDIRECTS} redirects")


def _next(here: httpx.URL, request: httpx.Request) -> httpx.Request:
    """*request*, to which a redirect leads from *here*. Raises FeedError where it may not."""
    scheme = request.url.scheme
    if scheme not in ("http", "https"):
        raise FeedError("a redirect to something that is neither http nor https")
    if here.scheme == "https" and scheme == "http":
        raise FeedError("a redirect from https to http")
    return request


def _validator(response: httpx.Response, name: str) -> str | None:
    """By what to ask next time; none where the server's cannot stand in a request."""
    value = response.headers.get(name)
    return value if value is not None and value.isascii() else None


async def _read(response: httpx.Response, largest: int) -> bytes:
    """The text, unpacked as far as it may be long: a few bytes can be packed gigabytes."""
    if response.status_code != httpx.codes.OK:
        raise FeedError(f"the server answered {response.status_code}")
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise FeedError(f"in a coding that was not asked for ({coding[:20]})")
    unpack = zlib.decompressobj(wbits=GZIP).decompress if coding != "identity" else None
    text = bytearray()
    async for part in response.aiter_raw():
        text += part if unpack is None else unpack(part, largest + 1 - len(text))
        if len(text) > largest:
            raise too_long(largest)
    return bytes(text)
