"""How far a route reaches, and how far a request may reach on it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from orchestrator.access.identity import Holding, Identity
from orchestrator.access.permissions import PERMISSIONS, Action, Where
from orchestrator.accounts.roles import ALL_SITES

RoomsOf = Callable[[str], frozenset[str]]
"""The ids of the rooms of a site."""


class Scope(StrEnum):
    """What a route is about."""

    PUBLIC = "public"
    """Nothing of anybody's: no credentials are asked for, or the handler looks at them itself."""
    INSTALLATION = "installation"
    """Whatever there is. Who is confined to a part of it may not."""
    ROOM = "room"
    """The `{room}` of the path. Who is confined to others may not."""
    ORGANISATION = "organisation"
    """The `{organisation}` of the path. Who is confined to others may not."""
    OWN = "own"
    """What belongs to whoever asks: the handler goes by the reach that it is given."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of what there is: what lies within all of its bounds. None is no bound."""

    rooms: frozenset[str] | None = None
    organisation: str | None = None
    account: str | None = None

    def includes(self, room: str | None, organisation: str | None, account: str | None) -> bool:
        """Whether something of that room, organisation and account is part of it. What is not said is within no bound."""
        return (
            (self.rooms is None or room in self.rooms)
            and (self.organisation is None or self.organisation == organisation)
            and (self.account is None or self.account == account)
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one request may reach: as far as one of the areas does."""

    areas: tuple[Area, ...]

    def includes(self, room: str | None = None, organisation: str | None = None, account: str | None = None) -> bool:
        """Whether something of that room, organisation and account is within reach."""
        return any(area.includes(room, organisation, account) for area in self.areas)

    @property
    def rooms(self) -> frozenset[str] | None:
        """The rooms, for whatever organisation; None for all rooms."""
        bounds = [area.rooms for area in self.areas]
        return None if None in bounds else frozenset().union(*filter(None, bounds))


def reach_for(action: Action, identity: Identity, rooms_of: RoomsOf) -> Reach | None:
    """How far the table of permissions lets *identity* reach with *action*; None: not at all."""
    areas = tuple(_areas(action, identity, rooms_of))
    return Reach(areas) if areas else None


def reach_of(scope: Scope, whole: Reach, room: str | None, organisation: str | None) -> Reach | None:
    """What of *whole* is within reach on a route of that scope, whose path names *room* or *organisation*; None: nothing."""
    match scope:
        case Scope.INSTALLATION:
            return whole if whole.includes() else None
        case Scope.ROOM:
            return Reach((Area(rooms=frozenset({room})),)) if room is not None and whole.includes(room=room) else None
        case Scope.ORGANISATION:
            return Reach((Area(organisation=organisation),)) if whole.includes(organisation=organisation) else None
        case Scope.PUBLIC | Scope.OWN:
            return whole


def _areas(action: Action, identity: Identity, rooms_of: RoomsOf) -> Iterator[Area]:
    for holding in identity.holdings:
        where = PERMISSIONS[action].get(holding.role)
        if where is not None:
            yield _area(where, holding, identity.who, rooms_of)


def _area(where: Where, holding: Holding, who: str, rooms_of: RoomsOf) -> Area:
    match where:
        case Where.EVERYWHERE:
            return Area()
        case Where.ROOMS:
            return Area(rooms=holding.rooms)
        case Where.SITES:
            return Area() if holding.site == ALL_SITES else Area(rooms=rooms_of(holding.site or ""))
        case Where.ORGANISATION:
            return Area(organisation=holding.organisation)
        case Where.PROGRAM:
            return Area(None if holding.site is None else rooms_of(holding.site), holding.organisation)
        case Where.OWN:
            return Area(account=who)
