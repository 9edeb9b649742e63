"""What the service itself has to add to a sitting by now, since time has passed: graces that end, votes that close."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from orchestrator.councils.sitting.acts import Body, GraceEnded
from orchestrator.councils.sitting.seats import Doubt, Place, SeatState
from orchestrator.councils.sitting.state import COMING, UNDER_WAY, Sitting
from orchestrator.councils.sitting.vote_acts import VoteClosed
from orchestrator.councils.sitting.votes import Manner, Vote


def attended(sitting: Sitting) -> bool:
    """Whether people are at it: it is open or suspended, or they have begun to come."""
    if sitting.status in COMING:
        return any(seat.place is not Place.OUT for seat in sitting.seats.values())
    return sitting.status in UNDER_WAY


def appointments(sitting: Sitting) -> Iterator[tuple[datetime, Body]]:
    """Acts of the service and when they are due. While the service was away, and when its clock was set, none ran and none came nearer.

    A secret vote is not among them: it is closed by whoever counts its ballots, see `papers_appointment`.
    """
    if sitting.over:
        return
    for seat in sitting.seats.values():
        if (out_at := grace_ends(sitting, seat)) is not None:
            yield out_at, GraceEnded(seat.id)
    vote = sitting.votes.get(sitting.vote or "")
    if vote and vote.manner is not Manner.SECRET and (closed_at := vote_closes(sitting, vote)) is not None:
        yield closed_at, VoteClosed(vote.id)


def papers_appointment(sitting: Sitting) -> tuple[datetime, str] | None:
    """When the papers of a secret vote are to be counted whose closing was announced, and the vote."""
    vote = sitting.votes.get(sitting.vote or "")
    if sitting.over or vote is None or vote.manner is not Manner.SECRET:
        return None
    closed_at = vote_closes(sitting, vote)
    return None if closed_at is None else (closed_at, vote.id)


def vote_closes(sitting: Sitting, vote: Vote) -> datetime | None:
    """When a vote is closed whose closing was announced; None of others."""
    if vote.announced_at is None or not vote.running:
        return None
    return _after(sitting, vote.announced_at, sitting.rules.closing_s)


def grace_ends(sitting: Sitting, seat: SeatState) -> datetime | None:
    """When somebody is out who is in their grace; None of others."""
    if seat.doubt is not Doubt.GRACE or seat.doubted is None:
        return None
    return _after(sitting, seat.doubted, sitting.rules.grace_s)


def _after(sitting: Sitting, since: datetime, seconds: int) -> datetime:
    """So long after it, or after the last time when the service was away."""
    return (max(since, sitting.resumed_at) if sitting.resumed_at else since) + timedelta(seconds=seconds)
