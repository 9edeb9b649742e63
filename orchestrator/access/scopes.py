"""How far a route reaches, and how far a request may reach on it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from orchestrator.access.tokens import Identity


class Scope(StrEnum):
    """What a route is about."""

    PUBLIC = "public"
    """Nothing of anybody's: no credentials are asked for, or the handler looks at them itself."""
    INSTALLATION = "installation"
    """Whatever there is. Who is confined to some rooms may not."""
    ROOM = "room"
    """The `{room}` of the path. Who is confined to others may not."""
    OWN = "own"
    """What belongs to whoever asks: the handler goes by the reach that it is given."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one request may reach."""

    rooms: frozenset[str] | None
    """The rooms; None for all rooms."""

    def includes(self, room: str) -> bool:
        """Whether *room* is within reach."""
        return self.rooms is None or room in self.rooms


def reach_of(scope: Scope, identity: Identity, room: str | None) -> Reach | None:
    """How far *identity* may reach on a route of that scope, whose path names *room*; None: not at all."""
    own = Reach(identity.rooms)
    match scope:
        case Scope.INSTALLATION:
            return own if own.rooms is None else None
        case Scope.ROOM:
            return Reach(frozenset({room})) if room is not None and own.includes(room) else None
        case Scope.PUBLIC | Scope.OWN:
            return own
