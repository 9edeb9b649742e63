"""Who sent a request: a token, or somebody who is signed in, with all roles that they hold. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from orchestrator.access.permissions import Role
from orchestrator.accounts.sign_ins import Person


@dataclass(frozen=True, slots=True)
class Holding:
    """A role, and of what: of rooms (a token), of a site (staff), of an organisation (a member), or of the installation."""

    role: Role
    rooms: frozenset[str] = frozenset()
    site: str | None = None
    """ALL_SITES for every one."""
    organisation: str | None = None
    deployment: str | None = None
    """Of a token: the Jitsi server that has it."""

    def is_of(self, room: str) -> bool:
        """Whether the token may use *room*: an administrator's may use all."""
        return self.role is Role.ADMIN or room in self.rooms


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, as it is written down."""

    kind: Literal["account", "token", "command", "service"]
    id: str
    """Of the account or token; the operating system's name of whoever runs a command."""
    address: str = ""
    """The network address; empty for commands and the service."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, and what they are."""

    who: str
    """Id of the account or token, which is no secret."""
    holdings: tuple[Holding, ...]
    person: Person | None = None
    """Who is signed in; None for a token."""

    @property
    def of_token(self) -> Holding | None:
        """The one role of a token; None for a person and for a program, which may have several."""
        return self.holdings[0] if self.person is None and len(self.holdings) == 1 else None

    def belongs_to(self, organisation: str) -> bool:
        """Whether they are something there."""
        return any(holding.organisation == organisation for holding in self.holdings)

    def actor(self, address: str | None) -> Actor:
        """The same as acts of theirs name them."""
        return Actor("token" if self.person is None else "account", self.who, address or "")


def identity_of_person(person: Person) -> Identity:
    """Somebody who is signed in."""
    return Identity(person.account.id, tuple(_holdings(person)), person)


def _holdings(person: Person) -> Iterator[Holding]:
    yield Holding(Role.PERSON)
    for staff in person.staff:
        yield Holding(Role(staff.role), site=staff.site)
    for membership in person.memberships:
        yield Holding(Role(membership.role), organisation=membership.organisation)
