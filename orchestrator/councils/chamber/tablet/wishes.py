"""What is to be added to the log for what somebody does at the tablet in the hall. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from orchestrator.councils.chamber.tablet.proof import Proof, proof_asked
from orchestrator.councils.sitting.acts import Body, Cast, Entered, Left, Moved
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import Manner, Vote


class Doing(StrEnum):
    """What the buttons of the tablet do."""

    ENTER = "enter"
    LEAVE = "leave"
    VOTE = "vote"


def entering(sitting: Sitting, seat: str) -> Body | None:
    """That somebody is in the hall; None where the log says so already, and no roll call waits for their answer."""
    known = sitting.seats[seat]
    if known.place is Place.REMOTE:
        return Moved(seat, Source.TABLET)
    if known.place is Place.OUT or sitting.is_called(seat):
        return Entered(seat, Source.TABLET)
    return None


def leaving(sitting: Sitting, seat: str) -> Body | None:
    """That somebody goes; None where they are not there."""
    return Left(seat) if sitting.present(seat) else None


def voting(vote: str, seat: str, options: Sequence[str]) -> Body:
    """An open vote."""
    return Cast(vote, seat, tuple(options))


def vote_at_tablet(sitting: Sitting, seat: str) -> Vote | None:
    """The open vote that the seat's holder may take part in here: never a secret one, and only by PIN."""
    vote = sitting.votes.get(sitting.vote or "")
    if vote is None or not vote.running or vote.manner is not Manner.OPEN:
        return None
    return vote if proof_asked(sitting.rules, sitting.seats[seat]) is Proof.PIN else None


def came_true(sitting: Sitting, body: Body) -> bool:
    """Whether the sitting is as that act would have it: an old page that is sent again does nothing, and must not say it did."""
    match body:
        case Entered(seat=seat) | Moved(seat=seat):
            return sitting.present(seat)
        case Left(seat=seat):
            return not sitting.present(seat)
        case Cast(vote=vote, seat=seat, choice=choice):
            return sitting.votes[vote].casts.get(seat) == choice
        case _:
            return True
