"""What is pressed about votes, as acts. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction

from orchestrator.councils.chamber.chair.pressed import LONGEST_TEXT, Pressed
from orchestrator.councils.sitting import vote_acts
from orchestrator.councils.sitting.acts import Body
from orchestrator.councils.sitting.rules import HALF, Base, Majority, Rounding, Share
from orchestrator.councils.sitting.votes import (
    Alternatives,
    Choice,
    Election,
    Manner,
    Medium,
    Motion,
    Question,
    Tally,
    Ties,
    options_of,
)


class Asks(StrEnum):
    """What kind of question a vote is about."""

    MOTION = "motion"
    ALTERNATIVES = "alternatives"
    ELECTION = "election"


_TWO_THIRDS = Share(Fraction(2, 3), Rounding.AT_LEAST)
MAJORITIES: Mapping[str, Majority] = {
    f"{base.value} {name}": Majority(base, share)
    for base in Base
    for name, share in (("half", HALF), ("two_thirds", _TWO_THIRDS))
}
"""What may be chosen in place of the rules' majority, by the name that the form has for it."""


def _vote_opened(pressed: Pressed) -> Body | None:
    question = _question(pressed)
    majority = pressed.text("majority")
    if majority and majority not in MAJORITIES:
        pressed.wrong("majority", pressed.say("Scegli una delle possibilità."))
    return vote_acts.VoteOpened(
        pressed.made("vote"),
        pressed.sitting.item or "",
        pressed.text("text", pressed.say("Scrivi che cosa si vota."), LONGEST_TEXT),
        question,
        pressed.one_of("manner", Manner, Manner.OPEN),
        MAJORITIES.get(majority),
        pressed.text("secret_reason"),
    )


def _question(pressed: Pressed) -> Question:
    match pressed.one_of("asks", Asks, Asks.MOTION):
        case Asks.MOTION:
            return Motion()
        case Asks.ALTERNATIVES:
            options = pressed.lines("options", pressed.say("Scrivi i testi, uno per riga."))
            if len(options) == 1:
                pressed.wrong("options", pressed.say("Servono almeno due testi, uno per riga."))
            return Alternatives(options)
        case Asks.ELECTION:
            return _election(pressed)


def _election(pressed: Pressed) -> Election:
    candidates = pressed.lines("candidates", pressed.say("Scrivi chi si può votare, un nome per riga."))
    places, preferences = pressed.number("places", 1, 1), pressed.number("preferences", 1, 1)
    for name, number in (("places", places), ("preferences", preferences)):
        if candidates and number > len(candidates):
            pressed.wrong(name, pressed.say("Sono più dei candidati."))
    ties = pressed.one_of("ties", Ties, Ties.RUN_OFF)
    return Election(candidates, places, preferences, ties, majority=pressed.ticked("needs_majority"))


def _prolonging(pressed: Pressed) -> Body | None:
    """The quick open vote about a later end."""
    ends = pressed.sitting.ends
    until = pressed.later("until", ends) if ends else None
    if until is None:
        return None
    clock = until.astimezone(pressed.zone)
    text = f"Prolungamento della seduta fino alle ore {clock:%H:%M}"  # stands in the minutes, which are Italian
    item = pressed.sitting.item or ""
    return vote_acts.VoteOpened(pressed.made("vote"), item, text, Motion(), Manner.OPEN, prolongs=True, until=until)


def _cast(pressed: Pressed) -> Body | None:
    """The button names the seat and the place of an option, or ``abstain``; a form names several."""
    if pressed.about:
        return vote_acts.Cast(_vote(pressed), pressed.named(), _option(pressed, pressed.named(1)))
    chosen = tuple(name for told in pressed.fields.get("choice", ()) for name in _option(pressed, told))
    if not chosen:
        pressed.wrong("choice", pressed.say("Scegli che cosa vota."))
    return vote_acts.Cast(_vote(pressed), pressed.seat("seat"), chosen)


def _option(pressed: Pressed, told: str) -> Choice:
    vote = pressed.sitting.votes.get(_vote(pressed))
    options = options_of(vote.question) if vote else ()
    if told.isascii() and told.isdecimal() and len(told) < 4 and int(told) < len(options):
        return (options[int(told)],)
    return (told,) if told == "abstain" else ()


def _ballot(pressed: Pressed) -> Body | None:
    return vote_acts.BallotHanded(_vote(pressed), pressed.named(), Medium.PAPER)


def _paper(pressed: Pressed) -> Body | None:
    vote = _vote(pressed)
    return vote_acts.PaperCounted(vote, tally_typed(pressed, vote))


def tally_typed(pressed: Pressed, vote: str) -> Tally:
    """What tellers counted: each option, what else lay in the urn, and all papers together."""
    known = pressed.sitting.votes.get(vote)
    options = options_of(known.question) if known else ()
    counts = tuple((option, pressed.number(f"count-{place}", 0, 0)) for place, option in enumerate(options))
    abstained, blank, null = (pressed.number(name, 0, 0) for name in ("abstained", "blank", "null"))
    named = sum(votes for _, votes in counts)
    several = known is not None and isinstance(known.question, Election) and known.question.preferences > 1
    ballots = pressed.number("ballots") if several else named + abstained + blank + null
    return Tally(counts, ballots, abstained, blank, null)


def _lot(pressed: Pressed) -> Body | None:
    candidate = pressed.text("candidate", pressed.say("Scegli su chi è caduta la sorte."))
    return vote_acts.LotDrawn(_vote(pressed), candidate)


def _reserved(pressed: Pressed) -> Body | None:
    return vote_acts.Proclaimed(_vote(pressed), pressed.reason("reservation"))


def _annulled(pressed: Pressed) -> Body | None:
    return vote_acts.VoteAnnulled(_vote(pressed), pressed.reason())


def _dissent(pressed: Pressed) -> Body | None:
    vote = pressed.text("vote", pressed.say("Scegli quale votazione."))
    return vote_acts.DissentRecorded(vote, pressed.seat("seat"), pressed.text("text", most=LONGEST_TEXT))


def _vote(pressed: Pressed) -> str:
    """The vote that is not settled; the one that the form names, where it names one."""
    return pressed.text("vote") or pressed.sitting.vote or ""


KINDS: Mapping[str, Callable[[Pressed], Body | None]] = {
    "vote_opened": _vote_opened,
    "prolonging_put": _prolonging,
    "cast": _cast,
    "ballot_handed": _ballot,
    "closing_announced": lambda pressed: vote_acts.ClosingAnnounced(_vote(pressed)),
    "paper_counted": _paper,
    "lot_drawn": _lot,
    "proclaimed": lambda pressed: vote_acts.Proclaimed(_vote(pressed)),
    "proclaimed_reserved": _reserved,
    "vote_annulled": _annulled,
    "dissent_recorded": _dissent,
}
