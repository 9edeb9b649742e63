"""The changes by name that a reading of calendars comes to, each with what is needed to store it. Pure."""

from dataclasses import dataclass

from schedules.bookings import Occurrence
from schedules.packing import packed_by_fields


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Added:
    """An occurrence that is not stored yet."""

    id: str
    """The id that it gets."""
    told: Occurrence


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Again:
    """An occurrence that was a session and is moved away from that time: it takes place once more, as another one.

    Its key is one that no calendar can give. The stored occurrence keeps what happened.
    """

    id: str
    """The id that it gets."""
    told: Occurrence


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Changed:
    """A stored occurrence says something else, at the same time and in the same rooms; it may have been gone meanwhile."""

    id: str
    told: Occurrence


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Moved:
    """A stored occurrence has another time or other rooms."""

    id: str
    told: Occurrence


@packed_by_fields
@dataclass(frozen=True, slots=True)
class Renamed:
    """A stored occurrence comes under a new UID, at the same time and in the same rooms."""

    id: str
    told: Occurrence
    alias: str
    """The opaque id of the key with that UID."""


@dataclass(frozen=True, slots=True)
class Vanished:
    """A stored occurrence is in its calendar no more."""

    id: str


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A stored occurrence is in its calendar as cancelled."""

    id: str


New = Added | Again
Told = New | Changed | Moved | Renamed
Gone = Vanished | CalledOff
Change = Told | Gone
"""Of the stored occurrence with the change's *id*; *told* is what its calendar says now."""
