"""What is voted about, how, and what came of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from orchestrator.councils.sitting.quorum import Quorum
from orchestrator.councils.sitting.rules import Majority

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"

Choice = tuple[str, ...]
"""What one person votes: `(FOR,)`, `(ABSTAIN,)`, an alternative, or the candidates they prefer. Empty: a blank ballot."""


class Manner(StrEnum):
    """How votes are given."""

    OPEN = "open"
    ROLL_CALL = "roll_call"
    """Open, and the secretary asks each by name."""
    SECRET = "secret"  # noqa: S105  a ballot, no password


class Recorded(StrEnum):
    """Whether anything keeps or carries out what is said in the halls and in the meeting, as far as the service can tell."""

    OFF = "off"
    ON = "on"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recording:
    """What was found of recordings and streams when a vote was opened."""

    found: Recorded
    about: tuple[str, ...] = ()
    """What is on, or not known, in words: a hall and its device."""
    reason: str = ""
    """Why whoever presides went on though it was not off."""


class Ties(StrEnum):
    """Who is elected of candidates with equal votes, where not all of them can be."""

    RUN_OFF = "run_off"
    LISTED_FIRST = "listed_first"
    """Whoever stands first on the list: schools list by seniority."""
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Motion:
    """A text, of which one is for or against."""

    kind: Literal["motion"] = "motion"


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Several texts, of which one may win."""

    options: tuple[str, ...]
    kind: Literal["alternatives"] = "alternatives"


@dataclass(frozen=True, slots=True)
class Election:
    """Persons for a number of places."""

    candidates: tuple[str, ...]
    places: int = 1
    preferences: int = 1
    """The most names on one ballot."""
    ties: Ties = Ties.RUN_OFF
    majority: bool = False
    """Whether who is elected needs the vote's majority too; otherwise the most votes are enough."""
    kind: Literal["election"] = "election"


Question = Motion | Alternatives | Election


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes that were counted. In an election, `counts` may sum to more than `ballots`."""

    counts: tuple[tuple[str, int], ...]
    """Votes of each option, in the order of the question; options without votes too."""
    ballots: int
    abstained: int = 0
    blank: int = 0
    null: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a vote, with all numbers of its arithmetic."""

    tally: Tally
    entitled: int
    valid: int
    """Votes that count as validly cast."""
    base: int
    """The number that the majority is taken of."""
    needed: int
    """Votes that a proposal needs; of an election by most votes: 0."""
    passed: bool
    winners: tuple[str, ...] = ()
    """Who is elected, by votes; or the alternative that won."""
    tied: tuple[str, ...] = ()
    """Those between whom equal votes leave it open: another vote, or a lot, decides."""
    chair_decided: bool = False
    """The votes were equal, and the chair's prevailed."""


class Medium(StrEnum):
    """On what a secret ballot was handed out."""

    PAPER = "paper"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Proclamation:
    """A result that was proclaimed: nothing changes it any more."""

    number: int
    outcome: Outcome
    reservation: str | None
    """Why it was proclaimed though the quorum was lost meanwhile."""


@dataclass(frozen=True, slots=True)
class Dissent:
    """Somebody's wish to have it in the minutes that they did not agree."""

    seat: str
    text: str


@dataclass(slots=True)
class Vote:
    """One vote, as far as it has come."""

    id: str
    item: str
    text: str
    question: Question
    manner: Manner
    majority: Majority
    secret_reason: str
    prolongs: bool
    opened: int
    """The number of the act that opened it."""
    opened_at: datetime
    entitled: set[str]
    """Seats that were present when it was opened and not recused. Who comes later is present, but not entitled."""
    recused: frozenset[str]
    quorum: Quorum
    """When it was opened."""
    seats: int
    """In office then, without the recused: what a majority of the seats is taken of."""
    chair: str | None = None
    """The seat of whoever presided when it was closed."""
    casts: dict[str, Choice] = field(default_factory=dict)
    """Of an open vote, by seat."""
    handed: dict[str, Medium] = field(default_factory=dict)
    """Of a secret vote: to whom a ballot was handed out."""
    announced: int | None = None
    """The act that announced the closing; nothing new is handed out after it."""
    announced_at: datetime | None = None
    closed: int | None = None
    closed_at: datetime | None = None
    quorum_at_closing: Quorum | None = None
    remote: Tally | None = None
    """Secret ballots that came from afar, counted at the closing."""
    paper: Tally | None = None
    outcome: Outcome | None = None
    """Computed at the closing, or when the paper has been counted, and after a lot or a correction before it is proclaimed."""
    annulled: str | None = None
    """Why the vote does not count."""
    proclaimed: Proclamation | None = None
    recalculated: Outcome | None = None
    """What corrections make of a proclaimed result, where it differs."""
    quorum_recalculated: Quorum | None = None
    """What corrections make of the quorum at the opening, where it differs."""
    lots: tuple[str, ...] = ()
    dissents: list[Dissent] = field(default_factory=list)
    recording: Recording | None = None
    """What was found of recordings when it was opened; None where nobody looked."""
    until: datetime | None = None
    """Of a vote that prolongs: the latest end that it allows."""
    settled_by: int | None = None
    """The act that proclaimed or annulled it."""
    settled_at: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether votes are still taken."""
        return self.closed is None and self.annulled is None

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.annulled is not None or self.proclaimed is not None

    def handed_on(self, medium: Medium) -> int:
        """How many ballots were handed out on that medium."""
        return sum(1 for handed in self.handed.values() if handed is medium)


def options_of(question: Question) -> tuple[str, ...]:
    """What a vote may name, in the order in which it is shown and counted."""
    match question:
        case Motion():
            return FOR, AGAINST
        case Alternatives():
            return question.options
        case Election():
            return question.candidates


BALLOT_BYTES = 2048
"""Of UTF-8, at most, on a secret ballot: all of them are kept and sent in one length."""


def longest_ballot(question: Question) -> int:
    """How many bytes the longest ballot has that may be cast secretly, as a JSON list of what it names."""
    written = sorted(
        (len(json.dumps(option, ensure_ascii=False).encode()) for option in options_of(question)), reverse=True
    )
    return 1 + sum(length + 1 for length in written[: question.preferences if isinstance(question, Election) else 1])


def tally_of(question: Question, casts: Mapping[str, Choice]) -> Tally:
    """Open votes, counted."""
    counts = dict.fromkeys(options_of(question), 0)
    abstained = blank = 0
    for choice in casts.values():
        if choice == (ABSTAIN,):
            abstained += 1
        elif not choice:
            blank += 1
        else:
            for option in choice:
                counts[option] += 1
    return Tally(tuple(counts.items()), len(casts), abstained, blank)


def together(question: Question, *tallies: Tally) -> Tally:
    """Several tallies of one question as one: ballots on paper and from afar."""
    return Tally(
        tuple((option, sum(dict(tally.counts).get(option, 0) for tally in tallies)) for option in options_of(question)),
        sum(tally.ballots for tally in tallies),
        sum(tally.abstained for tally in tallies),
        sum(tally.blank for tally in tallies),
        sum(tally.null for tally in tallies),
    )


def impossible(question: Question, tally: Tally) -> bool:
    """Whether no ballots could be counted so."""
    counts = dict(tally.counts)
    numbers = (*counts.values(), tally.ballots, tally.abstained, tally.blank, tally.null)
    if any(number < 0 for number in numbers) or set(counts) != set(options_of(question)):
        return True
    named = tally.ballots - tally.abstained - tally.blank - tally.null
    names = sum(counts.values())
    if isinstance(question, Election):
        return not named <= names <= named * question.preferences or max(counts.values()) > named
    return names != named
