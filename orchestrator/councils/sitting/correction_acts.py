"""What is done about mistakes of the log: one proposes what was meant, and another one confirms or rejects it."""

from dataclasses import dataclass
from typing import Literal

from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.votes import Choice, Tally


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
