"""Which audience of a booking somebody is, by whose the booking is. Pure."""

from orchestrator.access.identity import Holding, Identity
from orchestrator.access.permissions import Role
from orchestrator.access.scopes import RoomsOf
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.roles import ALL_SITES
from schedules.bookings import OWN_CALENDAR, AudienceOf, Occurrence
from schedules.fields import Audience

_BEST = (Audience.OWNER, Audience.DESK, Audience.ROOM, Audience.TECHNICIAN, Audience.OTHERS)
"""Who sees more comes first."""


def audience_of(identity: Identity, rooms_of: RoomsOf) -> AudienceOf:
    """As what *identity* sees each booking, given whole; *rooms_of* tells the rooms of a site."""

    def audience(booking: Occurrence) -> Audience:
        if is_own(identity, booking):
            return Audience.OWNER
        held = [_as_holder(holding, booking, rooms_of) for holding in identity.holdings]
        return min(held, key=_BEST.index, default=Audience.OTHERS)

    return audience


def is_own(identity: Identity, booking: Occurrence) -> bool:
    """Whether somebody booked it, or is named as the organiser of what was booked here: a calendar's ORGANIZER grants nothing."""
    if identity.person is None:
        return False
    email = identity.person.account.email
    named = email is not None and booking.organiser is not None and key_of(booking.organiser) == key_of(email)
    return booking.booked_by == identity.who or (named and booking.key.calendar == OWN_CALENDAR)


def _as_holder(holding: Holding, booking: Occurrence, rooms_of: RoomsOf) -> Audience:
    """As what somebody with that one role sees it."""
    belongs = holding.organisation is not None and holding.organisation == booking.organisation
    match holding.role:
        case Role.ADMIN | Role.ADMINISTRATOR:
            return Audience.DESK
        case Role.CONFIDENTIAL if belongs:
            return Audience.OWNER
        case Role.MANAGER | Role.ORGANISER if belongs:
            return Audience.DESK
        case Role.VIEWER if belongs:
            return Audience.ROOM
        case Role.BOOKINGS_READ | Role.BOOKINGS_WRITE if belongs or _is_at(holding, booking, rooms_of):
            return Audience.DESK
        case Role.DESK if _is_at(holding, booking, rooms_of):
            return Audience.DESK
        case Role.TECHNICIAN if _is_at(holding, booking, rooms_of):
            return Audience.TECHNICIAN
        case Role.PANEL | Role.AGENT if not holding.rooms.isdisjoint(booking.rooms):
            return Audience.ROOM
    return Audience.OTHERS


def _is_at(holding: Holding, booking: Occurrence, rooms_of: RoomsOf) -> bool:
    """Whether one of the booking's rooms is of the site of that role."""
    if holding.site is None:
        return False
    return holding.site == ALL_SITES or not rooms_of(holding.site).isdisjoint(booking.rooms)
