"""What people are told of an event that is not prepared: why, and what to do about it. Pure."""

from collections.abc import Mapping

from config.words.sentences import Language
from schedules.reasons import Reason

WORDS: Mapping[Reason, Mapping[Language, tuple[str, str]]] = {
    Reason.NO_ROOM: {
        "it": (
            "non nomina nessuna sala",
            "Scrivi nel luogo il nome di una sala, o aggiungi quel nome agli alias della sala.",
        ),
        "en": ("it names no room", "Write a room’s name as its place, or add that name to the room’s aliases."),
    },
    Reason.DOUBTFUL: {
        "it": ("nomina anche un’altra casa", "Se s’intende la nostra sala, scrivi nel luogo il suo nome soltanto."),
        "en": ("it names another house too", "If our room is meant, write its name alone as the place."),
    },
    Reason.CANCELLED: {
        "it": ("è annullato", "Niente, se è giusto così; altrimenti confermalo nel calendario."),
        "en": ("it is cancelled", "Nothing, if that is right; else confirm it in the calendar."),
    },
    Reason.CALLED_OFF: {
        "it": (
            "è annullato, come dice il titolo",
            "Se si tiene, togli quella parola dal titolo o segnalo come occupato.",
        ),
        "en": ("it is called off, as its title says", "If it takes place, take that word out or mark it as busy."),
    },
    Reason.TRANSPARENT: {
        "it": ("è segnato come libero", "Se la sala serve, segnalo come occupato."),
        "en": ("it is marked as free", "If it needs the room, mark it as busy."),
    },
    Reason.TENTATIVE: {
        "it": ("è provvisorio", "Quando è deciso, confermalo nel calendario."),
        "en": ("it is tentative", "Once it is decided, confirm it in the calendar."),
    },
    Reason.DECLINED: {
        "it": ("la sala ha rifiutato l’invito", "Invita un’altra sala, o chiedi a chi gestisce la sala di accettare."),
        "en": ("the room declined the invitation", "Invite another room, or ask whoever keeps the room to accept."),
    },
    Reason.REPLACED: {
        "it": ("lo stesso evento c’è in una versione più nuova", "Niente: vale quella."),
        "en": ("there is a newer version of the same event", "Nothing: that one counts."),
    },
    Reason.REPEATED: {
        "it": (
            "c’è già in un altro calendario, e vale quello",
            "Se un calendario è la copia dell’altro, scrivi copy_of nel file delle sale; altrimenti toglilo da uno dei due.",
        ),
        "en": (
            "another calendar has it already, and that one counts",
            "If one calendar is a copy of the other, write copy_of in the room file; else remove it from one of them.",
        ),
    },
    Reason.TOO_MANY_DAYS: {
        "it": ("il calendario ha troppi giorni interi", "Accorcia gli eventi che durano anni."),
        "en": ("its calendar has too many whole days", "Shorten the events that last for years."),
    },
    Reason.VALUE: {
        "it": (
            "contiene qualcosa che non si può leggere",
            "Aprilo nel calendario, controlla data e ora, e salvalo di nuovo.",
        ),
        "en": (
            "something in it cannot be read",
            "Open it in the calendar, look at its date and time, and save it again.",
        ),
    },
    Reason.NO_START: {
        "it": ("non dice quando comincia", "Dagli un giorno e un’ora nel calendario."),
        "en": ("it does not say when it begins", "Give it a day and a time in the calendar."),
    },
    Reason.NO_LENGTH: {
        "it": ("comincia e finisce nello stesso momento", "Dagli una durata nel calendario."),
        "en": ("it begins and ends at the same moment", "Give it a length in the calendar."),
    },
    Reason.BACKWARDS: {
        "it": ("finisce prima di cominciare", "Correggi l’ora di fine nel calendario."),
        "en": ("it ends before it begins", "Correct its end in the calendar."),
    },
    Reason.ZONE: {
        "it": (
            "ha un fuso orario che non si conosce",
            "Scegli nel calendario un fuso come Europa/Roma, e salvalo di nuovo.",
        ),
        "en": ("its time zone is not known", "Choose a zone like Europe/Rome in the calendar, and save it again."),
    },
    Reason.RULE: {
        "it": (
            "si ripete in un modo che non si può leggere",
            "Ripetilo in modo più semplice, o scrivi gli eventi uno per uno.",
        ),
        "en": ("it repeats in a way that cannot be read", "Repeat it more simply, or write the events one by one."),
    },
    Reason.TOO_MUCH: {
        "it": ("dice più di quanto si legge", "Dividilo in più eventi, o togli dal calendario quelli vecchi."),
        "en": ("it says more than is read", "Divide it into several events, or take old ones out of the calendar."),
    },
    Reason.DAMAGED: {
        "it": ("è scritto in modo incompleto", "Esporta di nuovo il calendario; se resta così, riscrivi l’evento."),
        "en": (
            "it is not written completely",
            "Export the calendar again; if that does not help, write the event anew.",
        ),
    },
}


def why(reason: str, language: Language) -> str:
    """Why, as the end of a sentence; of a reason that an earlier version stored too."""
    return _words(reason, language)[0]


def what_to_do(reason: str, language: Language) -> str:
    """A sentence."""
    return _words(reason, language)[1]


def _words(reason: str, language: Language) -> tuple[str, str]:
    known = Reason(reason) if reason in list(Reason) else Reason.VALUE
    return WORDS[known][language]
