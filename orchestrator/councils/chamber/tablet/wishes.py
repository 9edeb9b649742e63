"""What is to be added to the log for what somebody does at the tablet in the hall. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from orchestrator.councils.sitting.acts import Body, Entered, Left, Moved
from orchestrator.councils.sitting.rules import Identity
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import Cast
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


def vote_at_tablet(sitting: Sitting) -> Vote | None:
    """The vote that people may take part in here: only by PIN, and in a secret one only where the rules have it so."""
    vote = sitting.votes.get(sitting.vote or "")
    return vote if vote is not None and vote.running and taken_at_tablet(sitting, vote) else None


def open_vote_at_tablet(sitting: Sitting) -> Vote | None:
    """The same, if it is by name."""
    vote = vote_at_tablet(sitting)
    return vote if vote is not None and vote.manner is Manner.OPEN else None


def taken_at_tablet(sitting: Sitting, vote: Vote) -> bool:
    """Whether votes of its manner are taken here at all."""
    taken = vote.manner is Manner.OPEN or (vote.manner is Manner.SECRET and sitting.rules.secret_at_tablet)
    return taken and sitting.rules.identity is Identity.PIN


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
