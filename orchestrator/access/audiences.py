"""Which audience of a booking somebody is."""

from orchestrator.access.tokens import Role
from schedules.fields import Audience


def audience_of(role: Role) -> Audience:
    """By the role of the token: administrators do the desk's work, panels and agents stand in rooms."""
    match role:
        case Role.ADMIN:
            return Audience.DESK
        case Role.PANEL | Role.AGENT:
            return Audience.ROOM
