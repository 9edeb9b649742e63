"""What was done, as people of either language say it."""

import pytest

from config.words.sentences import Language
from orchestrator.accounts.links import LinkKind
from orchestrator.audit.acts import ActKind, Field, ObjectKind
from orchestrator.audit.deeds import deeds, fields, things, values
from orchestrator.audit.keys import Places
from orchestrator.audit.pruned_kinds import PRUNED
from orchestrator.audit.sentences import Told, Wording, wording
from orchestrator.conferences.links import MeetingLinkKind
from orchestrator.web.shell.catalogues import translations

PLACES = Places("Europe/Rome", {"sala-1": "Sala Uno", "sala-2": "Sala Due"}, {"casa": "Municipio"})
TEN, ELEVEN, NEXT = "2026-11-03T09:00:00Z", "2026-11-03T10:00:00Z", "2026-11-04T10:00:00Z"


def words(language: Language) -> Wording:
    return wording(translations(language).gettext, language, PLACES)


@pytest.mark.parametrize(
    ("kind", "changes", "italian", "english"),
    [
        (
            ActKind.BOOKING_CHANGED,
            {Field.END: [TEN, ELEVEN]},
            "ha spostato la fine dalle 10:00 alle 11:00",
            "moved the end from 10:00 to 11:00",
        ),
        (
            ActKind.BOOKING_CHANGED,
            {Field.START: [TEN, NEXT], Field.ROOMS: ["sala-1", "sala-1, sala-2"]},
            "ha spostato l’inizio dal 3 nov 2026 10:00 al 4 nov 2026 11:00, ha cambiato le sale da Sala Uno a Sala Uno, Sala Due",
            "moved the start from 3 Nov 2026 10:00 to 4 Nov 2026 11:00, changed the rooms from Sala Uno to Sala Uno, Sala Due",
        ),
        (
            ActKind.BOOKING_CHANGED,
            {Field.TITLE: ["Giunta", "Consiglio"], Field.NOTES: [None, "Sedie"], Field.PHONE: ["0776", None]},
            "ha cambiato il titolo da «Giunta» a «Consiglio», ha aggiunto note: «Sedie», ha tolto telefono: «0776»",
            "changed the title from «Giunta» to «Consiglio», added notes: «Sedie», removed phone: «0776»",
        ),
        (ActKind.BOOKING_CHANGED, {Field.CONFIDENTIAL: [False, True]}, "l’ha resa riservata", "made it confidential"),
        (ActKind.BOOKING_CHANGED, {}, "ha cambiato la prenotazione", "changed the booking"),
        (
            ActKind.BOOKING_CANCELLED,
            {Field.START: [TEN, None], Field.END: [NEXT, None], Field.TITLE: ["Giunta", None]},
            "ha annullato la prenotazione: 3 nov 2026 10:00–4 nov 2026 11:00",
            "cancelled the booking: 3 Nov 2026 10:00–4 Nov 2026 11:00",
        ),
        (
            ActKind.BOOKING_MADE,
            {Field.START: [None, TEN], Field.END: [None, ELEVEN], Field.CONFIDENTIAL: [None, False]},
            "ha prenotato: 3 nov 2026 10:00–11:00",
            "booked: 3 Nov 2026 10:00–11:00",
        ),
        (
            ActKind.BOOKING_CANCELLED,
            {Field.START: [TEN, None], Field.END: [ELEVEN, None], Field.CONFIDENTIAL: [True, None]},
            "ha annullato la prenotazione: 3 nov 2026 10:00–11:00, riservata",
            "cancelled the booking: 3 Nov 2026 10:00–11:00, confidential",
        ),
        (
            ActKind.MEETING_SET,
            {Field.SUBJECT: [None, "Bilancio"], Field.LOBBY: [False, True], Field.RECORDED: [None, True]},
            "ha deciso come si tiene la riunione: argomento «Bilancio», sala d’attesa da no a sì, avviso di registrazione sì",
            "decided how the meeting is held: subject «Bilancio», lobby from no to yes, notice of recording yes",
        ),
        (
            ActKind.PRESSED_MEETING,
            {Field.LOBBY: [None, True]},
            "ha regolato la riunione sullo schermo: sala d’attesa sì",
            "set the meeting on the screen: lobby yes",
        ),
        (
            ActKind.MEETING_ENDED,
            {Field.ENDED: [None, "server"]},
            "ha visto finire la riunione in linea: chiusa per tutti dal suo server",
            "saw the online meeting end: ended for all by its server",
        ),
        (
            ActKind.STAFF_GIVEN,
            {Field.ROLE: [None, "technician"], Field.SITE: [None, "casa"]},
            "ha dato un ruolo: tecnico, Municipio",
            "gave a role: technician, Municipio",
        ),
        (
            ActKind.STAFF_TAKEN,
            {Field.ROLE: ["administrator", None], Field.SITE: ["*", None]},
            "ha tolto un ruolo: amministratore, tutte le sedi",
            "took a role away: administrator, all sites",
        ),
        (
            ActKind.PRESSED_HOLD,
            {Field.UNTIL: [None, TEN], Field.REASON: [None, "lavori"]},
            "ha bloccato la sala: fino a 3 nov 2026 10:00, motivo «lavori»",
            "blocked the room: until 3 Nov 2026 10:00, reason «lavori»",
        ),
        (
            ActKind.PROBLEM_TOLD,
            {Field.ABOUT: [None, "heat"]},
            *[
                f"{a}: {b}"
                for a, b in (
                    ("ha segnalato un problema", "fa troppo caldo o freddo"),
                    ("told of a problem", "too hot or too cold"),
                )
            ],
        ),
        (
            ActKind.ACCOUNT_CHANGED,
            {Field.NAME: ["Ada", "Bea"], Field.LANGUAGE: ["it", "en"]},
            "ha cambiato i dati: nome da «Ada» a «Bea», lingua da italiano a inglese",
            "changed the details: name from «Ada» to «Bea», language from Italian to English",
        ),
        (
            ActKind.SIGN_INS_ENDED,
            {Field.COUNT: [3, 0]},
            "ha chiuso gli accessi aperti: numero da 3 a 0",
            "ended what was signed in: number from 3 to 0",
        ),
        ("flown", {"wing": [None, "left"]}, "flown: wing «left»", "flown: wing «left»"),
    ],
)
def test_sentence_given_an_act_when_said_then_both_languages_say_before_and_after(
    kind: str, changes: Told, italian: str, english: str
) -> None:
    assert words("it").sentence(kind, changes) == italian
    assert words("en").sentence(kind, changes) == english


@pytest.mark.parametrize("language", ["it", "en"])
def test_words_given_every_kind_of_act_thing_and_field_when_asked_then_each_has_some(language: Language) -> None:
    say = translations(language).gettext

    assert deeds(say).keys() == set(ActKind)
    assert things(say).keys() == set(ObjectKind)
    assert fields(say).keys() == set(Field)
    kinds = {value for name, value in values(say) if name is Field.KIND}
    assert kinds == {*LinkKind, *MeetingLinkKind}
    assert not kinds & PRUNED.keys()
