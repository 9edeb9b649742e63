"""How something was voted, as plain data. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orchestrator.councils.sitting.votes import Manner


class VoteKind(StrEnum):
    """What is chosen between."""

    MOTION = "motion"
    ELECTION = "election"
    ALTERNATIVES = "alternatives"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many votes an option or a candidate has; *valid* is False for abstentions and the like."""

    label: str
    votes: int
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """Who voted so, by name, in the order of the roll."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """Ballot papers of a secret vote."""

    handed_out: int
    cast: int
    on_paper: int = 0
    """How many of those cast were counted in the hall."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody wants recorded of a vote: a dissent, or why they take no part."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote from its opening to its result, with everything that makes it contestable or not."""

    number: int
    way: Manner
    kind: VoteKind
    text: str
    """As it was frozen at the opening."""
    opened: datetime
    closed: datetime | None
    entitled: int
    tallies: tuple[Tally, ...]
    """In the order of the options; then abstained, not voting, blank and null, where there were such."""
    quorum: str
    """At its opening and closing, in words and numbers."""
    arithmetic: str
    """``favorevoli 30, contrari 12, astenuti 5; validi 42; necessari 22: approvata``."""
    outcome: str
    """As it was proclaimed."""
    passed: bool | None = None
    """None where nothing passes or fails: an election, a vote that was annulled."""
    resolution: str = ""
    """``Delibera n. 14``; empty where nothing was resolved."""
    why_so: str = ""
    """Why it was secret, or by roll call."""
    choices: tuple[Choice, ...] = ()
    papers: Papers | None = None
    tellers: tuple[str, ...] = ()
    recounted: str = ""
    """What corrections make of it, where that differs from what was proclaimed."""
    reservation: str = ""
    """Why it was proclaimed though the quorum was lost."""
    annulled: str = ""
    """Why it does not count."""
    dissents: tuple[Statement, ...] = ()
    recused: tuple[Statement, ...] = ()
    recording: str = ""
    """What was found of recordings and streams at its opening, and why it was opened all the same."""
