"""One value for each route, from which the application, the sign-in and the OpenAPI document are made."""

from dataclasses import dataclass, field

from aiohttp.typedefs import Handler
from pydantic import BaseModel

from orchestrator.access.scopes import Scope
from orchestrator.access.tokens import Role


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path, what serves it, how far it reaches, and who may ask.

    Who is of one of *roles* may, as far as *scope* lets them: request[REACH] tells the handler how far. A public route has
    no roles. Raises ValueError for a scope that does not fit the rest, so that no service starts with such a route.
    """

    method: str
    path: str
    """The path as aiohttp writes it, like ``/api/v1/rooms/{room}``."""
    handler: Handler
    summary: str = ""
    scope: Scope = field(kw_only=True)
    roles: tuple[Role, ...] = ()
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    """The status of an answer that is no error."""
    repeated: int | None = None
    """The status if the request was a repetition that changed nothing."""
    errors: tuple[int, ...] = ()
    """Statuses of the errors that are this route's own; those that any route may answer are not listed."""
    streams: bool = False
    """Whether the answer does not end by itself, as server-sent events or a WebSocket."""

    def __post_init__(self) -> None:
        if self.is_public == bool(self.roles):
            raise ValueError(f"{self.method} {self.path}: roles for all but public routes, and for no public one")
        if not self.is_public and (self.scope is Scope.ROOM) != ("{room}" in self.path):
            raise ValueError(
                f"{self.method} {self.path}: the scope of a path with {{room}}, and of no other, is that room"
            )

    @property
    def is_public(self) -> bool:
        """Whether anybody may use the route."""
        return self.scope is Scope.PUBLIC
