"""What offices, mistakes and fates are called on pages and in answers. Pure."""

from collections.abc import Mapping

from orchestrator.councils.organs.organ import LONGEST_CODE, Office
from orchestrator.councils.organs.pasted import Line, Mistake
from orchestrator.councils.organs.pasting import Fate
from orchestrator.councils.organs.rule_checks import LONGEST_BASIS, RANGES, Wrong
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.web.shell.catalogues import Say


def office_word(office: Office, say: Say) -> str:
    """What an officer is."""
    return {
        Office.CHAIR: say("Presiede"),
        Office.DEPUTY: say("Fa le veci"),
        Office.SECRETARY: say("Segretario"),
    }[office]


def wrong_words(name: str, wrong: Wrong, say: Say) -> str:
    """Why a rule may not be so."""
    match wrong:
        case Wrong.LOCKED:
            return say("Lo fissa la legge: non si può cambiare.")
        case Wrong.RANGE:
            least, most = RANGES[name]
            return say("Scrivi un numero da %(least)s a %(most)s.") % {"least": least, "most": most}
        case Wrong.SHARE:
            return say("Scegli una parte del tutto.")
        case Wrong.BASIS:
            return say("Per votare a distanza scrivi su che cosa si fonda: sta nel verbale.")
        case Wrong.LONG:
            return say("È troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_BASIS}


def mistake_words(line: Line, say: Say) -> str:
    """What is wrong with a pasted line; "" where nothing is."""
    if line.mistake is None:
        return ""
    if line.mistake is Mistake.REPEATED:
        there = say("Codice o indirizzo sono già di un’altra persona in elenco.")
        return (
            say("Ha lo stesso codice o indirizzo della riga %(number)s.") % {"number": line.like}
            if line.like
            else there
        )
    if line.mistake is Mistake.NAMESAKE:
        there = say("In elenco c’è già una persona con questo nome: dai un codice a tutte e due.")
        told = say("Si chiama come la riga %(number)s: dai un codice a tutte e due.")
        return told % {"number": line.like} if line.like else there
    return _plain_mistakes(say)[line.mistake]


def fate_words(fate: Fate, say: Say) -> str:
    """What becomes of a line without a mistake."""
    return {
        Fate.NEW: say("Entra in elenco"),
        Fate.CHANGED: say("È già in elenco: cambiano i suoi dati"),
        Fate.THERE: say("È già in elenco così"),
        Fate.MISTAKE: "",
    }[fate]


def _plain_mistakes(say: Say) -> Mapping[Mistake, str]:
    return {
        Mistake.NO_NAME: say("Manca il nome."),
        Mistake.NOT_AN_ADDRESS: say("L’indirizzo non è scritto come nome@scuola.it."),
        Mistake.SEVERAL: say("Ci sono più indirizzi: tienine uno per persona."),
        Mistake.LONG_NAME: say("Il nome è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_NAME},
        Mistake.LONG_CODE: say("Il codice è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_CODE},
        Mistake.NOT_A_DAY: say("La data non è scritta come 1/9/2026."),
        Mistake.BACKWARDS: say("L’ultimo giorno viene prima del primo."),
    }
