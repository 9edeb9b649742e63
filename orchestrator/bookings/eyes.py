"""What somebody sees of bookings, by whose they are. Pure."""

from collections.abc import Iterator

from orchestrator.access.identity import Holding, Identity
from orchestrator.access.permissions import Role
from orchestrator.access.scopes import RoomsOf
from orchestrator.accounts.roles import ALL_SITES
from schedules.bookings import AudienceOf, Occurrence
from schedules.fields import Audience

_BEST = (Audience.OWNER, Audience.DESK, Audience.ROOM, Audience.TECHNICIAN, Audience.OTHERS)
"""Who sees more comes first."""
_MEMBERS = {
    Role.MANAGER: Audience.DESK,
    Role.ORGANISER: Audience.DESK,
    Role.BOOKINGS_READ: Audience.DESK,
    Role.BOOKINGS_WRITE: Audience.DESK,
    Role.VIEWER: Audience.ROOM,
}
_STAFF = {
    Role.DESK: Audience.DESK,
    Role.TECHNICIAN: Audience.TECHNICIAN,
    Role.BOOKINGS_READ: Audience.DESK,
    Role.BOOKINGS_WRITE: Audience.DESK,
}
_EVERYWHERE = {Role.ADMIN: Audience.DESK, Role.ADMINISTRATOR: Audience.DESK}


def eyes_of(identity: Identity, rooms_of: RoomsOf) -> AudienceOf:
    """As what *identity* sees each booking; *rooms_of* tells the rooms of a site."""

    def audience(booking: Occurrence) -> Audience:
        if booking.booked_by is not None and identity.person is not None and booking.booked_by == identity.who:
            return Audience.OWNER
        return min(_as(identity, rooms_of, booking), key=_BEST.index, default=Audience.OTHERS)

    return audience


def _as(identity: Identity, rooms_of: RoomsOf, booking: Occurrence) -> Iterator[Audience]:
    for holding in identity.holdings:
        if holding.role in _EVERYWHERE:
            yield _EVERYWHERE[holding.role]
        if holding.organisation is not None and holding.organisation == booking.organisation:
            if holding.role is Role.CONFIDENTIAL and booking.confidential:
                yield Audience.OWNER
            if holding.role in _MEMBERS:
                yield _MEMBERS[holding.role]
        elif holding.role in _STAFF and _has(holding, rooms_of, booking):
            yield _STAFF[holding.role]
        elif booking.rooms and holding.rooms.issuperset(booking.rooms):
            yield Audience.ROOM


def _has(holding: Holding, rooms_of: RoomsOf, booking: Occurrence) -> bool:
    """Whether one of the booking's rooms is of the site of that role on its staff."""
    if holding.site is None:
        return False
    return holding.site == ALL_SITES or not rooms_of(holding.site).isdisjoint(booking.rooms)
