"""Which audience of a booking somebody is."""

from orchestrator.access.identity import Identity
from orchestrator.access.permissions import Role
from schedules.fields import Audience


def audience_of(identity: Identity) -> Audience:
    """By the roles that they hold: administrators and the desk book for others, panels and agents stand in rooms."""
    roles = {holding.role for holding in identity.holdings}
    if roles & {Role.ADMIN, Role.ADMINISTRATOR, Role.DESK}:
        return Audience.DESK
    return Audience.ROOM if roles & {Role.PANEL, Role.AGENT} else Audience.OTHERS
