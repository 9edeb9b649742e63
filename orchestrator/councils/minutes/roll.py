"""Who sat in an organ and who was there, as plain data. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Place(StrEnum):
    """Where somebody is present."""

    HALL = "hall"
    REMOTE = "remote"


class AtItem(StrEnum):
    """How somebody was there while an item was open."""

    HALL = "hall"
    REMOTE = "remote"
    PART = "part"
    """Not from its opening to its closing."""
    OUT = "out"
    NOT_TAKEN = "not taken"


@dataclass(frozen=True, slots=True)
class Stay:
    """Half-open [start, end) in which somebody was there; *end* is None where they stayed to the end."""

    start: datetime
    end: datetime | None
    place: Place
    note: str = ""
    """``collegamento caduto``, ``registrato dal segretario``."""


@dataclass(frozen=True, slots=True)
class Member:
    """A seat, who holds it at this sitting, and when they were there."""

    seat: int
    name: str
    code: str
    """Tells namesakes apart."""
    quality: str = ""
    """``docente``, ``genitore``; what the organ's roll says."""
    ex_officio: bool = False
    substitute_for: str = ""
    """Who holds the seat otherwise."""
    excused: str = ""
    """Why an absence is justified; empty where it is not."""
    stays: tuple[Stay, ...] = ()
    at_items: tuple[AtItem, ...] = ()
    """One for each item, in the order of the agenda."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody admitted to an item, who is not counted."""

    name: str
    quality: str
    start: datetime
    end: datetime | None
