"""What of a sitting is one member's own: where they are, whether they want to speak, how they may vote. Pure.

Small values that many have alike, so that what is drawn of one is drawn once for all who have it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.councils.sitting.ballots import counted_together
from orchestrator.councils.sitting.quorum import counts
from orchestrator.councils.sitting.seats import Doubt, Place
from orchestrator.councils.sitting.state import CALLED, Sitting, Status
from orchestrator.councils.sitting.timekeeping import vote_closes
from orchestrator.councils.sitting.votes import Choice, Manner, Medium, Question, Vote


@dataclass(frozen=True, slots=True)
class Presence:
    """Where they are."""

    attended: bool
    """Whether one can come and go now."""
    place: Place
    doubt: Doubt | None
    how: str
    """The source that saw them last, or why they are out; "" at first."""
    called: bool
    """A roll call asks for them, and they have not answered."""
    counts: bool
    """Whether they count, and vote, about the open item."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Whether they speak, or want to, and what they may ask for."""

    present: bool
    """They are, and the sitting is open."""
    place: int
    """In the queue of those who want to speak; 0: they do not."""
    speaking: bool
    item: str
    """The open one, "" between items."""
    recused: bool
    may_recuse: bool


@dataclass(frozen=True, slots=True)
class Ballot:
    """The vote that is looked at, as it is theirs."""

    vote: str
    sitting: str
    seat: str
    """Of secret votes, whose pages keep their papers by these; "" of others."""
    question: Question
    manner: Manner
    taken: bool
    """Whether votes are taken."""
    until_ms: int
    """When it closes, once that was announced; else 0."""
    annulled: bool
    entitled: bool
    recused: bool
    in_hall: bool
    may_abstain: bool
    choice: Choice | None
    """What they voted openly."""
    handed: Medium | None
    few: bool
    """Whether so few may vote where they are, in the hall or elsewhere, that the result may tell who voted what."""

    @property
    def secret(self) -> bool:
        """Whether nobody is to learn what they vote."""
        return self.manner is Manner.SECRET


@dataclass(frozen=True, slots=True)
class Dissent:
    """The last open vote that they could vote in: what they had the minutes say about it."""

    vote: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Mine:
    """All of it."""

    presence: Presence
    floor: Floor
    ballot: Ballot | None
    dissent: Dissent | None


def mine_of(sitting: Sitting, sitting_id: str, seat: str) -> Mine | None:
    """What is the member's own now; None for a seat that is not, or no longer, in office."""
    if seat not in sitting.seats:
        return None
    return Mine(
        _presence(sitting, seat), _floor(sitting, seat), _ballot(sitting, sitting_id, seat), _dissent(sitting, seat)
    )


def vote_shown(sitting: Sitting) -> Vote | None:
    """The last vote while it is what people look at: not settled, about the open item, or the last of a sitting that is over."""
    vote = next(reversed(sitting.votes.values()), None)
    if vote is None or not (not vote.settled or sitting.over or vote.item == sitting.item):
        return None
    return vote


def _presence(sitting: Sitting, seat: str) -> Presence:
    state = sitting.seats[seat]
    return Presence(
        sitting.status in CALLED,
        state.place,
        state.doubt,
        state.stays[-1].how if state.stays else "",
        sitting.is_called(seat),
        sitting.item is None
        or state.place is Place.OUT
        or counts(sitting.rules, state.place, deliberating=sitting.items[sitting.item].deliberates),
    )


def _floor(sitting: Sitting, seat: str) -> Floor:
    present = sitting.status is Status.OPEN and sitting.present(seat)
    item = sitting.items.get(sitting.item or "")
    return Floor(
        present,
        sitting.hands.index(seat) + 1 if seat in sitting.hands else 0,
        sitting.speaking == seat,
        item.id if item else "",
        item is not None and seat in item.recused,
        present and item is not None and item.deliberates and sitting.vote is None,
    )


def _ballot(sitting: Sitting, sitting_id: str, seat: str) -> Ballot | None:
    vote = vote_shown(sitting)
    if vote is None:
        return None
    secret = vote.manner is Manner.SECRET
    closes = vote_closes(sitting, vote)
    return Ballot(
        vote.id,
        sitting_id if secret else "",
        seat if secret else "",
        vote.question,
        vote.manner,
        vote.running,
        int(closes.timestamp() * 1000) if closes else 0,
        vote.annulled is not None,
        seat in vote.entitled,
        seat in vote.recused,
        sitting.seats[seat].place is Place.HALL,
        sitting.rules.may_abstain,
        vote.casts.get(seat),
        vote.handed.get(seat),
        secret and _alike(sitting, vote, seat) < sitting.rules.few_ballots,
    )


def _alike(sitting: Sitting, vote: Vote, seat: str) -> int:
    """How many may vote whose ballots are counted together with theirs."""
    in_hall, elsewhere = counted_together(sitting, vote.entitled)
    return in_hall if sitting.seats[seat].place is Place.HALL else elsewhere


def _dissent(sitting: Sitting, seat: str) -> Dissent | None:
    """Only about a vote that is over, and while the sitting is not."""
    if sitting.over:
        return None
    vote = _last(
        [vote for vote in sitting.votes.values() if vote.manner is not Manner.SECRET and seat in vote.entitled]
    )
    if vote is None or vote.closed is None or vote.annulled is not None:
        return None
    return Dissent(vote.id, vote.text, next((known.text for known in vote.dissents if known.seat == seat), ""))


def _last(votes: Sequence[Vote]) -> Vote | None:
    return votes[-1] if votes else None
