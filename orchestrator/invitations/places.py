"""Where a booking is, as those who are invited read it. Pure."""

from zoneinfo import ZoneInfo

from config.rooms import Installation, Room, Site
from orchestrator.invitations.composing import Place
from orchestrator.invitations.due import Facts
from orchestrator.outbox.post_office import house_name


def place_of(installation: Installation, facts: Facts, organisation: str | None) -> Place:
    """In words; *organisation* is the name of the one that invites. A booking that was taken back is in no room."""
    rooms = _rooms(installation, facts)
    site = _site(installation, rooms)
    return Place(
        house=house_name(installation),
        site=site.name,
        rooms=", ".join(room.name for room in rooms),
        address=site.address or site.town or "",
        zone=ZoneInfo(site.timezone),
        host=organisation,
    )


def _rooms(installation: Installation, facts: Facts) -> list[Room]:
    return [room for room in installation.rooms if room.id in facts.rooms]


def _site(installation: Installation, rooms: list[Room]) -> Site:
    return installation.site_of(rooms[0]) if rooms else installation.sites[0]
