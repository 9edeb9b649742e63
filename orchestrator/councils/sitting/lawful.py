"""What several kinds of act need alike: their common rules, and notes for the minutes."""

from dataclasses import replace

from orchestrator.councils.sitting.acts import Act
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.state import Event, Progress, Sitting, Status


def note(sitting: Sitting, act: Act, what: str, *about: str) -> None:
    """Keep for the minutes that this happened."""
    sitting.events.append(Event(act.number, act.at, what, about))


def must(sitting: Sitting, *statuses: Status) -> Refusal | None:
    """The refusal of what needs another status than the sitting has."""
    if sitting.status in statuses:
        return None
    if sitting.status is Status.DRAFTED:
        return Refusal(Reason.NOT_CONVENED)
    if sitting.over:
        return Refusal(Reason.IS_OVER)
    if sitting.status is Status.SUSPENDED:
        return Refusal(Reason.IS_SUSPENDED)
    return Refusal(Reason.ALREADY_OPEN if sitting.status is Status.OPEN else Reason.NOT_OPEN)


def no_vote(sitting: Sitting) -> Refusal | None:
    """The refusal of what has to wait for a vote."""
    return None if sitting.vote is None else Refusal(Reason.VOTE_OPEN)


def enough(sitting: Sitting, *, deliberating: bool, recused: frozenset[str] = frozenset()) -> Refusal | None:
    """The refusal of what needs the quorum."""
    found = sitting.quorum_now(deliberating=deliberating, recused=recused)
    return None if found.reached else Refusal(Reason.NO_QUORUM, (found.counted, found.required))


def called(sitting: Sitting) -> Refusal | None:
    """The refusal of what needs a roll call that was made, and ended."""
    if sitting.calling:
        return Refusal(Reason.ROLL_CALL_RUNS)
    return None if sitting.confirmed else Refusal(Reason.NO_ROLL_CALL)


def reasoned(text: str) -> Refusal | None:
    """The refusal of what needs a reason."""
    return None if text.strip() else Refusal(Reason.REASON_MISSING)


def leave_item(sitting: Sitting, act: Act, progress: Progress) -> None:
    """End the talk about the open item, if there is one."""
    if sitting.item is not None:
        item = sitting.items[sitting.item]
        item.progress = progress
        item.talks[-1] = replace(item.talks[-1], ended=act.number, ended_at=act.at)
        sitting.item = None


def goes(sitting: Sitting, act: Act, seat: str, why: str) -> None:
    """Somebody is out, and wants to speak no more."""
    sitting.seats[seat].out(why, act.number, act.at)
    if seat in sitting.hands:
        sitting.hands.remove(seat)
    if sitting.speaking == seat:
        sitting.speaking = None
