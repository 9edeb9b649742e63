"""What people can be: roles on the staff of sites, and roles in organisations. Pure."""

from dataclasses import dataclass
from enum import StrEnum

ALL_SITES = "*"
"""In place of a site's id: every site there is, and such as come."""


class StaffRole(StrEnum):
    """What somebody is on the staff of sites."""

    ADMINISTRATOR = "administrator"
    """Of the installation: the sites of such a role are always ALL_SITES."""
    TECHNICIAN = "technician"
    DESK = "desk"


class OrganisationRole(StrEnum):
    """What somebody is in an organisation."""

    MANAGER = "manager"
    ORGANISER = "organiser"
    VIEWER = "viewer"
    CONFIDENTIAL = "confidential"
    """Reads its confidential bookings, besides what another role there may."""


@dataclass(frozen=True, slots=True, order=True)
class Staff:
    """A role on the staff of one site, or of all."""

    role: StaffRole
    site: str = ALL_SITES

    def __post_init__(self) -> None:
        if self.role is StaffRole.ADMINISTRATOR and self.site != ALL_SITES:
            raise ValueError("an administrator is one of the whole installation")


@dataclass(frozen=True, slots=True, order=True)
class Membership:
    """A role in an organisation."""

    organisation: str
    role: OrganisationRole
