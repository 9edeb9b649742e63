"""The one idea: a sitting is a fold over its acts."""

from collections.abc import Iterable

from orchestrator.councils.sitting import attending, ballots, correcting, items, life, steering, voting
from orchestrator.councils.sitting.acts import SERVICE, Act
from orchestrator.councils.sitting.kinds import Kinds, may
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.state import Sitting

KINDS: Kinds = {
    **life.KINDS,
    **steering.KINDS,
    **attending.KINDS,
    **items.KINDS,
    **voting.KINDS,
    **ballots.KINDS,
    **correcting.KINDS,
}


def fold(rules: Rules, roll: Roll, acts: Iterable[Act]) -> Sitting:
    """The sitting after those acts. Total: an act that a rule forbids changes nothing, and stands in `unlawful`."""
    sitting = Sitting(rules, roll)
    for act in acts:
        step(sitting, act)
    return sitting


def step(sitting: Sitting, act: Act) -> Refusal | None:
    """Add one act to the sitting; the refusal, if a rule forbids it.

    A service asks `refusal_of` first and appends only what is lawful. A log that was tampered with is folded all the same.
    """
    refused = refusal_of(sitting, act)
    if refused is None:
        add(sitting, act)
    else:
        sitting.unlawful.append((act.number, refused))
        sitting.number, sitting.at = act.number, act.at
    return refused


def add(sitting: Sitting, act: Act) -> None:
    """Add an act of which `refusal_of` has just said that it is lawful."""
    kind = KINDS[type(act.body)]
    kind.change(sitting, act, act.body)
    if kind.steers:
        sitting.steered = act.number
    sitting.number, sitting.at = act.number, act.at


def refusal_of(sitting: Sitting, act: Act) -> Refusal | None:
    """The rule that forbids the act as the next one; None where it is lawful."""
    if act.number != sitting.number + 1:
        return Refusal(Reason.NOT_THE_NEXT, (sitting.number + 1,))
    if sitting.at is not None and act.at < sitting.at:
        return Refusal(Reason.EARLIER)
    kind = KINDS[type(act.body)]
    if not may(sitting, kind.who, act):
        return Refusal(Reason.NOT_YOURS)
    if kind.steers and act.by != SERVICE and act.seen < sitting.steered:
        return Refusal(Reason.STALE, (sitting.steered,))
    return kind.forbidden(sitting, act, act.body)
