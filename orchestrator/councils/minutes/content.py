"""What the minutes of one sitting say, as plain data; how they look is said elsewhere. Pure.

Times carry the offset of the house's zone, and are printed as they stand. Texts are Italian where a rule makes words of
what happened (quorum, arithmetic, result), and people's own where somebody typed them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orchestrator.councils.minutes.roll import Guest, Member
from orchestrator.councils.minutes.votes import Vote
from orchestrator.councils.sitting.agenda import ItemKind


class Break(StrEnum):
    """Why a sitting did not go on."""

    SUSPENDED = "suspended"
    QUORUM_LOST = "quorum lost"
    SERVICE_DOWN = "service down"
    ADJOURNED = "adjourned"
    CLOCK_SET = "clock set"
    """The machine's clock: times before and after are of two clocks."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that members had: its title, and the SHA-256 of its file in hexadecimal."""

    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Officer:
    """Who holds an office of the sitting, and in what quality."""

    name: str
    office: str = ""
    """``dirigente scolastica``, ``collaboratore vicario``."""


@dataclass(frozen=True, slots=True)
class Presiding:
    """Who presides from a moment on, and why it changed hands."""

    officer: Officer
    since: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words as it stood at the opening, and where it comes from."""

    name: str
    text: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Convocation:
    """When and how the members were called."""

    at: datetime
    how: str
    """``per posta elettronica a ciascun componente e con affissione all’albo``."""
    notice: str
    """``5 giorni liberi; preavviso richiesto: 5 giorni``."""
    late: str = ""
    """Why the notice was shorter than the rule asks; empty where it was not."""
    requested_by: tuple[str, ...] = ()
    """The members, a third at least, who asked for the sitting."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How the sitting was held at a distance, and what allows it."""

    mode: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Intervention:
    """What somebody said, as the secretary wrote it down."""

    at: datetime
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Present:
    """How many were there, in the hall and at a distance."""

    hall: int
    remote: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda and what became of it; *opened* is None where it was not taken."""

    number: str
    title: str
    kind: ItemKind
    opened: datetime | None = None
    closed: datetime | None = None
    present: Present | None = None
    """At its opening."""
    rapporteur: str = ""
    added: str = ""
    """How it came to the agenda at the opening; empty where it was convened."""
    documents: tuple[Document, ...] = ()
    guests: tuple[Guest, ...] = ()
    notes: tuple[str, ...] = ()
    """The secretary's text, by paragraph."""
    interventions: tuple[Intervention, ...] = ()
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True)
class Interruption:
    """Half-open [start, end) in which the sitting did not go on; *end* is None where it did not resume."""

    kind: Break
    start: datetime
    end: datetime | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right, by an act that removes none."""

    at: datetime
    act: int
    text: str
    reason: str
    proposed_by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Prolongation:
    """A later end, and how it was decided."""

    at: datetime
    until: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The whole of one sitting."""

    heading: tuple[str, ...]
    """School or body, address, code: a line each."""
    organ: str
    number: int
    """Of these minutes, by organ and school year."""
    school_year: str
    """``2026/27``."""
    opened: datetime
    closed: datetime | None
    places: tuple[str, ...]
    convocation: Convocation
    distance: Distance
    identity: str
    """How it was made sure who votes."""
    rules: tuple[Rule, ...]
    presiding: tuple[Presiding, ...]
    """In order of time; the first one opens."""
    secretary: Officer
    roll: tuple[Member, ...]
    quorum: str
    """At the opening, in words and numbers."""
    items: tuple[Item, ...]
    acts: int
    """How many acts the sitting has."""
    head: str
    """SHA-256 of the last act, which holds all before it."""
    tellers: tuple[Officer, ...] = ()
    interruptions: tuple[Interruption, ...] = ()
    corrections: tuple[Correction, ...] = ()
    prolongations: tuple[Prolongation, ...] = ()
    attachments: tuple[Document, ...] = ()
    opening: str = ""
    """What is to be said of the opening besides: ``seduta deserta``, ``seconda convocazione``."""
