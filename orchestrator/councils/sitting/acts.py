"""Everything that can be done in a sitting. An act holds whole values, and is never changed.

What is done about votes, and about mistakes of the log, has modules of its own.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime

from orchestrator.councils.sitting.agenda import Item
from orchestrator.councils.sitting.correction_acts import (
    CorrectionConfirmed,
    CorrectionProposed,
    CorrectionRejected,
)
from orchestrator.councils.sitting.roll import Seat
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import (
    BallotHanded,
    Cast,
    ClosingAnnounced,
    DissentRecorded,
    LotDrawn,
    PaperCounted,
    Proclaimed,
    VoteAnnulled,
    VoteClosed,
    VoteOpened,
)

SERVICE = "service"
"""Who does what no person does: graces that end, clocks that jump, interruptions."""


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


# ---- corrections


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
