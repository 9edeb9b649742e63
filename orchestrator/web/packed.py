"""Packed requests are refused: what unpacks to a thousand times its size would cost everybody, whoever sends it."""

from collections.abc import Iterable

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from orchestrator.web.errors import ApiError

_PLAIN = frozenset({"identity"})
_IN_PARTS = frozenset({"identity", "chunked"})


@web.middleware
async def refuse_packed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a body in any coding (RFC 9110 8.4, RFC 9112 7), before anybody looks at credentials or reads a byte of it."""
    content = request.headers.getall(hdrs.CONTENT_ENCODING, ())
    transfer = request.headers.getall(hdrs.TRANSFER_ENCODING, ())
    if not (_codings(content) <= _PLAIN and _codings(transfer) <= _IN_PARTS):
        raise ApiError(415, "packed")
    return await handler(request)


def _codings(lines: Iterable[str]) -> set[str]:
    """The codings that a header names, however many lines it has."""
    return {name.strip().lower() for line in lines for name in line.split(",") if name.strip()}
