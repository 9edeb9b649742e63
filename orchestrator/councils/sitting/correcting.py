"""Corrections: proposed by the secretary with a reason, confirmed or rejected by the chair. Nothing is ever removed."""

from orchestrator.councils.sitting.acts import Act
from orchestrator.councils.sitting.ballots import miscounted
from orchestrator.councils.sitting.correction_acts import (
    CastCorrection,
    Correction,
    CorrectionConfirmed,
    CorrectionProposed,
    CorrectionRejected,
    PaperCorrection,
    PresenceCorrection,
)
from orchestrator.councils.sitting.kinds import Kind, Kinds, Who
from orchestrator.councils.sitting.lawful import reasoned
from orchestrator.councils.sitting.recounting import recount
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.state import FIXED, CorrectionState, Sitting, Status
from orchestrator.councils.sitting.votes import Manner
from orchestrator.councils.sitting.voting import choosable, vote_of


def _proposed_forbidden(sitting: Sitting, act: Act, body: CorrectionProposed) -> Refusal | None:
    if refused := _closed_to_corrections(sitting) or reasoned(body.reason):
        return refused
    if act.by != sitting.secretary:
        return Refusal(Reason.OWN_CORRECTION)
    if body.id in sitting.corrections:
        return Refusal(Reason.CORRECTION_SETTLED)
    return _wrong(sitting, act, body.correction)


def _closed_to_corrections(sitting: Sitting) -> Refusal | None:
    if sitting.status in FIXED:
        return Refusal(Reason.IS_SIGNED)
    if sitting.status in {Status.DRAFTED, Status.CONVENED, Status.CANCELLED}:
        return Refusal(Reason.NOT_OPEN)
    return None


def _wrong(sitting: Sitting, act: Act, correction: Correction) -> Refusal | None:
    """What is wrong with a correction itself."""
    match correction:
        case PresenceCorrection():
            if correction.seat not in sitting.seats:
                return Refusal(Reason.UNKNOWN_SEAT)
            until = act.number if correction.until is None else correction.until
            return None if 1 <= correction.since < until <= act.number else Refusal(Reason.BACKWARDS)
        case CastCorrection():
            return _wrong_cast(sitting, correction)
        case PaperCorrection():
            return _wrong_paper(sitting, correction)


def _wrong_cast(sitting: Sitting, correction: CastCorrection) -> Refusal | None:
    vote = vote_of(sitting, correction.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote.manner is Manner.SECRET:
        return Refusal(Reason.SECRET)
    if vote.closed is None:
        return Refusal(Reason.VOTE_NOT_CLOSED)
    if correction.seat not in vote.entitled:
        return Refusal(Reason.NOT_ENTITLED)
    right = correction.choice is None or choosable(sitting, vote, correction.choice)
    return None if right else Refusal(Reason.WRONG_CHOICE)


def _wrong_paper(sitting: Sitting, correction: PaperCorrection) -> Refusal | None:
    vote = vote_of(sitting, correction.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote.paper is None:
        return Refusal(Reason.NOT_COUNTED)
    return miscounted(vote, correction.tally)


def _proposed(sitting: Sitting, act: Act, body: CorrectionProposed) -> None:
    sitting.corrections[body.id] = CorrectionState(body.id, act.number, body.correction, body.reason, act.by)


def _answer_forbidden(sitting: Sitting, act: Act, body: CorrectionConfirmed | CorrectionRejected) -> Refusal | None:
    if refused := _closed_to_corrections(sitting):
        return refused
    known = sitting.corrections.get(body.id)
    if known is None:
        return Refusal(Reason.UNKNOWN_CORRECTION)
    if known.confirmed is not None:
        return Refusal(Reason.CORRECTION_SETTLED)
    own = act.by == known.by != sitting.secretary  # one person may have both offices
    return Refusal(Reason.OWN_CORRECTION) if own else None


def _confirmed(sitting: Sitting, act: Act, body: CorrectionConfirmed) -> None:
    _settle(sitting, act, body.id, confirmed=True)
    for vote in sitting.votes.values():
        if vote.closed is not None and vote.annulled is None:
            recount(sitting, vote)


def _rejected(sitting: Sitting, act: Act, body: CorrectionRejected) -> None:
    _settle(sitting, act, body.id, confirmed=False)


def _settle(sitting: Sitting, act: Act, correction: str, *, confirmed: bool) -> None:
    state = sitting.corrections[correction]
    state.confirmed, state.settled, state.settled_at, state.settled_by = confirmed, act.number, act.at, act.by


KINDS: Kinds = {
    CorrectionProposed: Kind(Who.SECRETARY, _proposed_forbidden, _proposed),
    CorrectionConfirmed: Kind(Who.CHAIR, _answer_forbidden, _confirmed),
    CorrectionRejected: Kind(Who.CHAIR, _answer_forbidden, _rejected),
}
