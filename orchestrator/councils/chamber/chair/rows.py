"""The roll as the secretary sees it: one row for each seat, which is drawn anew only where it changes. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestrator.councils.sitting.seats import Doubt, Place, SeatState
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import ABSTAIN, Manner, Medium, Vote, options_of

MOST_BUTTONS = 6
"""Options of a vote that fit into a row; beyond that a form takes the vote down."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How one seat is shown; equal shapes look alike but for whose they are."""

    place: Place
    doubt: Doubt | None
    excused: bool
    """Whether they said that they would not come."""
    justified: bool
    unanswered: bool
    """Whether a roll call runs that they have not answered."""
    ballot: str = ""
    """Of a vote that runs: ``no`` where they are not entitled, ``open``, ``done``, ``paper``, ``remote``, ``hand`` for a paper to hand out."""
    options: tuple[str, ...] = ()
    """What the secretary may take down for them."""
    choice: str = ""
    """What the secretary took down in a vote by roll call."""


@dataclass(frozen=True, slots=True)
class Row:
    """One seat as it is shown."""

    seat: str
    name: str
    code: str
    shape: Shape


def rows_of(sitting: Sitting) -> Sequence[Row]:
    """The whole roll."""
    vote = sitting.votes[sitting.vote] if sitting.vote is not None else None
    running = vote if vote is not None and vote.running else None
    options = _options(sitting, running) if running else ()
    return [_row(sitting, seat, running, options) for seat in sitting.seats.values()]


def _row(sitting: Sitting, seat: SeatState, vote: Vote | None, options: tuple[str, ...]) -> Row:
    ballot = _ballot(seat, vote) if vote else ""
    shown = vote is not None and vote.manner is Manner.ROLL_CALL
    choice = vote.casts.get(seat.id, ()) if vote is not None and shown else ()
    shape = Shape(
        seat.place,
        seat.doubt,
        bool(seat.absence),
        seat.justified,
        sitting.is_called(seat.id),
        ballot,
        options if ballot in {"open", "done"} else (),
        ", ".join(choice),
    )
    return Row(seat.id, seat.name, seat.code, shape)


def _ballot(seat: SeatState, vote: Vote) -> str:
    if seat.id not in vote.entitled:
        return "no"
    if vote.manner is not Manner.SECRET:
        return "done" if seat.id in vote.casts else "open"
    if (medium := vote.handed.get(seat.id)) is not None:
        return "paper" if medium is Medium.PAPER else "remote"
    return "hand" if seat.place is Place.HALL and vote.announced is None else "open"


def _options(sitting: Sitting, vote: Vote) -> tuple[str, ...]:
    """The options of a vote whose every answer is one of them."""
    if vote.manner is Manner.SECRET or len(options_of(vote.question)) > MOST_BUTTONS:
        return ()
    return (*options_of(vote.question), *((ABSTAIN,) if sitting.rules.may_abstain else ()))


def counted_rows(rows: Sequence[Row]) -> Iterator[tuple[str, int]]:
    """How many are where, for the head of the list."""
    for place in Place:
        yield place.value, sum(1 for row in rows if row.shape.place is place)
    yield "unanswered", sum(1 for row in rows if row.shape.unanswered)
    yield "doubt", sum(1 for row in rows if row.shape.doubt is not None)
