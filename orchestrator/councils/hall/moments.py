"""What is going on in a sitting, as its halls show it, and with which scene. Pure."""

from enum import StrEnum

from config.rooms import Preset
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.votes import Manner


class Moment(StrEnum):
    """What is going on; by the names of a preset's `council` table."""

    WAITING = "waiting"
    ROLL_CALL = "roll_call"
    ITEM = "item"
    VOTE = "vote"
    SECRET_VOTE = "secret_vote"  # noqa: S105  a ballot, no password
    RESULT = "result"
    SUSPENDED = "suspended"
    CLOSED = "closed"


def moment_of(sitting: Sitting) -> Moment:
    """What is going on now. A result is shown from the closing of its vote on, until somebody steers on after proclaiming it."""
    if sitting.over:
        return Moment.CLOSED
    if sitting.calling:
        return Moment.ROLL_CALL
    if sitting.status is Status.SUSPENDED:
        return Moment.SUSPENDED
    if sitting.status is not Status.OPEN:
        return Moment.WAITING
    if sitting.vote is None:
        return Moment.RESULT if _proclaimed_last(sitting) else Moment.ITEM
    vote = sitting.votes[sitting.vote]
    if not vote.running:
        return Moment.RESULT
    return Moment.SECRET_VOTE if vote.manner is Manner.SECRET else Moment.VOTE


def scene_for(moment: Moment, preset: Preset) -> str | None:
    """The scene that rooms with that preset show; None: the one that is there stays."""
    return None if preset.council is None else getattr(preset.council, moment.value)


def _proclaimed_last(sitting: Sitting) -> bool:
    """Whether a proclamation is the last thing that was steered."""
    return any(
        vote.proclaimed is not None and vote.proclaimed.number == sitting.steered for vote in sitting.votes.values()
    )
