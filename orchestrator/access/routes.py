"""One value for each route, from which the application, the sign-in and the OpenAPI document are made."""

from dataclasses import dataclass, field

from aiohttp.typedefs import Handler
from pydantic import BaseModel

from orchestrator.access.permissions import Action
from orchestrator.access.scopes import Scope


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path, what serves it, how far it reaches, and who may ask.

    Whom the table of permissions lets do *action* may, as far as *scope* goes: request[REACH] tells the handler how far. A
    public route has no action. Raises ValueError for a scope that does not fit the rest, so that no service starts with
    such a route.
    """

    method: str
    path: str
    """The path as aiohttp writes it, like ``/api/v1/rooms/{room}``."""
    handler: Handler
    summary: str = ""
    scope: Scope = field(kw_only=True)
    action: Action | None = None
    proof: bool = False
    """Whether people must have given their password, or what stands for it, within the last minutes."""
    page: bool = False
    """Whether it answers people with a page, and is no part of the API."""
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
    unobserved: bool = False
    """Whether no metric counts it, since how its numbers rise would tell when somebody did it."""

    def __post_init__(self) -> None:
        if self.is_public == (self.action is not None):
            raise ValueError(f"{self.method} {self.path}: an action for all but public routes, and for no public one")
        for scope in (Scope.ROOM, Scope.ORGANISATION):
            if not self.is_public and (self.scope is scope) != (f"{{{scope}}}" in self.path):
                raise ValueError(
                    f"{self.method} {self.path}: the scope of a path with {{{scope}}}, and of no other, is that {scope}"
                )

    @property
    def is_public(self) -> bool:
        """Whether anybody may use the route."""
        return self.scope is Scope.PUBLIC
