"""Who asks something of bookings: as what they see each, and how far they may reach."""

from collections.abc import Collection
from dataclasses import dataclass

from aiohttp import web

from orchestrator.access.actors import actor_of
from orchestrator.access.audiences import audience_of
from orchestrator.access.identity import Actor, Identity
from orchestrator.access.keys import IDENTITY, ROOMS_OF
from orchestrator.access.permissions import Action
from orchestrator.access.scopes import Reach, RoomsOf, reach_for
from schedules.bookings import AudienceOf

_NOWHERE = Reach(())


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody, or a program, that asks for something to be done in one transaction."""

    identity: Identity
    actor: Actor
    rooms_of: RoomsOf

    @property
    def audience(self) -> AudienceOf:
        """As what they see each booking."""
        return audience_of(self.identity, self.rooms_of)

    @property
    def account(self) -> str | None:
        """The id of their account; None for a program."""
        return self.identity.who if self.identity.person is not None else None

    @property
    def token(self) -> str | None:
        """The id of the token; None for a person."""
        return self.identity.who if self.identity.person is None else None

    def reach(self, action: Action) -> Reach:
        """How far they may reach with *action*."""
        return reach_for(action, self.identity, self.rooms_of) or _NOWHERE

    def may(self, action: Action, rooms: Collection[str], organisation: str | None, account: str | None = None) -> bool:
        """Whether they may do that with a booking of all *rooms*, of that organisation, which *account* booked.

        What somebody booked for an organisation that they have left is theirs no more.
        """
        own = account if organisation is None or self.identity.belongs_to(organisation) else None
        reach = self.reach(action)
        return all(reach.includes(room, organisation, own) for room in rooms)


def asker_of(request: web.Request) -> Asker:
    """Who sends *request*, which a route let through."""
    return Asker(request[IDENTITY], actor_of(request), request.app[ROOMS_OF])
