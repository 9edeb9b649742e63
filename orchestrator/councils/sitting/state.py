"""The sitting that its acts make. Only `fold` changes it; all else reads."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from orchestrator.councils.sitting.acts import Notice, Officers
from orchestrator.councils.sitting.agenda import DELIBERATING, Document, ItemKind
from orchestrator.councils.sitting.correction_acts import Correction
from orchestrator.councils.sitting.quorum import Quorum, quorum
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import Place, SeatState
from orchestrator.councils.sitting.votes import Vote


class Status(StrEnum):
    """How far a sitting has come."""

    DRAFTED = "drafted"
    CONVENED = "convened"
    OPEN = "open"
    SUSPENDED = "suspended"
    ADJOURNED = "adjourned"
    DESERTED = "deserted"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    SIGNED = "signed"
    APPROVED = "approved"


COMING = frozenset({Status.CONVENED, Status.ADJOURNED})
"""Called to a day, and not open."""
UNDER_WAY = frozenset({Status.OPEN, Status.SUSPENDED})
CALLED = COMING | UNDER_WAY
FIXED = frozenset({Status.SIGNED, Status.APPROVED})
"""Nothing in them is put right any more."""
OVER = FIXED | {Status.DESERTED, Status.CANCELLED, Status.CLOSED}


class Progress(StrEnum):
    """How far an item has come."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the quorum, and the act that it belongs to."""

    number: int
    quorum: Quorum


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is heard about an item, and never counts."""

    name: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Talk:
    """An item was open from one act on until before another; None: it still is."""

    begun: int
    begun_at: datetime
    ended: int | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class ItemState:
    """An item of the agenda, as far as it has come."""

    id: str
    text: str
    kind: ItemKind
    rapporteur: str
    documents: tuple[Document, ...]
    progress: Progress = Progress.WAITING
    postponed: str = ""
    added: datetime | None = None
    """When it came to the agenda, as all agreed at the opening; None: it was convened."""
    talks: list[Talk] = field(default_factory=list)
    """It may be taken up again."""
    found: Quorum | None = None
    """When it was first opened."""
    guests: list[Guest] = field(default_factory=list)
    recused: dict[str, str] = field(default_factory=dict)
    """Why, by seat."""

    @property
    def deliberates(self) -> bool:
        return self.kind in DELIBERATING


@dataclass(slots=True)
class RollCall:
    """Everybody is asked; who answered is here."""

    begun: int
    answered: set[str] = field(default_factory=set)
    ended: int | None = None


@dataclass(slots=True)
class CorrectionState:
    """A correction, and what became of it: None while nobody said."""

    id: str
    proposed: int
    correction: Correction
    reason: str
    by: str = ""
    """Who proposed it."""
    confirmed: bool | None = None
    settled: int | None = None
    settled_at: datetime | None = None
    settled_by: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the whole sitting, for its minutes: a name, its act, and what it tells."""

    number: int
    at: datetime
    what: str
    about: tuple[str, ...] = ()


@dataclass(slots=True)
class Sitting:
    """All that is known of a sitting after some act."""

    rules: Rules
    roll: Roll
    number: int = 0
    """Of the last act."""
    at: datetime | None = None
    """When that was."""
    steered: int = 0
    """The last act by which somebody steered."""
    status: Status = Status.DRAFTED
    begins: datetime | None = None
    ends: datetime | None = None
    called_for: datetime | None = None
    """When it was to begin by the convocation; an adjournment changes `begins`."""
    officers: Officers | None = None
    notice: Notice | None = None
    presiding: str = ""
    secretary: str = ""
    tellers: tuple[str, ...] = ()
    second_call: bool = False
    meeting_tells: bool = False
    seats: dict[str, SeatState] = field(default_factory=dict)
    """Those in office, in the order of the roll."""
    former: list[SeatState] = field(default_factory=list)
    """The records of those who were there and no longer hold their seat."""
    persons: dict[str, str] = field(default_factory=dict)
    """The seat that each person holds."""
    roll_call: RollCall | None = None
    """The last one."""
    confirmed: bool = False
    """Whether a roll call was made since the sitting began, was suspended, adjourned or interrupted."""
    resumed_at: datetime | None = None
    """When the service was there again after the last interruption, or its clock was set: graces and closings begin anew then."""
    items: dict[str, ItemState] = field(default_factory=dict)
    item: str | None = None
    """The one that is open."""
    hands: list[str] = field(default_factory=list)
    """Seats that want to speak, in order."""
    speaking: str | None = None
    votes: dict[str, Vote] = field(default_factory=dict)
    vote: str | None = None
    """The one that is not settled."""
    checks: list[Check] = field(default_factory=list)
    corrections: dict[str, CorrectionState] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    unlawful: list[tuple[int, Refusal]] = field(default_factory=list)
    """Acts of the log that change nothing, since a rule forbade them. A service appends none."""

    def quorum_now(self, *, deliberating: bool, recused: frozenset[str] = frozenset()) -> Quorum:
        """Who counts, against how many must."""
        return quorum(
            self.rules, self.seats.values(), deliberating=deliberating, second_call=self.second_call, recused=recused
        )

    @property
    def live(self) -> Quorum:
        """The number that pages show: that of the open item, of the whole sitting between items."""
        return self.quorum_now(deliberating=self.item is not None and self.items[self.item].deliberates)

    @property
    def below(self) -> bool:
        """Whether a suspension is to be proposed."""
        return self.status is Status.OPEN and not self.live.reached

    @property
    def over(self) -> bool:
        """Whether nothing more can happen but corrections and signing."""
        return self.status in OVER

    @property
    def calling(self) -> RollCall | None:
        """The roll call that runs."""
        return self.roll_call if self.roll_call is not None and self.roll_call.ended is None else None

    def is_called(self, seat: str) -> bool:
        """Whether a roll call runs that the seat's holder has not answered."""
        return self.calling is not None and seat not in self.calling.answered

    def present(self, seat: str) -> bool:
        return self.seats[seat].place is not Place.OUT
