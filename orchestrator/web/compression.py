"""Answers made smaller for clients that accept it: JSON whole, events one by one. Browsers always do."""

import asyncio
import functools
import gzip
import zlib
from collections.abc import Mapping
from typing import Final

from aiohttp import hdrs, web

LEAST = 1024
"""Bytes. Less fits into one packet anyway."""
AT_ONCE = 128 * 1024
"""Bytes. What is larger would hold up the loop for more than some milliseconds."""
PACKED = frozenset({"application/json", "text/html"})
LEVEL = 6
HEADERS: Final[Mapping[str, str]] = {hdrs.CONTENT_ENCODING: "gzip", hdrs.VARY: hdrs.ACCEPT_ENCODING}

_BEGIN = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""The header of a gzip stream that tells neither name nor time (RFC 1952 2.3)."""


def accepts_gzip(request: web.BaseRequest) -> bool:
    """Whether the client takes gzip (RFC 9110 12.5.3)."""
    accepted = {}
    for part in ",".join(request.headers.getall(hdrs.ACCEPT_ENCODING, [])).lower().split(","):
        coding, *parameters = (word.strip() for word in part.split(";"))
        accepted[coding] = not any(_is_zero(word) for word in parameters)
    return accepted.get("gzip", accepted.get("*", False))


async def compress(request: web.Request, answer: web.StreamResponse) -> None:
    """Compress *answer* if it is JSON or a page, of some size, and the client accepts it."""
    if not isinstance(answer, web.Response) or not isinstance(answer.body, bytes) or len(answer.body) < LEAST:
        return
    if answer.content_type not in PACKED or hdrs.CONTENT_ENCODING in answer.headers:
        return
    varies = answer.headers.get(hdrs.VARY, "")
    if hdrs.ACCEPT_ENCODING not in varies:
        answer.headers[hdrs.VARY] = ", ".join(filter(None, (varies, hdrs.ACCEPT_ENCODING)))
    if accepts_gzip(request):
        large = len(answer.body) > AT_ONCE
        answer.body = await asyncio.to_thread(pack, answer.body) if large else pack(answer.body)
        answer.headers[hdrs.CONTENT_ENCODING] = "gzip"


def pack(body: bytes, level: int = LEVEL) -> bytes:
    """*body* as gzip; the same bytes each time."""
    return gzip.compress(body, level, mtime=0)


class Events:
    """A reader's server-sent events, compressed if it accepts that; each goes out whole and at once.

    Every event is packed by itself, so that a reader who stays for days costs no memory: what a packer remembers of the
    events before is as much as all the rest of an open panel.
    """

    def __init__(self, request: web.Request) -> None:
        """Nothing is sent yet."""
        self._request, self._packs = request, accepts_gzip(request)
        self.stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        self.stream.headers.update(HEADERS if self._packs else {hdrs.VARY: hdrs.ACCEPT_ENCODING})

    async def begin(self) -> None:
        """Send the headers."""
        await self.stream.prepare(self._request)
        if self._packs:
            await self.stream.write(_BEGIN)

    async def send(self, event: str, text: str) -> None:
        """Send one event."""
        said = f"event: {event}\ndata: {text}\n\n".encode()
        await self.stream.write(_packed_alone(said) if self._packs else said)


@functools.lru_cache(maxsize=64)
def _packed_alone(said: bytes) -> bytes:
    """A part of a deflate stream that refers to nothing before it and ends on a whole byte (RFC 1951 3.2).

    Kept for a while, since hundreds who follow one sitting are told the same.
    """
    packer = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    return packer.compress(said) + packer.flush(zlib.Z_SYNC_FLUSH)


def _is_zero(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and not value.strip().strip("0.")
