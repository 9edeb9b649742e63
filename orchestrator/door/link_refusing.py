"""What is answered where a link cannot be renewed or revoked."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from orchestrator.bookings.refusing import as_refused
from orchestrator.door.managing import LinkChanged, NoSuchHolder
from orchestrator.web.errors import ApiError


@contextmanager
def link_refused(request: web.Request) -> Iterator[None]:
    """As `as_refused`; and a link that nobody has is not there, and one that changed meanwhile is to be looked at again."""
    try:
        with as_refused(request, besides=(NoSuchHolder, LinkChanged)):
            yield
    except NoSuchHolder as missing:
        raise ApiError(404, "not_found") from missing
    except LinkChanged as changed:
        raise ApiError(409, "changed") from changed
