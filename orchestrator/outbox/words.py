"""Why a mail did not go out, in words: what happened, as a sentence without its end, and what to do about it. Pure."""

from collections.abc import Mapping

from config.words.sentences import Language
from integrations.services.mail_errors import MailTrouble
from orchestrator.outbox.store import MailState
from orchestrator.outbox.troubles import OutboxTrouble

Words = Mapping[Language, tuple[str, str]]
_ADMINISTRATOR: Mapping[Language, str] = {
    "it": "Chi amministra Regia guardi {what} in [mail] del file delle sale.",
    "en": "Whoever administers Regia should look at {what} in [mail] of the room file.",
}


def _look_at(what: str, it: str, en: str) -> Words:
    """What an administrator mends in the room file."""
    return {
        "it": (it, _ADMINISTRATOR["it"].format(what=what)),
        "en": (en, _ADMINISTRATOR["en"].format(what=what)),
    }


_OFTEN: Words = {"it": ("il messaggio non è partito", "Riprova."), "en": ("the mail did not go out", "Try again.")}
WORDS: Mapping[MailTrouble | OutboxTrouble, Words] = {
    OutboxTrouble.NO_SERVER: {
        "it": (
            "da qui non parte posta: nel file delle sale non c’è [mail]",
            "Consegna il collegamento in un altro modo, o chiedi a chi amministra Regia di aggiungere [mail].",
        ),
        "en": (
            "no mail goes out from here: there is no [mail] in the room file",
            "Hand the link over by other means, or ask whoever administers Regia to add [mail].",
        ),
    },
    OutboxTrouble.NO_PASSWORD: _look_at(
        "password",
        "la password del server di posta non c’è, o non si può leggere",
        "the mail server’s password is missing, or cannot be read",
    ),
    OutboxTrouble.UNREADABLE: {
        "it": ("manca la chiave con cui il messaggio era stato chiuso", "Fallo partire di nuovo da dove è nato."),
        "en": ("the key that the mail was sealed with is gone", "Have it sent anew from where it came from."),
    },
    OutboxTrouble.OVER: {
        "it": ("il collegamento nel messaggio è scaduto prima che partisse", "Fanne un altro da dove è nato."),
        "en": ("the link in the mail was over before it could go out", "Make another where it came from."),
    },
    OutboxTrouble.BROKEN: {
        "it": ("mandarlo ha fatto emergere un nostro errore", "Manda il log a chi mantiene Regia."),
        "en": ("sending it brought out a mistake of ours", "Send the log to whoever maintains Regia."),
    },
    MailTrouble.UNREACHABLE: _look_at(
        "host, port", "il server di posta non si raggiunge", "the mail server cannot be reached"
    ),
    MailTrouble.SLOW: {
        "it": ("il server di posta non risponde in tempo", "Si riprova. Se resta così, chiedi a chi lo gestisce."),
        "en": ("the mail server does not answer in time", "It is tried again. If it stays so, ask whoever keeps it."),
    },
    MailTrouble.CERTIFICATE: _look_at(
        "host",
        "il server di posta ha un certificato di cui questo computer non si fida, o di un altro nome",
        "the mail server has a certificate that this computer does not trust, or of another name",
    ),
    MailTrouble.TLS: _look_at(
        "port, security",
        "con il server di posta non si riesce a cifrare la connessione",
        "no encrypted connection to the mail server can be made",
    ),
    MailTrouble.NO_STARTTLS: _look_at(
        "port, security", "il server di posta non offre STARTTLS", "the mail server does not offer STARTTLS"
    ),
    MailTrouble.LOGIN: _look_at(
        "user, password",
        "il server di posta non accetta utente e password",
        "the mail server does not accept user and password",
    ),
    MailTrouble.CUT: {
        "it": (
            "il server di posta ha chiuso la connessione prima del messaggio",
            "Si riprova. Se resta così, chiedi a chi lo gestisce.",
        ),
        "en": (
            "the mail server hung up before the mail",
            "It is tried again. If it stays so, ask whoever keeps it.",
        ),
    },
    MailTrouble.BUSY: {
        "it": ("il server di posta chiede di riprovare più tardi", "Si riprova."),
        "en": ("the mail server asks to try again later", "It is tried again."),
    },
    MailTrouble.SENDER: _look_at(
        "sender, user",
        "il server di posta non accetta messaggi da questo mittente",
        "the mail server takes no mails from this sender",
    ),
    MailTrouble.RECIPIENT: {
        "it": ("il server di posta rifiuta questo indirizzo", "Controlla che l’indirizzo sia scritto bene."),
        "en": ("the mail server refuses this address", "See that the address is written right."),
    },
    MailTrouble.CONTENT: {
        "it": ("il server di posta rifiuta il messaggio", "Chiedi a chi lo gestisce perché."),
        "en": ("the mail server refuses the mail", "Ask whoever keeps it why."),
    },
    MailTrouble.UNANSWERED: {
        "it": (
            "il server di posta non ha confermato il messaggio, che forse è arrivato",
            "Si riprova: può arrivare due volte.",
        ),
        "en": (
            "the mail server did not confirm the mail, which may have arrived",
            "It is tried again, and may come twice.",
        ),
    },
}
_BY_CODE: Mapping[str, Words] = {kind.value: words for kind, words in WORDS.items()}
STATES: Mapping[MailState, Mapping[Language, str]] = {
    MailState.SENT: {"it": "partito", "en": "sent"},
    MailState.WAITING: {"it": "in attesa di un nuovo tentativo", "en": "waiting to be tried again"},
    MailState.KEPT: {"it": "da qui non parte posta", "en": "no mail goes out from here"},
    MailState.FAILED: {"it": "non riuscito", "en": "failed"},
}


def told(error: str, reply: int | None, language: Language) -> tuple[str, str]:
    """What happened, as the end of a sentence, and what to do about it."""
    what, what_to_do = _BY_CODE.get(error, _OFTEN)[language]
    return (what if reply is None else f"{what} ({reply})"), what_to_do
