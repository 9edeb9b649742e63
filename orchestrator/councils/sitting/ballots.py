"""Secret ballots: handed out once to each, and counted on paper. What they say never is an act."""

from collections.abc import Iterable

from orchestrator.councils.sitting.acts import Act
from orchestrator.councils.sitting.kinds import Kind, Kinds, Who, may
from orchestrator.councils.sitting.recounting import recount
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import BallotHanded, PaperCounted
from orchestrator.councils.sitting.votes import Manner, Medium, Tally, Vote, impossible
from orchestrator.councils.sitting.voting import not_there, running, vote_of


def counted_together(sitting: Sitting, seats: Iterable[str]) -> tuple[int, int]:
    """How many of those are in the hall, and how many are not: acts count ballots on paper and electronic ones apart.

    Where one of the two is few, the result may tell who voted what, however many vote in all.
    """
    places = [sitting.seats[seat].place for seat in seats if seat in sitting.seats]
    in_hall = places.count(Place.HALL)
    return in_hall, len(places) - in_hall


def fewest_together(sitting: Sitting, seats: Iterable[str]) -> int:
    """The smaller of the two, of which there is somebody; 0 for nobody at all."""
    return min(filter(None, counted_together(sitting, seats)), default=0)


def _handed_forbidden(sitting: Sitting, act: Act, body: BallotHanded) -> Refusal | None:
    vote = running(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote.manner is not Manner.SECRET:
        return Refusal(Reason.NOT_SECRET)
    if vote.announced is not None:
        return Refusal(Reason.NOTHING_HANDED_ANY_MORE)
    if body.seat not in vote.entitled:
        return Refusal(Reason.NOT_ENTITLED)
    if body.seat in vote.handed:
        return Refusal(Reason.HANDED_ALREADY)
    if body.medium is Medium.PAPER:
        if not may(sitting, Who.SECRETARY, act):
            return Refusal(Reason.NOT_YOURS)
        return None if sitting.seats[body.seat].place is Place.HALL else Refusal(Reason.OUT)
    return not_there(sitting, vote, body.seat)


def _handed(sitting: Sitting, _act: Act, body: BallotHanded) -> None:
    sitting.votes[body.vote].handed[body.seat] = body.medium


def _counted_forbidden(sitting: Sitting, _act: Act, body: PaperCounted) -> Refusal | None:
    vote = vote_of(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote.settled:
        return Refusal(Reason.VOTE_SETTLED)
    if vote.closed is None:
        return Refusal(Reason.VOTE_NOT_CLOSED)
    return miscounted(vote, body.tally)


def miscounted(vote: Vote, paper: Tally) -> Refusal | None:
    """The refusal of what cannot have been counted of the ballots on paper that were handed out."""
    handed = vote.handed_on(Medium.PAPER)
    if paper.ballots > handed:
        return Refusal(Reason.MORE_THAN_HANDED, (paper.ballots, handed))
    return Refusal(Reason.WRONG_CHOICE) if impossible(vote.question, paper) else None


def _counted(sitting: Sitting, _act: Act, body: PaperCounted) -> None:
    vote = sitting.votes[body.vote]
    vote.paper = body.tally
    recount(sitting, vote)


KINDS: Kinds = {
    BallotHanded: Kind(Who.WITNESS, _handed_forbidden, _handed, steers=False),
    PaperCounted: Kind(Who.SECRETARY, _counted_forbidden, _counted),
}
