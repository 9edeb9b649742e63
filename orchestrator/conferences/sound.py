"""Which of several rooms in one meeting leads it with sound, so that they do not all speak into it. Pure."""

from collections.abc import Collection

from config.devices import pages_of
from config.rooms import Installation, Room


def leading_room(installation: Installation, rooms: Collection[str]) -> Room | None:
    """The first of *rooms*, in the order of the room files, that has a big screen; those that say `leads_sound` before others."""
    there = [room for room in installation.rooms if room.id in rooms and pages_of(room.devices)]
    return min(there, key=lambda room: not room.leads_sound, default=None)
