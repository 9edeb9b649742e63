"""Why a whole calendar cannot be read, in the store and in words: why, and what to do about it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

from config.words.sentences import Language
from integrations.services.feed_errors import FeedError, FeedTrouble
from schedules.calendar_text.contentlines import BrokenCalendar
from schedules.reasons import Broken

Words = Mapping[Language, tuple[str, str]]
_OFTEN: Words = {"it": ("non si può leggere", "Si riprova."), "en": ("it cannot be read", "It is tried again.")}
WORDS: Mapping[FeedTrouble | Broken, Words] = {
    FeedTrouble.REDIRECT: {
        "it": (
            "il suo indirizzo rimanda dove non è permesso andare",
            "Copia di nuovo l’indirizzo dal servizio del calendario e scrivilo nel file delle sale.",
        ),
        "en": (
            "its address leads on to where nobody may go",
            "Copy the address anew from the calendar’s service, and write it in the room file.",
        ),
    },
    FeedTrouble.SLOW: {
        "it": (
            "non arriva una risposta intera entro {value} s",
            "Si riprova. Se resta così, guarda la rete e il servizio.",
        ),
        "en": (
            "no whole answer comes within {value} s",
            "It is tried again. If it stays so, look at the network and the service.",
        ),
    },
    FeedTrouble.NO_ANSWER: {
        "it": (
            "il suo server non risponde ({value})",
            "Si riprova. Se resta così, guarda la rete, e che l’indirizzo nel file delle sale sia giusto.",
        ),
        "en": (
            "its server does not answer ({value})",
            "It is tried again. If it stays so, look at the network, and whether the address in the room file is right.",
        ),
    },
    FeedTrouble.REFUSED: {
        "it": (
            "il suo server lo rifiuta ({value})",
            "L’indirizzo è cambiato o non è più condiviso: copialo di nuovo nel file delle sale.",
        ),
        "en": (
            "its server refuses it ({value})",
            "Its address has changed or is shared no more: copy it anew into the room file.",
        ),
    },
    FeedTrouble.FAILING: {
        "it": ("il suo server ha un guasto ({value})", "Si riprova. Se resta così, chiedi a chi lo gestisce."),
        "en": ("its server has failed ({value})", "It is tried again. If it stays so, ask whoever keeps it."),
    },
    FeedTrouble.CODING: {
        "it": ("il suo server lo manda compresso in un modo non chiesto", "Chiedi a chi gestisce il server."),
        "en": ("its server sends it packed in a way that was not asked for", "Ask whoever keeps the server."),
    },
    FeedTrouble.NO_FILE: {
        "it": ("il file {value} non si può aprire", "Controlla che ci sia e che il servizio possa leggerlo."),
        "en": ("the file {value} cannot be opened", "See that it is there and that the service may read it."),
    },
    FeedTrouble.TOO_LONG: {
        "it": (
            "è più lungo di {value} MiB",
            "Togli gli eventi vecchi, o alza largest_mib nel file delle sale.",
        ),
        "en": ("it is longer than {value} MiB", "Remove old events, or raise largest_mib in the room file."),
    },
    Broken.NO_CALENDAR: {
        "it": (
            "non è un calendario: non comincia con BEGIN:VCALENDAR",
            "Controlla che l’indirizzo, o il file, sia quello del calendario iCalendar (.ics) e non di una pagina.",
        ),
        "en": (
            "it is no calendar: it does not begin with BEGIN:VCALENDAR",
            "See that the address, or the file, is that of the iCalendar (.ics) and not of a page.",
        ),
    },
    Broken.CUT_OFF: {
        "it": (
            "è tagliato: finisce alla riga {value} senza END:VCALENDAR",
            "Si riprova. Se resta così, esporta di nuovo il calendario.",
        ),
        "en": (
            "it is cut off: it ends at line {value} without END:VCALENDAR",
            "It is tried again. If it stays so, export the calendar again.",
        ),
    },
    Broken.TOO_LARGE: {
        "it": ("contiene più di quanto si possa leggere", "Togli gli eventi vecchi, o dividilo in più calendari."),
        "en": ("it has more than can be read", "Remove old events, or divide it into several calendars."),
    },
    Broken.NOT_UNDERSTOOD: {
        "it": ("leggerlo ha fatto emergere un nostro errore", "Manda il calendario e il log a chi mantiene Regia."),
        "en": ("reading it brought out a mistake of ours", "Send the calendar and the log to whoever maintains Regia."),
    },
}


class Told(NamedTuple):
    """Why, as the end of a sentence; what to do, as a sentence."""

    why: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a calendar fails: a code, its value, and the English text. An earlier version stored only the text; its code is empty."""

    code: str
    value: str
    detail: str

    @classmethod
    def of(cls, error: FeedError | BrokenCalendar) -> "Failure":
        """The failure that *error* describes."""
        return cls(error.kind.value, error.value, str(error))

    @classmethod
    def stored(cls, text: str) -> "Failure":
        """The failure from the text that `text` made."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return cls("", "", text)

    def text(self) -> str:
        """The failure as text for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def told(self, language: Language) -> Told:
        """In words."""
        why, what_to_do = _BY_CODE.get(self.code, _OFTEN)[language]
        return Told(why.format(value=self.value), what_to_do)

    def sentence(self, language: Language) -> str:
        """In two sentences, the first of which somebody else has begun."""
        told = self.told(language)
        return f"{told.why}. {told.what_to_do}"


_BY_CODE: Mapping[str, Words] = {kind.value: words for kind, words in WORDS.items()}
