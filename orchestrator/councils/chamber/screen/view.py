"""What the big screen shows of a sitting: nothing that a person in the last row of the hall may not know. Pure."""

from dataclasses import dataclass
from datetime import datetime

from orchestrator.councils.hall.moments import Moment, moment_of
from orchestrator.councils.sitting.quorum import Quorum
from orchestrator.councils.sitting.state import ItemState, Sitting, Status
from orchestrator.councils.sitting.timekeeping import vote_closes
from orchestrator.councils.sitting.votes import Manner, Medium, Vote


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a vote has come, without any tendency."""

    cast: int
    """Of a secret vote: ballots that were handed out; what became of them nobody knows yet."""
    entitled: int
    paper: int
    """Of a secret vote, those on paper."""


@dataclass(frozen=True, slots=True)
class ScreenState:
    """A sitting as everybody in its hall sees it."""

    moment: Moment
    status: Status
    begins: datetime | None
    since: datetime | None
    """When it was suspended or closed."""
    place: int | None
    """Of the open item in the agenda, from 1."""
    items: int
    item: ItemState | None
    speaking: str
    quorum: Quorum
    vote: Vote | None
    """The one that is open, or whose result is shown."""
    progress: Progress | None
    closes: datetime | None

    @property
    def door(self) -> bool:
        """Whether people may come in."""
        return self.moment is not Moment.CLOSED


def screen_state(sitting: Sitting) -> ScreenState:
    """The sitting as the big screen shows it."""
    moment = moment_of(sitting)
    vote = _vote_shown(sitting, moment)
    item = sitting.items.get(sitting.item or "")
    return ScreenState(
        moment,
        sitting.status,
        sitting.begins,
        _since(sitting),
        list(sitting.items).index(item.id) + 1 if item is not None else None,
        len(sitting.items),
        item,
        sitting.seats[sitting.speaking].name if sitting.speaking in sitting.seats else "",
        sitting.live,
        vote,
        _progress(vote) if vote is not None and vote.running else None,
        vote_closes(sitting, vote) if vote is not None else None,
    )


def _vote_shown(sitting: Sitting, moment: Moment) -> Vote | None:
    if moment not in {Moment.VOTE, Moment.SECRET_VOTE, Moment.RESULT}:
        return None
    if sitting.vote is not None:
        return sitting.votes[sitting.vote]
    proclaimed = [vote for vote in sitting.votes.values() if vote.proclaimed is not None]
    return max(proclaimed, key=lambda vote: vote.proclaimed.number if vote.proclaimed else 0, default=None)


def _progress(vote: Vote) -> Progress:
    if vote.manner is Manner.SECRET:
        return Progress(len(vote.handed), len(vote.entitled), vote.handed_on(Medium.PAPER))
    return Progress(len(vote.casts), len(vote.entitled), 0)


def _since(sitting: Sitting) -> datetime | None:
    names = {"suspended", "closed", "deserted", "cancelled"}
    return next((event.at for event in reversed(sitting.events) if event.what in names), None)
