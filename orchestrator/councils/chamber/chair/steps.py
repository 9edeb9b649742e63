"""What comes next in a sitting, and whose it is to do. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum

from orchestrator.councils.sitting.state import Progress, Sitting, Status
from orchestrator.councils.sitting.votes import Alternatives, Election, Motion, Question, Ties, Vote


class Step(StrEnum):
    """What is proposed."""

    CONVENE = "convene"
    CALL = "call"
    """Begin a roll call."""
    END_CALL = "end_call"
    OPEN = "open"
    DESERTED = "deserted"
    """Too few came."""
    RESUME = "resume"
    STILL_TOO_FEW = "still_too_few"
    """After a suspension and its roll call."""
    SUSPEND = "suspend"
    """The quorum is lost."""
    OPEN_ITEM = "open_item"
    OPEN_VOTE = "open_vote"
    CLOSE_ITEM = "close_item"
    ANNOUNCE = "announce"
    """That the vote closes."""
    WAIT = "wait"
    """Until it is closed."""
    COUNT = "count"
    """The papers."""
    DRAW = "draw"
    """The lot."""
    DECIDE = "decide"
    """The quorum was lost during the vote: with a reservation, or again."""
    PROCLAIM = "proclaim"
    CLOSE = "close"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Next:
    """A step, and the item or vote that it is about."""

    step: Step
    about: str = ""

    @property
    def of_secretary(self) -> bool:
        """Whether the secretary may do it as well as whoever presides."""
        return self.step in {Step.CALL, Step.END_CALL, Step.COUNT}


def next_step(sitting: Sitting) -> Next:
    """What comes next."""
    if sitting.status is Status.DRAFTED:
        return Next(Step.CONVENE)
    if sitting.over:
        return Next(Step.OVER)
    if sitting.vote is not None:
        return _of_vote(sitting.votes[sitting.vote])
    if sitting.calling:
        return Next(Step.END_CALL)
    if not sitting.confirmed:
        return Next(Step.CALL)
    enough = sitting.quorum_now(deliberating=False).reached
    match sitting.status:
        case Status.CONVENED | Status.ADJOURNED:
            return Next(Step.OPEN if enough else Step.DESERTED)
        case Status.SUSPENDED:
            return Next(Step.RESUME if enough else Step.STILL_TOO_FEW)
        case _:
            return Next(Step.SUSPEND) if sitting.below else _of_agenda(sitting)


def _of_agenda(sitting: Sitting) -> Next:
    if sitting.item is None:
        waiting = [each.id for each in sitting.items.values() if each.progress is Progress.WAITING]
        return Next(Step.OPEN_ITEM, waiting[0]) if waiting else Next(Step.CLOSE)
    item = sitting.items[sitting.item]
    last = last_vote(sitting, item.id)
    undecided = last is None or run_off_of(last) is not None
    return Next(Step.OPEN_VOTE if item.deliberates and undecided else Step.CLOSE_ITEM, item.id)


def last_vote(sitting: Sitting, item: str) -> Vote | None:
    """The last vote about the item that was proclaimed."""
    found = [vote for vote in sitting.votes.values() if vote.item == item and vote.proclaimed and not vote.prolongs]
    return found[-1] if found else None


def run_off_of(vote: Vote) -> Question | None:
    """What has to be voted again, between those with equal votes; None where nothing has."""
    outcome = vote.proclaimed.outcome if vote.proclaimed else None
    if outcome is None or len(outcome.tied) < 2:
        return None
    match vote.question:
        case Election():
            places = vote.question.places - len(outcome.winners)
            preferences = min(vote.question.preferences, places)
            return replace(vote.question, candidates=outcome.tied, places=places, preferences=preferences)
        case Alternatives():
            return replace(vote.question, options=outcome.tied)
        case Motion():
            return None


def _of_vote(vote: Vote) -> Next:
    if vote.closed is None:
        return Next(Step.ANNOUNCE if vote.announced is None else Step.WAIT, vote.id)
    if vote.outcome is None:
        return Next(Step.COUNT, vote.id)
    by_lot = isinstance(vote.question, Election) and vote.question.ties is Ties.LOT
    if by_lot and vote.outcome.tied:
        return Next(Step.DRAW, vote.id)
    lost = vote.quorum_at_closing is not None and not vote.quorum_at_closing.reached
    return Next(Step.DECIDE if lost else Step.PROCLAIM, vote.id)
