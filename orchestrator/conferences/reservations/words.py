"""What people read in Jitsi whose conference did not open."""

from collections.abc import Mapping
from datetime import datetime

from config.words.sentences import Language
from orchestrator.conferences.reservations.granting import Refusal, Refused

_REFUSALS: Mapping[Refusal, Mapping[Language, str]] = {
    Refusal.UNKNOWN: {
        "it": "Nessuna prenotazione ha una riunione con questo nome. Entra dal collegamento che hai ricevuto.",
        "en": "No booking has a meeting of this name. Go in by the link that you were sent.",
    },
    Refusal.EARLY: {"it": "La riunione apre {when}.", "en": "The meeting opens {when}."},
    Refusal.OVER: {"it": "La riunione è finita {when}.", "en": "The meeting was over {when}."},
}
UNSURE: Mapping[Language, str] = {
    "it": "Le prenotazioni si stanno leggendo: riprova tra qualche secondo.",
    "en": "The bookings are being read: try again in some seconds.",
}
UNREADABLE: Mapping[Language, str] = {
    "it": "La domanda del server Jitsi non è leggibile.",
    "en": "The Jitsi server’s question cannot be read.",
}
NOT_ASKED: Mapping[Language, str] = {
    "it": "Questo server Jitsi non deve chiedere le prenotazioni: nel file delle sale manca reservations = true.",
    "en": "This Jitsi server is not to ask for bookings: the room file lacks reservations = true.",
}
BROKEN: Mapping[Language, str] = {
    "it": "Le prenotazioni hanno un guasto: riprova tra qualche minuto.",
    "en": "The bookings are broken: try again in some minutes.",
}


def sentence(refused: Refused, language: Language) -> str:
    """Why it did not open."""
    return _REFUSALS[refused.why][language].format(when=_when(refused.at, refused.now, language))


def _when(at: datetime | None, now: datetime | None, language: Language) -> str:
    if at is None:
        return ""
    clock = f"{'alle' if language == 'it' else 'at'} {at:%H:%M}"
    if now is not None and at.date() == now.date():
        return clock
    return f"{'il' if language == 'it' else 'on'} {at.day}/{at.month}/{at.year} {clock}"
