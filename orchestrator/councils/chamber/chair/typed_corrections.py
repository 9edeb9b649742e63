"""What is pressed to mend what was taken down wrongly, as acts. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from orchestrator.councils.chamber.chair.pressed import Pressed
from orchestrator.councils.chamber.chair.typed_votes import tally_typed
from orchestrator.councils.sitting import acts, correction_acts
from orchestrator.councils.sitting.acts import Body
from orchestrator.councils.sitting.correction_acts import (
    CastCorrection,
    Correction,
    PaperCorrection,
    PresenceCorrection,
)
from orchestrator.councils.sitting.roll import Holder, Seat
from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.votes import ABSTAIN, options_of


class Mends(StrEnum):
    """What is done to the list of seats."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


def _presence(pressed: Pressed) -> Body | None:
    until = pressed.number("until", 1, 0)
    correction = PresenceCorrection(
        pressed.seat("seat"), pressed.one_of("place", Place, Place.OUT), pressed.number("since", 1), until or None
    )
    return _proposed(pressed, correction)


def _cast(pressed: Pressed) -> Body | None:
    vote = pressed.text("vote", pressed.say("Scegli quale votazione."))
    known = pressed.sitting.votes.get(vote)
    options = (*options_of(known.question), ABSTAIN) if known else ()
    told = tuple(option for option in pressed.fields.get("choice", ()) if option)
    if not set(told) <= set(options):
        pressed.wrong("choice", pressed.say("Scegli una delle possibilità."))
    return _proposed(pressed, CastCorrection(vote, pressed.seat("seat"), told or None))


def _paper(pressed: Pressed) -> Body | None:
    vote = pressed.text("vote", pressed.say("Scegli quale votazione."))
    return _proposed(pressed, PaperCorrection(vote, tally_typed(pressed, vote)))


def _proposed(pressed: Pressed, correction: Correction) -> Body:
    return correction_acts.CorrectionProposed(pressed.made("correction"), correction, pressed.reason())


def _rectified(pressed: Pressed) -> Body | None:
    """One seat more, one less, or somebody else in one."""
    reason, put, removed = pressed.reason(), tuple[Seat, ...](), tuple[str, ...]()
    match pressed.one_of("mends", Mends, Mends.ADD):
        case Mends.ADD:
            put = (Seat(pressed.made("seat"), pressed.text("code"), (_holder(pressed),)),)
        case Mends.REMOVE:
            removed = (pressed.seat("seat"),)
        case Mends.REPLACE:
            place = pressed.seat("seat")
            put = tuple(
                Seat(seat.id, seat.code, (*seat.holders, _holder(pressed)), seat.ex_officio)
                for seat in pressed.sitting.roll
                if seat.id == place
            )
    return acts.RollRectified(put, removed, reason)


def _holder(pressed: Pressed) -> Holder:
    return Holder(pressed.made("person"), pressed.text("name", pressed.say("Scrivi come si chiama.")))


KINDS: Mapping[str, Callable[[Pressed], Body | None]] = {
    "presence_corrected": _presence,
    "cast_corrected": _cast,
    "paper_corrected": _paper,
    "correction_confirmed": lambda pressed: correction_acts.CorrectionConfirmed(pressed.named()),
    "correction_rejected": lambda pressed: correction_acts.CorrectionRejected(pressed.named()),
    "roll_rectified": _rectified,
}
