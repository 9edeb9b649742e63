"""What is wrong with a Jitsi server, in words that go after its name: by the names of `integrations.services.jitsi.Defect`."""

from collections.abc import Mapping
from typing import Literal

Language = Literal["it", "en"]  # that of config.words.sentences, which takes its sentences from here

SERVER_DEFECTS: Mapping[str, Mapping[Language, str]] = {
    "unreachable": {"it": "non si raggiunge", "en": "cannot be reached"},
    "certificate": {
        "it": "ha un certificato di cui questo computer non si fida",
        "en": "has a certificate that this computer does not trust",
    },
    "silent": {"it": "non risponde in tempo", "en": "does not answer in time"},
    "half": {"it": "interrompe la risposta a metà", "en": "breaks its answer off half-way"},
    "status": {"it": "risponde con un errore ({status})", "en": "answers with an error ({status})"},
    "not_jitsi": {
        "it": "non è un Jitsi Meet: manca external_api.js",
        "en": "is no Jitsi Meet: there is no external_api.js",
    },
    "unframed": {
        "it": "non si lascia mostrare dentro altre pagine (X-Frame-Options o frame-ancestors)",
        "en": "does not let other pages show it (X-Frame-Options or frame-ancestors)",
    },
    "clock": {
        "it": "ha l’orologio spostato di {ahead} s rispetto a questo computer: rifiuterà i codici d’accesso",
        "en": "has a clock {ahead} s from this computer's: it will refuse tokens",
    },
    "hosted": {
        "it": "chiude dopo cinque minuti le conferenze incorporate",
        "en": "ends embedded meetings after five minutes",
    },
}
SERVER_HEADLINES: Mapping[str, Mapping[Language, str]] = {
    "meeting_unreachable:certificate": {
        "it": "La riunione non ha un certificato valido",
        "en": "The meeting has no valid certificate",
    },
    "meeting_unreachable:silent": {
        "it": "La riunione non risponde in tempo",
        "en": "The meeting does not answer in time",
    },
    "meeting_unreachable:half": {
        "it": "La riunione risponde soltanto a metà",
        "en": "The meeting answers only by half",
    },
    "meeting_unreachable:status": {
        "it": "La riunione risponde con un errore",
        "en": "The meeting answers with an error",
    },
    "meeting_unreachable:not_jitsi": {
        "it": "Al posto della riunione risponde un’altra pagina",
        "en": "Another page answers in place of the meeting",
    },
    "meeting_unreachable:unframed": {
        "it": "La riunione non si lascia mostrare sul grande schermo",
        "en": "The meeting does not let the big screen show it",
    },
    "meeting_unreachable:clock": {
        "it": "La riunione ha l’orologio sbagliato",
        "en": "The meeting has the wrong time",
    },
}
"""The same for people in the room, who know of no server; of one that cannot be reached nothing more is to be said."""
_AS_SAID: Mapping[Language, str] = {
    "it": "Il suo server {defect}; si riprova.",
    "en": "Its server {defect}; trying again.",
}


def _in_a_sentence(words: Mapping[Language, str]) -> Mapping[Language, str]:
    return {language: _AS_SAID[language].replace("{defect}", text) for language, text in words.items()}


SERVER_SENTENCES = {f"meeting_unreachable:{name}": _in_a_sentence(words) for name, words in SERVER_DEFECTS.items()}
"""The same as a sentence about a room's meeting, by the code and attribute of the fault."""
