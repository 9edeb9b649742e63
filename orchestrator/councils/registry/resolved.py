"""What a sitting resolved, and how long who was there: what registers are drawn from. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from orchestrator.councils.sitting.correction_acts import PresenceCorrection
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


def attendance_of(sitting: Sitting, times: Sequence[datetime]) -> Iterator[Attended]:
    """Everybody who holds a seat, and those who were there and hold it no more, from the opening to the end.

    *times* are those of all acts, in their order. Corrections that were confirmed count.
    """
    opened, ended = opened_at(sitting), ended_at(sitting)
    for seat in (*sitting.seats.values(), *sitting.former):
        corrections = _of_seat(sitting, seat) if seat.id in sitting.seats else []
        seconds = 0
        if opened is not None and ended is not None:
            spans = (
                (max(since, opened), min(until, ended)) for since, until in _stays(seat, corrections, times, ended)
            )
            seconds = sum(int((until - since).total_seconds()) for since, until in spans if until > since)
        yield Attended(seat.person, seat.name, seat.code, seconds, seat.justified)


def _of_seat(sitting: Sitting, seat: SeatState) -> list[PresenceCorrection]:
    """What was put right about where somebody was, oldest first."""
    return [
        state.correction
        for state in sitting.corrections.values()
        if state.confirmed and isinstance(state.correction, PresenceCorrection) and state.correction.seat == seat.id
    ]


def _stays(
    seat: SeatState, corrections: Sequence[PresenceCorrection], times: Sequence[datetime], ended: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of time in which somebody was there: where they were changes with acts alone."""
    numbers = {stay.number for stay in seat.stays}
    numbers |= {number for each in corrections for number in (each.since, each.until) if number is not None}
    ordered = sorted(numbers)
    for number, after in zip_longest(ordered, ordered[1:]):
        if _place(seat, corrections, number) is not Place.OUT:
            yield times[number - 1], ended if after is None else times[after - 1]


def _place(seat: SeatState, corrections: Sequence[PresenceCorrection], number: int) -> Place:
    for each in reversed(corrections):
        if each.since <= number and (each.until is None or number < each.until):
            return each.place
    return seat.place_at(number)
