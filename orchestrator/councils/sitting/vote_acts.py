"""What is done about a vote, from its opening to what is said against its result."""

from dataclasses import dataclass

from pydantic import AwareDatetime

from orchestrator.councils.sitting.rules import Majority
from orchestrator.councils.sitting.votes import Choice, Manner, Medium, Question, Recording, Tally


@dataclass(frozen=True, slots=True)
class VoteOpened:
    """Text, options and majority are frozen by this act, and so are those entitled."""

    vote: str
    item: str
    text: str
    question: Question
    manner: Manner
    majority: Majority | None = None
    """None: as the rules say."""
    secret_reason: str = ""
    """Why a vote is secret that is not about persons."""
    prolongs: bool = False
    """Whether the question is that the sitting last longer."""
    recording: Recording | None = None
    """What was found of recordings; None where nobody looked, as nobody has to for an open vote."""
    until: AwareDatetime | None = None
    """Of a vote that prolongs: the latest end that it allows."""


@dataclass(frozen=True, slots=True)
class Cast:
    """An open vote. The last one of a seat counts."""

    vote: str
    seat: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class BallotHanded:
    """A secret ballot was handed out: once, and never replaced."""

    vote: str
    seat: str
    medium: Medium


@dataclass(frozen=True, slots=True)
class ClosingAnnounced:
    """The vote closes soon: what is on its way still counts, nothing new is handed out."""

    vote: str


@dataclass(frozen=True, slots=True)
class VoteClosed:
    """The vote is over. *remote* are the secret ballots that came from afar."""

    vote: str
    remote: Tally | None = None


@dataclass(frozen=True, slots=True)
class PaperCounted:
    """What the tellers counted of the ballots on paper."""

    vote: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class LotDrawn:
    """Between equal votes in an election the lot fell on a candidate."""

    vote: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Proclaimed:
    """The chair proclaims the result; where the quorum was lost, with a reservation and its reason."""

    vote: str
    reservation: str = ""


@dataclass(frozen=True, slots=True)
class VoteAnnulled:
    vote: str
    reason: str


@dataclass(frozen=True, slots=True)
class DissentRecorded:
    vote: str
    seat: str
    text: str
