"""The rooms of a site by the names people and calendars use for them. Pure."""

import re
from collections.abc import Iterable, Sequence

from config.names import folded
from config.rooms import Room

_SEPARATORS = re.compile(r"[;,/+\n]")


class RoomNames:
    """Id, name and aliases of each room of one site, and what they are found in."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self._rooms = tuple(room.id for room in rooms)
        self._names = _names(rooms)

    def find(self, location: str, resources: Iterable[str]) -> tuple[str, ...]:
        """The rooms, in the installation's order, that a LOCATION or the names and addresses of resources name."""
        # A name may itself contain a separator: the whole is looked at before its parts.
        whole = self._names.get(folded(location))
        asked: list[str] = [location] if whole else _SEPARATORS.split(location)
        for name in resources:
            asked += (name, name.partition("@")[0])
        found = {self._names.get(folded(name)) for name in asked}
        return tuple(room for room in self._rooms if room in found)


def _names(rooms: Iterable[Room]) -> dict[str, str]:
    """Room ids by all that calendars may call them; where two share a name the first has it."""
    named = [(folded(name), room.id) for room in rooms for name in (room.id, room.name, *room.aliases)]
    return {name: room_id for name, room_id in reversed(named) if name}
