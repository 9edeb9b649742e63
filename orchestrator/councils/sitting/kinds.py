"""What is known of each kind of act: who may do it, when it is lawful, and what it changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from orchestrator.councils.sitting.acts import SERVICE, Act
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.councils.sitting.state import Sitting


class Who(StrEnum):
    """Who may do an act of a kind."""

    SERVICE = "service"
    CHAIR = "chair"
    """Whoever presides."""
    CHAIR_OR_SERVICE = "chair_or_service"
    SECRETARY = "secretary"
    """The secretary, or whoever presides."""
    HOLDER = "holder"
    """The holder of the act's seat; or the secretary for them."""
    WITNESS = "witness"
    """The holder, the secretary, or the service that sees them."""
    OWN_RULE = "own_rule"
    """The kind's `forbidden` decides."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of act. `forbidden` tells the rule that forbids it, None where it is lawful; `change` is called only then."""

    who: Who
    forbidden: Callable[[Sitting, Act, Any], Refusal | None]
    change: Callable[[Sitting, Act, Any], None]
    steers: bool = True
    """Whether it steers, so that whoever does it must have seen what was steered before."""


Kinds = Mapping[type, Kind]


def may(sitting: Sitting, who: Who, act: Act) -> bool:
    """Whether whoever did the act may do one of its kind."""
    by = act.by
    if who is Who.OWN_RULE:
        return True
    if who is Who.SERVICE:
        return by == SERVICE
    if by == SERVICE:
        return who is Who.WITNESS or who is Who.CHAIR_OR_SERVICE
    if by == sitting.presiding:
        return True
    if who is Who.CHAIR or who is Who.CHAIR_OR_SERVICE:
        return False
    return by == sitting.secretary or (who is not Who.SECRETARY and holds(sitting, by, getattr(act.body, "seat", "")))


def holds(sitting: Sitting, person: str, seat: str) -> bool:
    """Whether the person holds the seat now."""
    return sitting.persons.get(person) == seat


def always(_sitting: Sitting, _act: Act, _body: object) -> None:
    """No rule forbids it."""
