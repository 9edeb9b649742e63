"""Everything that can be done in a sitting. An act holds whole values, and is never changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from orchestrator.councils.sitting.roll import Seat
from orchestrator.councils.sitting.rules import Majority
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.votes import Choice, Manner, Medium, Question, Recording, Tally

SERVICE = "service"
"""Who does what no person does: graces that end, clocks that jump, interruptions."""


class ItemKind(StrEnum):
    """What an item of the agenda is for."""

    COMMUNICATION = "communication"
    DISCUSSION = "discussion"
    MOTION = "motion"
    ELECTION = "election"
    SECRET_MOTION = "secret_motion"  # noqa: S105  a ballot, no password
    MINUTES = "minutes"
    """Approval of the minutes of the sitting before."""


DELIBERATING = frozenset({ItemKind.MOTION, ItemKind.ELECTION, ItemKind.SECRET_MOTION, ItemKind.MINUTES})


@dataclass(frozen=True, slots=True)
class Document:
    """A file of an item, by what it is and the SHA-256 of its bytes in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda. Its number is its place in the agenda."""

    id: str
    text: str
    kind: ItemKind
    rapporteur: str = ""
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Officers:
    """Who steers, by person. A chair need not have a seat."""

    chair: str
    secretary: str
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """When the convocation was sent, and why it was late if it was."""

    sent: AwareDatetime
    late_reason: str = ""


# ---- the life of a sitting


@dataclass(frozen=True, slots=True)
class Convened:
    """The first act. A convocation that is sent anew before the opening is another one."""

    begins: AwareDatetime
    ends: AwareDatetime
    officers: Officers
    agenda: tuple[Item, ...]
    notice: Notice
    second_call: bool = False
    meeting_tells: bool = False
    """Whether the meeting tells who comes and goes, so that a silent page alone proves nothing."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    reason: str


@dataclass(frozen=True, slots=True)
class RollCallBegun:
    """Everybody is asked whether they are there. After the opening, only who answers is."""


@dataclass(frozen=True, slots=True)
class RollCallEnded:
    pass


@dataclass(frozen=True, slots=True)
class Opened:
    """The sitting is open; after an adjournment, open again."""


@dataclass(frozen=True, slots=True)
class DeclaredDeserted:
    """Too few came."""


@dataclass(frozen=True, slots=True)
class AgendaChanged:
    """The agenda as it is from now on, agreed at the opening."""

    agenda: tuple[Item, ...]
    agreed_by_all: bool


@dataclass(frozen=True, slots=True)
class Presides:
    """Somebody else presides from now on."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class SecretaryNamed:
    person: str


@dataclass(frozen=True, slots=True)
class TellersNamed:
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suspended:
    reason: str


@dataclass(frozen=True, slots=True)
class Resumed:
    pass


@dataclass(frozen=True, slots=True)
class Adjourned:
    """To another day, which begins with a new roll call."""

    to: AwareDatetime
    reason: str


@dataclass(frozen=True, slots=True)
class Prolonged:
    """The sitting may last until then, by a vote if the rules ask for one."""

    until: AwareDatetime
    vote: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    pass


@dataclass(frozen=True, slots=True)
class MinutesSigned:
    """The signed file of the minutes was received."""

    sha256: str
    protocol: str


@dataclass(frozen=True, slots=True)
class MinutesApproved:
    """A later sitting approved the minutes."""

    sitting: str


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The service was away during [since, until)."""

    since: AwareDatetime
    until: AwareDatetime


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The service's clock was set; times before and after are of two clocks."""

    seconds: float


# ---- who is there


@dataclass(frozen=True, slots=True)
class Entered:
    """A source sees the holder of a seat. It answers a roll call too."""

    seat: str
    source: Source


@dataclass(frozen=True, slots=True)
class Moved:
    """The holder of a seat goes from the hall to elsewhere, or comes to the hall; present all the while."""

    seat: str
    source: Source


@dataclass(frozen=True, slots=True)
class SourceLost:
    """A source does not see somebody any more."""

    seat: str
    source: Source


@dataclass(frozen=True, slots=True)
class GraceEnded:
    """Nothing saw somebody again in time: they are out."""

    seat: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody leaves, or is noted as gone."""

    seat: str


@dataclass(frozen=True, slots=True)
class AbsenceNoted:
    seat: str
    reason: str
    justified: bool


@dataclass(frozen=True, slots=True)
class QuorumAsked:
    """A member asks whether enough are there."""

    seat: str


@dataclass(frozen=True, slots=True)
class RollRectified:
    """The list of seats was wrong: these are added or put in place of those with their ids, those removed."""

    put: tuple[Seat, ...]
    removed: tuple[str, ...]
    reason: str


# ---- items


@dataclass(frozen=True, slots=True)
class ItemOpened:
    item: str


@dataclass(frozen=True, slots=True)
class ItemClosed:
    """The item is done with, or postponed where *postponed* says why."""

    item: str
    postponed: str = ""


@dataclass(frozen=True, slots=True)
class HandRaised:
    seat: str


@dataclass(frozen=True, slots=True)
class HandLowered:
    seat: str


@dataclass(frozen=True, slots=True)
class FloorGiven:
    """Somebody speaks; None: nobody does any more."""

    seat: str | None


@dataclass(frozen=True, slots=True)
class Recused:
    """Somebody keeps out of the votes of an item that is about themselves."""

    seat: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class GuestAdmitted:
    """A guest or expert is heard about an item. Guests never count."""

    item: str
    name: str
    why: str


# ---- votes


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


# ---- corrections


@dataclass(frozen=True, slots=True)
class PresenceCorrection:
    """Somebody was in a place from one act on until before another; until the end where that is None."""

    seat: str
    place: Place
    since: int
    until: int | None
    kind: Literal["presence"] = "presence"


@dataclass(frozen=True, slots=True)
class CastCorrection:
    """An open vote was taken down wrongly; None: there was none."""

    vote: str
    seat: str
    choice: Choice | None
    kind: Literal["cast"] = "cast"


@dataclass(frozen=True, slots=True)
class PaperCorrection:
    """The ballots on paper were counted wrongly."""

    vote: str
    tally: Tally
    kind: Literal["paper"] = "paper"


Correction = PresenceCorrection | CastCorrection | PaperCorrection


@dataclass(frozen=True, slots=True)
class CorrectionProposed:
    id: str
    correction: Correction
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectionConfirmed:
    id: str


@dataclass(frozen=True, slots=True)
class CorrectionRejected:
    id: str


Body = (
    Convened | Cancelled | RollCallBegun | RollCallEnded | Opened | DeclaredDeserted | AgendaChanged | Presides | SecretaryNamed
    | TellersNamed | Suspended | Resumed | Adjourned | Prolonged | Closed | MinutesSigned | MinutesApproved | Interrupted | ClockJumped
    | Entered | Moved | SourceLost | GraceEnded | Left | AbsenceNoted | QuorumAsked | RollRectified
    | ItemOpened | ItemClosed | HandRaised | HandLowered | FloorGiven | Recused | GuestAdmitted
    | VoteOpened | Cast | BallotHanded | ClosingAnnounced | VoteClosed | PaperCounted | LotDrawn | Proclaimed | VoteAnnulled | DissentRecorded
    | CorrectionProposed | CorrectionConfirmed | CorrectionRejected
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """Something done, as it stands in the log."""

    number: int
    """One more than the act before; the first is 1."""
    at: datetime
    """Never earlier than the act before."""
    by: str
    """The person, or SERVICE."""
    screen: str
    """Where it was done: a page's kind, or which tablet."""
    body: Body
    seen: int = 0
    """Of a steering act, the number of the last act that its screen had shown."""
