"""What the live page shows of a sitting, as values: the number, the vote, the agenda, who speaks. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.words.sentences import Language
from orchestrator.councils.chamber.results import result_of
from orchestrator.councils.chamber.turns import last_turn
from orchestrator.councils.sitting.ballots import fewest_together
from orchestrator.councils.sitting.quorum import Quorum
from orchestrator.councils.sitting.seats import Doubt, SeatState
from orchestrator.councils.sitting.state import ItemState, Sitting, Status
from orchestrator.councils.sitting.timekeeping import grace_ends, vote_closes
from orchestrator.councils.sitting.votes import Election, Manner, Medium, Vote, options_of


@dataclass(frozen=True, slots=True)
class Powers:
    """What somebody may do who looks at the page."""

    presides: bool
    keeps: bool
    """Whether they are the secretary, or preside: who presides may do all that the secretary may."""
    takes_over: bool
    """Whether they are a deputy, who may preside where the chair is away."""
    returns: bool
    """Whether they are the organ's chair, who may preside again whenever they want."""


def powers_of(sitting: Sitting, person: str) -> Powers:
    """What that person may do now."""
    presides = person == sitting.presiding
    officers = sitting.officers
    return Powers(
        presides,
        presides or person == sitting.secretary,
        takes_over=not presides and officers is not None and person in officers.deputies,
        returns=not presides and officers is not None and person == officers.chair,
    )


@dataclass(frozen=True, slots=True)
class Number:
    """The number of those present, as the page shows it large."""

    live: Quorum
    everybody: int
    """Who is there at all."""
    grace: int
    """Of those, how many were lost from sight and have a moment to come back."""
    unverified: int
    since: datetime | None
    """Since when it is enough, or too few, where that changed."""
    deliberating: bool


def number_of(sitting: Sitting) -> Number:
    """The number of now."""
    doubts = [seat.doubt for seat in sitting.seats.values() if seat.doubt is not None]
    turn = last_turn(sitting) if sitting.status is Status.OPEN else None
    live = sitting.live
    return Number(
        live,
        live.in_hall + live.remote,
        doubts.count(Doubt.GRACE),
        doubts.count(Doubt.UNVERIFIED),
        turn.at if turn else None,
        sitting.item is not None and sitting.items[sitting.item].deliberates,
    )


@dataclass(frozen=True, slots=True)
class VoteSeen:
    """A vote without its tendencies: while it runs nobody is told what was voted, only how many voted."""

    vote: Vote
    entitled: int
    cast: int
    """Open votes; of a secret one, papers handed out."""
    on_paper: int
    closes: datetime | None
    """When it is closed, once that was announced."""
    arithmetic: str
    result: str
    lost: bool
    """Whether the quorum was lost at the closing."""
    fewest: int
    """Of a secret vote, how many vote in the hall or elsewhere, whichever are fewer: their ballots are counted apart."""
    few: bool
    """Whether those are so few that the result may tell who voted what."""
    options: Sequence[str]
    several: bool
    """Whether one may name more than one of them."""


def vote_seen(sitting: Sitting, vote: Vote, language: Language) -> VoteSeen:
    """That vote."""
    secret = vote.manner is Manner.SECRET
    found, fewest = result_of(vote, language), fewest_together(sitting, vote.entitled)
    return VoteSeen(
        vote,
        len(vote.entitled),
        len(vote.handed) if secret else len(vote.casts),
        vote.handed_on(Medium.PAPER),
        vote_closes(sitting, vote),
        found.whole if found else "",
        found.sentence if found else "",
        vote.quorum_at_closing is not None and not vote.quorum_at_closing.reached,
        fewest,
        secret and fewest < sitting.rules.few_ballots,
        options_of(vote.question),
        isinstance(vote.question, Election) and vote.question.preferences > 1,
    )


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """An item of the agenda, and what was voted about it."""

    number: int
    item: ItemState
    votes: Sequence[VoteSeen]


def items_seen(sitting: Sitting, language: Language) -> Sequence[ItemSeen]:
    """The agenda, with the votes that are settled."""
    settled = [vote for vote in sitting.votes.values() if vote.settled]
    return [
        ItemSeen(number, item, [vote_seen(sitting, vote, language) for vote in settled if vote.item == item.id])
        for number, item in enumerate(sitting.items.values(), start=1)
    ]


@dataclass(frozen=True, slots=True)
class Doubted:
    """Somebody who counts, and whom nothing sees."""

    seat: SeatState
    out_at: datetime | None
    """When they are out; None where the chair or a roll call decides."""


def doubted(sitting: Sitting) -> Iterator[Doubted]:
    """All of them, in the order of the roll."""
    for seat in sitting.seats.values():
        if seat.doubt is not None:
            yield Doubted(seat, grace_ends(sitting, seat))


def person_name(sitting: Sitting, person: str, outside: Mapping[str, str]) -> str:
    """The name of somebody, who may hold no seat."""
    seat = sitting.persons.get(person)
    return sitting.seats[seat].name if seat in sitting.seats else outside.get(person, person)
