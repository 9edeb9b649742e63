"""What a member's button or form means as an act. Pure."""

from collections.abc import Callable, Mapping

from orchestrator.councils.sitting.acts import Body, Entered, HandLowered, HandRaised, Left, Moved, QuorumAsked, Recused
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import Cast, DissentRecorded
from orchestrator.web.shell.forms import Typed

LONGEST_TEXT = 1000


def act_of(typed: Typed, sitting: Sitting, seat: str) -> Body | None:
    """What they want; None for what is no act of a member's, or lacks its words."""
    make = _ACTS.get(typed.raw("do"))
    return None if make is None or seat not in sitting.seats else make(typed, sitting, seat)


def _enter(_typed: Typed, sitting: Sitting, seat: str) -> Body:
    """From afar, by this page; from the hall that is a move."""
    if sitting.seats[seat].place is Place.HALL:
        return Moved(seat, Source.PAGE)
    return Entered(seat, Source.PAGE)


def _recuse(typed: Typed, sitting: Sitting, seat: str) -> Body | None:
    reason = _words(typed, "reason")
    return Recused(seat, sitting.item, reason) if sitting.item and reason else None


def _vote(typed: Typed, _sitting: Sitting, seat: str) -> Body | None:
    choice = tuple(value for value in typed.values.get("choice", ()) if value)
    return Cast(typed.raw("vote"), seat, choice) if choice else None


def _dissent(typed: Typed, _sitting: Sitting, seat: str) -> Body | None:
    text = _words(typed, "text")
    return DissentRecorded(typed.raw("vote"), seat, text) if text else None


def _words(typed: Typed, name: str) -> str:
    """What was typed, if it is something and not too much."""
    text = typed.raw(name).strip()
    return text if len(text) <= LONGEST_TEXT else ""


_ACTS: Mapping[str, Callable[[Typed, Sitting, str], Body | None]] = {
    "enter": _enter,
    "leave": lambda _typed, _sitting, seat: Left(seat),
    "raise": lambda _typed, _sitting, seat: HandRaised(seat),
    "lower": lambda _typed, _sitting, seat: HandLowered(seat),
    "quorum": lambda _typed, _sitting, seat: QuorumAsked(seat),
    "recuse": _recuse,
    "vote": _vote,
    "dissent": _dissent,
}
