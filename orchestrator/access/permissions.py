"""Who may do what, and where: the one table of roles and actions. Nothing else decides. Pure.

A route names its action and its scope; pages ask the same table what to offer.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum


class Role(StrEnum):
    """What somebody is. People have the roles of staff and of organisations, several at once; a token has one of its own."""

    ADMIN = "admin"
    """A token for the technical side of the installation."""
    PANEL = "panel"
    AGENT = "agent"
    PROGRAM = "program"
    """A token of a program. It may what its scopes say, each of which is a role."""
    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    METRICS_READ = "metrics:read"
    EVENTS_WRITE = "events:write"
    """A Jitsi server that tells what happens in its meetings."""
    PERSON = "person"
    """Anybody who is signed in, whatever else they are."""
    ADMINISTRATOR = "administrator"
    TECHNICIAN = "technician"
    DESK = "desk"
    MANAGER = "manager"
    ORGANISER = "organiser"
    VIEWER = "viewer"
    CONFIDENTIAL = "confidential"
    """Reads the confidential bookings of an organisation. It comes beside another role there."""


class Where(Enum):
    """How far a role carries."""

    EVERYWHERE = "everywhere"
    SITES = "the rooms of the sites of whose staff they are"
    ROOMS = "the rooms of the token"
    ORGANISATION = "what belongs to the organisation, in any room"
    PROGRAM = "what belongs to the token's organisation, or the rooms of its site, or everywhere where it has neither"
    OWN = "what belongs to the account itself"


class Action(StrEnum):
    """What a route does."""

    SEE_ROOMS = "see_rooms"
    PRESS = "press"
    """The buttons of a room."""
    OVERRULE = "overrule"
    """What only somebody technical may press, like a hold while the room is live."""
    SEE_DETAILS = "see_details"
    """What technicians want to know of a room, behind its PIN if it has one."""
    PASS_PIN = "pass_pin"  # noqa: S105 - no password
    """Be asked for no PIN."""
    READ_TITLES = "read_titles"
    """What the panel of a room shows to everybody who stands before it."""
    INSPECT_ROOMS = "inspect_rooms"
    """Reports and problems, as they were stored."""
    FOLLOW_PLANS = "follow_plans"
    """As an agent does."""
    SEE_BACKGROUND = "see_background"
    CLOSE_SESSION = "close_session"
    """Of a browser that exchanged a token for a cookie."""
    SEE_BOOKINGS = "see_bookings"
    """That rooms are taken; whose booking it is decides what is seen of it."""
    BOOK = "book"
    CHANGE_BOOKING = "change_booking"
    SEE_PRESENCE = "see_presence"
    """Who was at a booking, and when."""
    WRITE_PRESENCE = "write_presence"
    """By hand, signed and with a reason."""
    CLOSE_ROOMS = "close_rooms"
    SEE_CALENDARS = "see_calendars"
    SEE_SITE = "see_site"
    CHANGE_SITE = "change_site"
    SEE_METRICS = "see_metrics"
    TELL_EVENTS = "tell_events"
    """What happens in the meetings of a Jitsi server; the handler looks that it is the token's own."""
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_MEMBERS = "manage_members"
    SEE_AUDIT = "see_audit"
    SEE_COUNCILS = "see_councils"
    """The organs of an organisation, their rolls and rules. Nobody else's are to be seen by anybody."""
    MANAGE_COUNCILS = "manage_councils"
    STEER_COUNCIL = "steer_council"
    """As its chair, deputy or secretary, whom the handler looks for, since that is in the organ and no role."""
    ATTEND_COUNCIL = "attend_council"
    """In the hall, at its tablet."""
    KEEP_ACCOUNT = "keep_account"
    """One's own account: name, password, browsers."""


_TOKENS = {Role.ADMIN: Where.EVERYWHERE}
_TECHNICAL = {**_TOKENS, Role.ADMINISTRATOR: Where.EVERYWHERE, Role.TECHNICIAN: Where.SITES}
_STAFF = {**_TECHNICAL, Role.DESK: Where.SITES}
_ADMINISTRATORS = {Role.ADMINISTRATOR: Where.EVERYWHERE}
_BOOKING = {
    **_TOKENS,
    Role.ADMINISTRATOR: Where.EVERYWHERE,
    Role.DESK: Where.SITES,
    Role.MANAGER: Where.ORGANISATION,
    Role.BOOKINGS_WRITE: Where.PROGRAM,
}

PERMISSIONS: Mapping[Action, Mapping[Role, Where]] = {
    Action.SEE_ROOMS: {**_STAFF, Role.PANEL: Where.ROOMS},
    Action.PRESS: {**_STAFF, Role.PANEL: Where.ROOMS},
    Action.OVERRULE: _TECHNICAL,
    Action.SEE_DETAILS: {**_TECHNICAL, Role.PANEL: Where.ROOMS},
    Action.PASS_PIN: _TECHNICAL,
    Action.READ_TITLES: {**_TOKENS, **_ADMINISTRATORS, Role.DESK: Where.SITES, Role.PANEL: Where.ROOMS},
    Action.INSPECT_ROOMS: _TECHNICAL,
    Action.FOLLOW_PLANS: {Role.AGENT: Where.ROOMS},
    Action.SEE_BACKGROUND: {**_TOKENS, Role.AGENT: Where.ROOMS},
    Action.CLOSE_SESSION: {**_TOKENS, Role.PANEL: Where.ROOMS},
    Action.SEE_BOOKINGS: {
        **_STAFF,
        Role.MANAGER: Where.ORGANISATION,
        Role.ORGANISER: Where.ORGANISATION,
        Role.VIEWER: Where.ORGANISATION,
        Role.CONFIDENTIAL: Where.ORGANISATION,
        Role.BOOKINGS_READ: Where.PROGRAM,
    },
    Action.BOOK: {**_BOOKING, Role.ORGANISER: Where.ORGANISATION},
    Action.CHANGE_BOOKING: {**_BOOKING, Role.ORGANISER: Where.OWN},
    Action.SEE_PRESENCE: {Role.MANAGER: Where.ORGANISATION, Role.ORGANISER: Where.OWN},
    Action.WRITE_PRESENCE: {Role.MANAGER: Where.ORGANISATION, Role.ORGANISER: Where.OWN},
    Action.CLOSE_ROOMS: {**_TOKENS, **_ADMINISTRATORS},
    Action.SEE_CALENDARS: _TECHNICAL,
    Action.SEE_SITE: {**_TOKENS, **_ADMINISTRATORS, Role.TECHNICIAN: Where.SITES},
    Action.CHANGE_SITE: {**_TOKENS, **_ADMINISTRATORS},
    Action.SEE_METRICS: {**_TOKENS, **_ADMINISTRATORS, Role.METRICS_READ: Where.PROGRAM},
    Action.TELL_EVENTS: {Role.EVENTS_WRITE: Where.PROGRAM},
    Action.MANAGE_PEOPLE: _ADMINISTRATORS,
    Action.MANAGE_ORGANISATIONS: _ADMINISTRATORS,
    Action.MANAGE_MEMBERS: {**_ADMINISTRATORS, Role.MANAGER: Where.ORGANISATION},
    Action.SEE_AUDIT: {**_ADMINISTRATORS, Role.MANAGER: Where.ORGANISATION},
    Action.SEE_COUNCILS: {Role.MANAGER: Where.ORGANISATION},
    Action.MANAGE_COUNCILS: {Role.MANAGER: Where.ORGANISATION},
    Action.STEER_COUNCIL: {Role.PERSON: Where.OWN},
    Action.ATTEND_COUNCIL: {Role.PANEL: Where.ROOMS},
    Action.KEEP_ACCOUNT: {Role.PERSON: Where.OWN},
}
