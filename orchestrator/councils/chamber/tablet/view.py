"""What the tablet shows of the sitting to whoever stands before it: how many are there, and what goes on. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orchestrator.councils.chamber.tablet.wishes import taken_at_tablet
from orchestrator.councils.sitting.quorum import Quorum
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.timekeeping import vote_closes
from orchestrator.councils.sitting.votes import Vote


class Going(StrEnum):
    """What goes on, in the order in which it matters to who checks in."""

    BEFORE = "before"
    ROLL_CALL = "roll_call"
    OPEN = "open"
    SUSPENDED = "suspended"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class HallState:
    """What everybody in the hall may see."""

    going: Going
    quorum: Quorum
    vote: Vote | None
    """The one that votes are taken in."""
    by_pin: bool
    """Whether people vote in it at the tablet."""
    closes: datetime | None
    """When it closes, where that was announced."""


def hall_state(sitting: Sitting) -> HallState:
    """The sitting as the hall sees it."""
    vote = sitting.votes.get(sitting.vote or "")
    if vote is not None and not vote.running:
        vote = None
    by_pin = vote is not None and taken_at_tablet(sitting, vote)
    return HallState(_going(sitting), sitting.live, vote, by_pin, vote_closes(sitting, vote) if vote else None)


def _going(sitting: Sitting) -> Going:
    if sitting.over:
        return Going.OVER
    if sitting.calling:
        return Going.ROLL_CALL
    if sitting.status is Status.SUSPENDED:
        return Going.SUSPENDED
    return Going.OPEN if sitting.status is Status.OPEN else Going.BEFORE
