"""From counted votes to a result, by the rules. Sources: D.Lgs. 297/1994 art. 37; the references of each rule stand in `presets`."""

from collections.abc import Sequence

from orchestrator.councils.sitting.rules import HALF, Base, Majority, Rules
from orchestrator.councils.sitting.votes import (
    AGAINST,
    FOR,
    Alternatives,
    Choice,
    Election,
    Manner,
    Motion,
    Outcome,
    Question,
    Tally,
    Ties,
)


def outcome_of(  # each argument is a number of the arithmetic
    rules: Rules,
    question: Question,
    manner: Manner,
    majority: Majority,
    tally: Tally,
    *,
    entitled: int,
    seats: int,
    chair: Choice | None,
    lots: Sequence[str] = (),
) -> Outcome:
    """The result of a vote; *chair* is how whoever presides voted openly, None if they did not.

    >>> outcome_of(Rules(), Motion(), Manner.OPEN, Majority(), Tally(((FOR, 30), (AGAINST, 12)), 47, 5), entitled=50, seats=90, chair=None).needed
    22
    """
    valid = valid_votes(rules, tally)
    base = {Base.CAST: valid, Base.PRESENT: entitled, Base.SEATS: seats}[majority.base]
    needed = majority.share.of(base)
    match question:
        case Motion():
            return _motion(rules, manner, majority, Outcome(tally, entitled, valid, base, needed, passed=False), chair)
        case Alternatives():
            return _alternatives(Outcome(tally, entitled, valid, base, needed, passed=False))
        case Election():
            return _election(
                question, Outcome(tally, entitled, valid, base, needed if question.majority else 0, passed=False), lots
            )


def valid_votes(rules: Rules, tally: Tally) -> int:
    """How many votes count as validly cast."""
    named = tally.ballots - tally.abstained - tally.blank - tally.null
    return (
        named
        + tally.abstained * rules.abstentions_are_cast
        + tally.blank * rules.blank_is_valid
        + tally.null * rules.null_is_valid
    )


def _motion(rules: Rules, manner: Manner, majority: Majority, plain: Outcome, chair: Choice | None) -> Outcome:
    counts = dict(plain.tally.counts)
    in_favour, against = counts[FOR], counts[AGAINST]
    if in_favour >= plain.needed:
        return _with(plain, passed=True)
    breakable = rules.chair_breaks_ties and manner is not Manner.SECRET and majority == Majority(Base.CAST, HALF)
    if breakable and in_favour == against and chair in ((FOR,), (AGAINST,)):
        # The chair's vote counts once more; where abstentions count as cast, even that may be too few.
        return _with(plain, passed=chair == (FOR,) and in_favour + 1 >= plain.needed, chair_decided=True)
    return plain


def _alternatives(plain: Outcome) -> Outcome:
    ranked = _ranked(plain.tally)
    if ranked and ranked[0][1] >= plain.needed:
        best = [option for option, votes in ranked if votes == ranked[0][1]]
        if len(best) == 1:
            return _with(plain, passed=True, winners=(best[0],))
    second = ranked[1][1] if len(ranked) > 1 else 0
    return _with(plain, tied=tuple(option for option, votes in ranked if votes and votes >= second))


def _election(question: Election, plain: Outcome, lots: Sequence[str]) -> Outcome:
    named = [(candidate, votes) for candidate, votes in _ranked(plain.tally) if votes and votes >= plain.needed]
    if len(named) <= question.places:
        return _with(plain, passed=len(named) == question.places, winners=tuple(candidate for candidate, _ in named))
    last = named[question.places - 1][1]
    safe = [candidate for candidate, votes in named if votes > last]
    equal = [candidate for candidate, votes in named if votes == last]
    open_places = question.places - len(safe)
    if len(equal) > open_places:
        match question.ties:
            case Ties.LISTED_FIRST:  # they are in the order of the list
                equal = equal[:open_places]
            case Ties.LOT:
                drawn = [candidate for candidate in lots if candidate in equal][:open_places]
                if len(drawn) < open_places:
                    return _with(plain, winners=tuple(safe), tied=tuple(equal))
                equal = drawn
            case Ties.RUN_OFF:
                return _with(plain, winners=tuple(safe), tied=tuple(equal))
    return _with(plain, passed=True, winners=(*safe, *equal))


def _ranked(tally: Tally) -> list[tuple[str, int]]:
    """Most votes first; those with equal votes in the order of the question."""
    return sorted(tally.counts, key=lambda counted: -counted[1])


def _with(
    plain: Outcome,
    *,
    passed: bool = False,
    winners: tuple[str, ...] = (),
    tied: tuple[str, ...] = (),
    chair_decided: bool = False,
) -> Outcome:
    return Outcome(
        plain.tally,
        plain.entitled,
        plain.valid,
        plain.base,
        plain.needed,
        passed,
        winners,
        tied,
        chair_decided=chair_decided,
    )
