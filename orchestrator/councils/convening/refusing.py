"""Why a sitting cannot be convened so, as sentences beside the fields that they are about."""

from collections.abc import Mapping

from config.words.sentences import Language
from orchestrator.bookings.owners import NoSuchOrganisation, NotAllowed, WhichOrganisation
from orchestrator.councils.convening.convoking import DayIsOver, EmptyAgenda, NobodyCalled, NoPlace, NotLawful
from orchestrator.councils.convening.halls import HallsConfidential
from orchestrator.councils.dossiers.dossier import NoChair
from orchestrator.councils.dossiers.store import DossierOvertaken
from orchestrator.councils.organs.store import Overtaken
from orchestrator.councils.sitting.refusal_words import told
from orchestrator.councils.sitting.refusals import Reason
from orchestrator.web.errors import ApiError, sentence_of
from orchestrator.web.shell.catalogues import Say
from schedules.store.diary import BookingClash, UnknownRooms

_FIELDS = {Reason.LATE: "late_reason", Reason.BACKWARDS: "until", Reason.REASON_MISSING: "reason"}


def wrong_of(error: Exception, language: Language, say: Say) -> Mapping[str, str] | None:
    """What is wrong, by field; None for an error that is none of these."""
    match error:
        case NotLawful():
            return {_FIELDS.get(error.refusal.reason, ""): told(error.refusal, language)}
        case ApiError():
            return {"day" if error.code in {"in_the_past", "too_far_off"} else "": sentence_of(error, language)}
        case _:
            found = {**_of_halls(say), **_of_sitting(say)}.get(type(error))
            return None if found is None else dict([found])


def _of_halls(say: Say) -> Mapping[type[Exception], tuple[str, str]]:
    """Errors about halls: the field, and the sentence."""
    not_yours = say(
        "Non puoi prendere o spostare sale per questa organizzazione: lo fa chi ne è responsabile, oppure togli la sala e scrivi il luogo."
    )
    confidential = say(
        "In quella sala la prenotazione sarebbe riservata, e una seduta riservata non ha né riunione né collegamenti."
    )
    return {
        BookingClash: ("room", say("Una sala è già presa a quell’ora: scegli un altro orario o un’altra sala.")),
        HallsConfidential: ("room", confidential),
        NotAllowed: ("room", not_yours),
        NoSuchOrganisation: ("room", not_yours),
        WhichOrganisation: ("room", not_yours),
        UnknownRooms: ("room", say("Una sala non c’è più: scegline un’altra.")),
        NoPlace: ("room", say("Scegli una sala, o scrivi il luogo.")),
    }


def _of_sitting(say: Say) -> Mapping[type[Exception], tuple[str, str]]:
    overtaken = say("Nel frattempo qualcun altro ha cambiato l’organo o la seduta: ricarica la pagina.")
    return {
        NoChair: ("", say("Mancano chi presiede o il segretario: indicali nella pagina dell’organo.")),
        NobodyCalled: ("", say("Quel giorno nessuno è in carica: completa l’elenco dei componenti dell’organo.")),
        DayIsOver: ("day", say("È un’ora già passata: scegli un altro giorno.")),
        EmptyAgenda: ("", say("L’ordine del giorno è vuoto: scrivi almeno un punto.")),
        Overtaken: ("", overtaken),
        DossierOvertaken: ("", overtaken),
    }
