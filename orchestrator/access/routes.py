"""One value for each route, read by the application, by the sign-in and by the OpenAPI document alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from pydantic import BaseModel

from orchestrator.access.tokens import Role

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path, what serves it, and who may ask.

    Nobody may unless *roles* or *public* says so. A panel or an agent may only where `{room}` is one of its own, and on
    a path without `{room}` its handler must look itself, with Identity.may_use.
    """

    method: str
    path: str
    """As aiohttp writes it, like ``/api/v1/rooms/{room}``."""
    handler: Handler
    summary: str = ""
    roles: tuple[Role, ...] = ()
    public: bool = False
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    """Of an answer that is no error."""
    repeated: int | None = None
    """The status of the same answer where the request was a repetition that changed nothing."""
    errors: tuple[int, ...] = ()
    """Statuses of the errors that are this route's own; those that any route may answer are not listed."""
    streams: bool = False
    """The answer does not end by itself: server-sent events or a WebSocket."""
