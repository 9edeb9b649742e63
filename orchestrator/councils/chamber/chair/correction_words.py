"""Corrections in words, for whoever confirms them. Pure."""

from config.words.sentences import Language
from orchestrator.councils.chamber.results import option_words
from orchestrator.councils.sitting.correction_acts import (
    CastCorrection,
    Correction,
    PaperCorrection,
    PresenceCorrection,
)
from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.writing.about import seat_named
from orchestrator.web.shell.catalogues import Say


def correction_told(sitting: Sitting, correction: Correction, language: Language, say: Say) -> str:
    """What a correction would change."""
    match correction:
        case PresenceCorrection():
            where = {Place.HALL: say("in sala"), Place.REMOTE: say("a distanza"), Place.OUT: say("assente")}
            about = {
                "name": seat_named(sitting, correction.seat),
                "place": where[correction.place],
                "since": correction.since,
                "until": correction.until,
            }
            if correction.until is None:
                return say("%(name)s: %(place)s dall’atto %(since)s alla fine") % about
            return say("%(name)s: %(place)s dall’atto %(since)s all’atto %(until)s") % about
        case CastCorrection():
            chosen = [option_words(each, language) for each in correction.choice or ()]
            voted = ", ".join(chosen) or say("nessun voto")
            return say("voto di %(name)s: %(voted)s") % {"name": seat_named(sitting, correction.seat), "voted": voted}
        case PaperCorrection():
            counted = ", ".join(
                f"{option_words(option, language)} {votes}" for option, votes in correction.tally.counts
            )
            return say("schede ricontate: %(counted)s") % {"counted": counted}
