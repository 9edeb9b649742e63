"""What is known of a meeting before anything is made of it: what Jitsi told, links used, snapshots and entries by hand. Pure.

Times are whole Unix seconds, as event_sync gives them (mod_event_sync_component of jitsi-contrib).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MAIN = ""
"""The main room of a meeting; every other place is the id of a separate (breakout) room."""


class Told(StrEnum):
    """What Jitsi told."""

    CREATED = "created"
    DESTROYED = "destroyed"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True, order=True)
class Occupant:
    """One device in one room, as an event tells of it."""

    jid: str
    """Its address in the room, which each connection has anew and keeps through separate rooms."""
    joined: int | None = None
    left: int | None = None
    id: str | None = None
    """Of the token's user; None for somebody without a token."""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that Jitsi told, in whatever order and however often it came."""

    told: Told
    place: str = MAIN
    at: int = 0
    """When the room was created or destroyed; when somebody joined or left where that says more than the occupant."""
    created: int | None = None
    """Of a destroyed room: when it was created."""
    occupant: Occupant | None = None
    occupants: tuple[Occupant, ...] = ()
    """Of a destroyed room, the list at the end: of each device its last stay, so that earlier ones may be missing."""
    has_list: bool = False
    """Whether the list at the end is in it, be it empty; hosted JaaS tells none."""
    conference: str = ""
    """The name of the conference: a meeting that was given another one is held in two."""


@dataclass(frozen=True, slots=True)
class LinkUse:
    """Somebody went towards the meeting by a link of ours."""

    entrant: str
    """The id that their token has, the same for all their devices."""
    at: int
    name: str = ""
    in_hall: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """Somebody in a snapshot's list."""

    nick: str
    """The last part of the device's address in the room."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How many were in the main room at one moment, and who where that is told."""

    at: int
    count: int
    seen: tuple[Seen, ...] | None = None


@dataclass(frozen=True, slots=True)
class HandEntry:
    """What somebody wrote about a person, with a reason; it never changes what was derived."""

    number: int
    """Later ones count before earlier ones."""
    person: str
    """Key of the person."""
    name: str
    start: int
    end: int
    present: bool
    who: str
    why: str
    at: int


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who may come by a personal link."""

    entrant: str
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything about one meeting; the order of what is listed does not matter."""

    start: int
    """Of the booking."""
    end: int
    events: tuple[Event, ...] = ()
    uses: tuple[LinkUse, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    entries: tuple[HandEntry, ...] = ()
    invited: tuple[Invited, ...] = ()
    halls: Mapping[str, str] = field(default_factory=dict)
    """What rooms are called, by the id that their own token has."""
    forgotten: bool = False
    """Whether it was so long ago that what was told is not kept any more."""

    def moments(self) -> Iterator[int]:
        """Every time that something other than people's hands tells."""
        for event in self.events:
            yield event.at
            for occupant in (*event.occupants, *([] if event.occupant is None else [event.occupant])):
                yield from (moment for moment in (occupant.joined, occupant.left) if moment is not None)
        yield from (use.at for use in self.uses)
        yield from (snapshot.at for snapshot in self.snapshots)
