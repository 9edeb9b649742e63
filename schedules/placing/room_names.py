"""The rooms of a site by the names people and calendars use for them, found in a place as people write it. Pure.

A name counts where it is a whole part of the text, and the longest name wins before anything is split. Nothing is
guessed by likeness: a text that the names of two rooms fit means the room that is called exactly so, or none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from config.names import folded
from config.rooms import Room, Site
from schedules.calendar_text.details import MAX_PLACE
from schedules.placing.house import House
from schedules.placing.name_tree import Name, NameTree
from schedules.placing.place_parts import Parts
from schedules.placing.place_text import PlaceText, Token, read_place

_ADDRESS = re.compile(r"\S+@\S+")
_REMEMBERED = 5_000
"""Places whose rooms are known without reading them again: calendars name the same few."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The rooms that an event names, in the installation's order."""

    rooms: tuple[str, ...] = ()
    elsewhere: str = ""
    """What says that another house is meant, where only that keeps it from a room."""


class RoomNames:
    """Id, name and aliases of each room of one site, and what they are found in."""

    def __init__(self, site: Site, rooms: Sequence[Room]) -> None:
        self._rooms = tuple(room.id for room in rooms)
        self._site = site
        self._exact = _exact(rooms)
        self._known: dict[str, Whereabouts] = {}

    @cached_property
    def _house(self) -> House:
        return House(self._site)

    @cached_property
    def _tree(self) -> NameTree:
        return NameTree(self._exact.items())

    def find(self, location: str, resources: Iterable[str]) -> Whereabouts:
        """The rooms that a LOCATION, or the names and addresses of resources, name."""
        found = [self._at(location), *map(self._resource, resources)]
        named = {room for place in found for room in place.rooms}
        elsewhere = next((place.elsewhere for place in found if place.elsewhere), "")
        return Whereabouts(self._ordered(named), "" if named else elsewhere)

    def _resource(self, name: str) -> Whereabouts:
        """By its name, its mail address, or what stands before the @ of that."""
        if not _ADDRESS.fullmatch(name):
            return self._at(name)
        room = self._exact.get(folded(name)) or self._exact.get(folded(name.partition("@")[0]))
        return Whereabouts((room,) if room else ())

    def _at(self, text: str) -> Whereabouts:
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[text] = self._read(text)
        return known

    def _read(self, text: str) -> Whereabouts:
        if room := self._exact.get(folded(text)):
            return Whereabouts((room,))
        place = read_place(text[:MAX_PLACE], self._exact)
        names = [*self._named(place)]
        if not names:
            return Whereabouts()
        outside = [name for name in names if not place.tokens[name.begin].depth]
        elsewhere = self._house.elsewhere(_beside(names, place))
        rooms = {name.owner for name in outside or names}
        return Whereabouts(() if elsewhere else self._ordered(rooms), elsewhere)

    def _named(self, place: PlaceText) -> Iterator[Name]:
        """Each name that is a whole part of the text, from left to right."""
        parts = Parts(place.tokens, self._house.words)
        at, name = 0, None
        while at < len(place.tokens):
            found = self._tree.longest(place, at, parts.may_end) if parts.may_begin else None
            if found is None and name is not None and at == name.end + 1:
                found = self._tree.another(place, name, parts.may_end)
            if found is None:
                parts.pass_over(at)
                at += 1
            else:
                yield found
                parts.close()
                name, at = found, found.end

    def _ordered(self, rooms: set[str]) -> tuple[str, ...]:
        return tuple(room for room in self._rooms if room in rooms)


def _exact(rooms: Iterable[Room]) -> Mapping[str, str]:
    """Room ids by all that calendars may call them; a name that two rooms have means neither."""
    owners: dict[str, set[str]] = {}
    for room in rooms:
        for name in (room.id, room.name, *room.aliases):
            owners.setdefault(folded(name), set()).add(room.id)
    return {name: room_id for name, rooms in owners.items() if name and len(rooms) == 1 for room_id in rooms}


def _beside(names: Sequence[Name], place: PlaceText) -> list[Token]:
    """The tokens of the text that are of no name."""
    inside = {at for name in names for at in range(name.begin, name.end)}
    return [token for at, token in enumerate(place.tokens) if at not in inside]
