"""What the form of a booking offers: rooms, kinds in words, organisations. Pure."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from config.rooms import Installation, Room, Site
from orchestrator.access.scopes import Area, Reach
from orchestrator.accounts.organisations import Organisation
from orchestrator.bookings.draft import Choices, RoomChoice
from orchestrator.web.shell.catalogues import Say


def choices_of(
    installation: Installation, sites: Sequence[Site], organisations: Sequence[Organisation], reach: Reach, say: Say
) -> Choices:
    """What somebody of that *reach* may book; rooms of *sites* in their order, and those organisations that are open."""
    rooms = [
        _choice(room, site, say)
        for site in sites
        for room in installation.rooms
        if installation.site_of(room).id == site.id and any(_in(area, room.id) for area in reach.areas)
    ]
    for_others = any(area.organisation is None and area.account is None for area in reach.areas)
    offered = [
        (each.id, each.name)
        for each in organisations
        if each.closed_at is None and (for_others or any(area.organisation == each.id for area in reach.areas))
    ]
    return Choices(rooms, list(_categories(installation, say)), offered, for_others)


def category_of(installation: Installation, preset: str | None) -> str:
    """The kind that the form shows for a booking with that preset; "" for none in particular."""
    found = installation.presets.get(preset or "")
    return found.categories[0] if found is not None and found.categories else ""


def _choice(room: Room, site: Site, say: Say) -> RoomChoice:
    places = say("%(places)s posti") % {"places": room.capacity} if room.capacity else ""
    return RoomChoice(room.id, room.name, site.name, places, ZoneInfo(site.timezone))


def _categories(installation: Installation, say: Say) -> Iterable[tuple[str, str]]:
    """One for each preset that has a category, by its title; one that is confidential says so."""
    for preset in installation.presets.values():
        if preset.categories:
            words = say("%(kind)s (riservata)") % {"kind": preset.title} if preset.confidential else preset.title
            yield preset.categories[0], words


def _in(area: Area, room: str) -> bool:
    return area.rooms is None or room in area.rooms
