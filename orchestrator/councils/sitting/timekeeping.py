"""What the service itself has to add to a sitting by now, since time has passed: graces that end, votes that close."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from orchestrator.councils.sitting.acts import Body, GraceEnded, VoteClosed
from orchestrator.councils.sitting.seats import Doubt
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import Manner


def appointments(sitting: Sitting) -> Iterator[tuple[datetime, Body]]:
    """Acts of the service and when they are due. While the service was away no grace ran, and no closing came nearer.

    A secret vote is not among them: it is closed by whoever counts its ballots, see `papers_appointment`.
    """
    if sitting.over:
        return
    for seat in sitting.seats.values():
        if seat.doubt is Doubt.GRACE and seat.doubted is not None:
            yield _after(sitting, seat.doubted, sitting.rules.grace_s), GraceEnded(seat.id)
    vote = sitting.votes.get(sitting.vote or "")
    if vote and vote.running and vote.announced_at is not None and vote.manner is not Manner.SECRET:
        yield _after(sitting, vote.announced_at, sitting.rules.closing_s), VoteClosed(vote.id)


def papers_appointment(sitting: Sitting) -> tuple[datetime, str] | None:
    """When the papers of a secret vote are to be counted whose closing was announced, and the vote."""
    vote = sitting.votes.get(sitting.vote or "")
    if (
        sitting.over
        or vote is None
        or not vote.running
        or vote.announced_at is None
        or vote.manner is not Manner.SECRET
    ):
        return None
    return _after(sitting, vote.announced_at, sitting.rules.closing_s), vote.id


def _after(sitting: Sitting, since: datetime, seconds: int) -> datetime:
    return (max(since, sitting.resumed_at) if sitting.resumed_at else since) + timedelta(seconds=seconds)
