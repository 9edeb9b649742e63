"""The result of a vote from its acts and its confirmed corrections."""

from collections.abc import Iterable
from dataclasses import replace

from orchestrator.councils.sitting.correction_acts import (
    CastCorrection,
    Correction,
    PaperCorrection,
    PresenceCorrection,
)
from orchestrator.councils.sitting.counting import outcome_of
from orchestrator.councils.sitting.quorum import Quorum, counts
from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import Choice, Manner, Medium, Outcome, Tally, Vote, tally_of, together


def recount(sitting: Sitting, vote: Vote) -> None:
    """Count a closed vote. What was proclaimed stays; where corrections make something else of it, that stands beside it."""
    outcome = _outcome(sitting, vote)
    if vote.proclaimed is None:
        vote.outcome = outcome
        return
    found = _quorum(sitting, vote)
    vote.recalculated = None if outcome == vote.proclaimed.outcome else outcome
    vote.quorum_recalculated = None if found == vote.quorum else found


def confirmed(sitting: Sitting) -> Iterable[Correction]:
    """The corrections that count, in the order in which they were confirmed."""
    settled = (state for state in sitting.corrections.values() if state.confirmed)
    return [state.correction for state in sorted(settled, key=lambda state: state.settled or 0)]


def _outcome(sitting: Sitting, vote: Vote) -> Outcome | None:
    """None while ballots on paper wait to be counted."""
    entitled = _entitled(sitting, vote)
    casts = {seat: choice for seat, choice in _casts(sitting, vote).items() if seat in entitled}
    if vote.manner is Manner.SECRET:
        paper = _paper(sitting, vote)
        if vote.handed_on(Medium.PAPER) and paper is None:
            return None
        tally = together(vote.question, *(counted for counted in (vote.remote, paper) if counted))
    else:
        tally = tally_of(vote.question, casts)
    return outcome_of(
        sitting.rules,
        vote.question,
        vote.manner,
        vote.majority,
        tally,
        entitled=len(entitled),
        seats=vote.seats,
        chair=casts.get(vote.chair) if vote.chair else None,
        lots=vote.lots,
    )


def _casts(sitting: Sitting, vote: Vote) -> dict[str, Choice]:
    casts = dict(vote.casts)
    for correction in confirmed(sitting):
        if isinstance(correction, CastCorrection) and correction.vote == vote.id:
            casts.pop(correction.seat, None)
            if correction.choice is not None:
                casts[correction.seat] = correction.choice
    return casts


def _paper(sitting: Sitting, vote: Vote) -> Tally | None:
    paper = vote.paper
    for correction in confirmed(sitting):
        if isinstance(correction, PaperCorrection) and correction.vote == vote.id:
            paper = correction.tally
    return paper


def _places(sitting: Sitting, vote: Vote) -> dict[str, Place]:
    """Where corrections put people when the vote was opened, by seat."""
    return {
        correction.seat: correction.place
        for correction in confirmed(sitting)
        if isinstance(correction, PresenceCorrection)
        and correction.since <= vote.opened
        and (correction.until is None or vote.opened < correction.until)
    }


def _entitled(sitting: Sitting, vote: Vote) -> set[str]:
    entitled = set(vote.entitled)
    deliberating = sitting.items[vote.item].deliberates
    for seat, place in _places(sitting, vote).items():
        if seat in vote.handed:  # what a secret ballot says cannot be taken out again
            continue
        entitled.discard(seat)
        if seat not in vote.recused and counts(sitting.rules, place, deliberating=deliberating):
            entitled.add(seat)
    return entitled


def _quorum(sitting: Sitting, vote: Vote) -> Quorum:
    """The quorum at the vote's opening, as corrections make it."""
    found = vote.quorum
    deliberating = sitting.items[vote.item].deliberates
    for seat, place in _places(sitting, vote).items():
        was = sitting.seats[seat].place_at(vote.opened) if seat in sitting.seats else Place.OUT
        found = replace(
            found,
            in_hall=found.in_hall + (place is Place.HALL) - (was is Place.HALL),
            remote=found.remote + (place is Place.REMOTE) - (was is Place.REMOTE),
            counted=found.counted
            + counts(sitting.rules, place, deliberating=deliberating)
            - counts(sitting.rules, was, deliberating=deliberating),
        )
    return found
