"""What a convocation says, as plain data: enough for the notice on the board and for the sheets of paper of the day. Pure."""

from dataclasses import dataclass
from datetime import datetime

from orchestrator.councils.minutes.content import Officer
from orchestrator.councils.sitting.agenda import ItemKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the agenda as it is announced."""

    number: str
    title: str
    kind: ItemKind
    rapporteur: str = ""
    documents: tuple[str, ...] = ()
    """Their titles."""


@dataclass(frozen=True, slots=True)
class Call:
    """Who is called, where and when, and what for; times carry the offset of the house's zone."""

    heading: tuple[str, ...]
    organ: str
    school_year: str
    written: datetime
    starts: datetime
    ends: datetime
    """As announced; a majority may prolong."""
    places: tuple[str, ...]
    agenda: tuple[Entry, ...]
    chair: Officer
    """Who calls, and signs the notice."""
    protocol: str = ""
    second: datetime | None = None
    """Of the second call."""
    distance: str = ""
    """How to take part from elsewhere, and what allows it."""
    requested_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
