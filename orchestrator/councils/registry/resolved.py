"""What a sitting resolved, and how long who was there: what registers are drawn from. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from orchestrator.councils.sitting.seats import Place, SeatState
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import Vote
from orchestrator.councils.writing.course import ended_at, opened_at
from orchestrator.councils.writing.results import arithmetic, result


@dataclass(frozen=True, slots=True)
class Resolved:
    """A vote that resolved something."""

    vote: str
    at: datetime
    item: str
    text: str
    result: str
    """With its arithmetic."""


@dataclass(frozen=True, slots=True)
class Attended:
    """How long somebody was at the sitting."""

    person: str
    name: str
    code: str
    seconds: int
    justified: bool


def resolutions_of(sitting: Sitting) -> Iterator[Resolved]:
    """Each text that was approved, each election with somebody elected, as they were proclaimed, in their order.

    How long the sitting lasts is decided, and is no resolution.
    """
    for vote in sitting.votes.values():
        if vote.proclaimed is None or vote.annulled is not None or vote.prolongs or not _resolves(vote):
            continue
        outcome = vote.proclaimed.outcome
        told = f"{result(vote, outcome)} ({arithmetic(vote, outcome)})"
        yield Resolved(vote.id, vote.closed_at or vote.opened_at, sitting.items[vote.item].text, vote.text, told)


def _resolves(vote: Vote) -> bool:
    outcome = vote.proclaimed.outcome if vote.proclaimed else None
    return outcome is not None and (outcome.passed or bool(outcome.winners))


def attendance_of(sitting: Sitting) -> Iterator[Attended]:
    """Everybody who holds a seat, and those who were there and hold it no more, from the opening to the end."""
    opened, ended = opened_at(sitting), ended_at(sitting)
    for seat in (*sitting.seats.values(), *sitting.former):
        seconds = 0 if opened is None or ended is None else _seconds(seat, opened, ended)
        yield Attended(seat.person, seat.name, seat.code, seconds, seat.justified)


def _seconds(seat: SeatState, opened: datetime, ended: datetime) -> int:
    ends = [*(stay.at for stay in seat.stays[1:]), ended]
    spans = (
        (max(stay.at, opened), min(end, ended))
        for stay, end in zip(seat.stays, ends, strict=False)  # where they never came, there is an end alone
        if stay.place is not Place.OUT
    )
    return sum(int((end - start).total_seconds()) for start, end in spans if end > start)
