"""iCalendar feeds over http(s): conditional requests (RFC 9110 13), bounded in time, size and redirects."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from integrations.services.feed_errors import FeedError, FeedTrouble, too_long
from integrations.services.hops import addresses_of, ask, hop, is_named

FETCH_WITHIN_S = 30.0
"""The time for one feed with all its redirects."""
MAX_REDIRECTS = 5
GZIP = 16 + zlib.MAX_WBITS
"""The window bits by which zlib means gzip."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What to send along to learn whether a feed has changed (RFC 9110 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed's bytes, the validators for the next request, and the charset that the server named."""

    text: bytes
    validators: Validators = Validators()
    charset: str | None = None


async def fetch(
    client: httpx.AsyncClient, url: str, known: Validators, largest: int, named: Collection[str]
) -> Fetched | None:
    """The feed, of at most *largest* bytes; None if the server says that it has not changed since *known*.

    Follows at most five redirects (RFC 9110 15.4), never from https to http, and into our own network only to hosts of the
    addresses *named*. Raises FeedError.
    """
    conditions = _conditions(known)
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip", **conditions}
    try:
        async with asyncio.timeout(FETCH_WITHIN_S), _answered(client, url, headers, named) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED and conditions:
                return None
            text = await _read(response, largest)
    except FeedError:
        raise
    except TimeoutError as error:
        raise FeedError(
            f"no whole answer within {FETCH_WITHIN_S:g} s", FeedTrouble.SLOW, f"{FETCH_WITHIN_S:g}"
        ) from error
    except Exception as error:
        name = type(error).__name__
        raise FeedError(f"no answer ({name})", FeedTrouble.NO_ANSWER, name) from error
    validators = Validators(_validator(response, "ETag"), _validator(response, "Last-Modified"))
    return Fetched(text, validators, response.charset_encoding)


def _conditions(known: Validators) -> Mapping[str, str]:
    """The headers that ask only for what differs from *known* (RFC 9110 13.1.2 and 13.1.3)."""
    validators = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {header: value for header, value in validators.items() if value is not None}


@asynccontextmanager
async def _answered(
    client: httpx.AsyncClient, url: str, headers: Mapping[str, str], named: Collection[str]
) -> AsyncIterator[httpx.Response]:
    """The answer at the end of the redirects, with its body unread. Raises FeedError."""
    there = httpx.URL(url)
    addresses: Sequence[str] = ()
    for _ in range(MAX_REDIRECTS + 1):
        response = await ask(client, there, headers, addresses)
        try:
            if not response.has_redirect_location:
                yield response
                return
        finally:
            await response.aclose()  # a redirect's body is never read: nobody bounds it
        there = hop(there, response.headers["Location"])
        addresses = () if is_named(there, named) else await addresses_of(there)
    raise FeedError(f"more than {MAX_REDIRECTS} redirects", FeedTrouble.REDIRECT)


def _validator(response: httpx.Response, name: str) -> str | None:
    """The server's validator *name*; None if there is none, or if it cannot stand in a request."""
    value = response.headers.get(name)
    return value if value is not None and value.isascii() else None


async def _read(response: httpx.Response, largest: int) -> bytes:
    """The text, unpacked to no more than *largest* bytes, since a few bytes can unpack to gigabytes. Raises FeedError."""
    if response.status_code != httpx.codes.OK:
        kind = FeedTrouble.REFUSED if response.is_client_error else FeedTrouble.FAILING
        raise FeedError(f"the server answered {response.status_code}", kind, str(response.status_code))
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise FeedError(f"in a coding that was not asked for ({coding[:20]})", FeedTrouble.CODING)
    unpack = zlib.decompressobj(wbits=GZIP).decompress if coding != "identity" else None
    text = bytearray()
    async for part in response.aiter_raw():
        text += part if unpack is None else unpack(part, largest + 1 - len(text))
        if len(text) > largest:
            raise too_long(largest)
    return bytes(text)
