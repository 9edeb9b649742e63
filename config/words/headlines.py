"""A fault as a headline: which device, and what is wrong with it, in one short line without a full stop. Pure.

The sentence (config.words.sentences) follows where there is room for it, and does not name the device.
"""

from collections.abc import Mapping

from config.words.meeting_servers import SERVER_HEADLINES
from config.words.nouns import capital, noun
from config.words.sentences import WORDS, Language, Params, filled, particular

_PAIR_AGAIN: Mapping[Language, str] = {"it": "{The} va abbinat{o} di nuovo", "en": "{The} must be paired again"}
_NO_ANSWER: Mapping[Language, str] = {"it": "{The} non risponde", "en": "{The} does not answer"}

HEADLINES: Mapping[str, Mapping[Language, str]] = {
    "unreachable": _NO_ANSWER,
    "silent": _NO_ANSWER,
    "line_lost": {"it": "{The} ha perso il collegamento", "en": "{The} has lost its connection"},
    "protocol": {"it": "{The} non risponde come dovrebbe", "en": "{The} does not answer as it should"},
    "wrong_password": {"it": "{The} rifiuta la password", "en": "{The} refuses the password"},
    "password_missing": {
        "it": "{The} chiede una password che manca",
        "en": "{The} asks for a password that is missing",
    },
    "secret_missing": {
        "it": "{The} non si può usare: manca un segreto",
        "en": "{The} cannot be used: a secret is missing",
    },
    "secrets_unusable": {
        "it": "{The} non si può usare: i segreti non si leggono",
        "en": "{The} cannot be used: the secrets cannot be read",
    },
    "sdk_missing": {
        "it": "{The} non si può usare: manca un programma",
        "en": "{The} cannot be used: a program is missing",
    },
    "pairing_lost": _PAIR_AGAIN,
    "credentials_malformed": _PAIR_AGAIN,
    "busy": {"it": "{The} si sta avviando o spegnendo", "en": "{The} is starting or stopping"},
    "no_such_scene": {"it": "{The} non ha la scena «{scene}»", "en": "{The} has no scene “{scene}”"},
    "no_such_input": {"it": "{The} non ha l’ingresso «{input}»", "en": "{The} has no input “{input}”"},
    "no_such_app": {"it": "{The} non ha l’app «{app}»", "en": "{The} has no app “{app}”"},
    "not_accepted": {"it": "{The} ha rifiutato il comando", "en": "{The} refused the command"},
    "device_failure": {"it": "{The} segnala un guasto", "en": "{The} reports a failure"},
    "does_not_follow": {"it": "{The} non fa quello che deve", "en": "{The} does not do what it should"},
    "does_not_follow:power=on": {"it": "{The} non si accende", "en": "{The} does not turn on"},
    "does_not_follow:power=off": {"it": "{The} non si spegne", "en": "{The} does not turn off"},
    "does_not_follow:input": {
        "it": "{The} non passa all’ingresso «{wished}»",
        "en": "{The} does not change to input “{wished}”",
    },
    "does_not_follow:scene": {
        "it": "{The} non passa alla scena «{wished}»",
        "en": "{The} does not change to scene “{wished}”",
    },
    "does_not_follow:app": {"it": "{The} non apre l’app «{wished}»", "en": "{The} does not open the app “{wished}”"},
    "does_not_follow:recording=True": {"it": "{The} non registra", "en": "{The} does not record"},
    "does_not_follow:recording=False": {"it": "{The} non smette di registrare", "en": "{The} does not stop recording"},
    "does_not_follow:streaming=True": {"it": "{The} non va in diretta", "en": "{The} does not stream"},
    "does_not_follow:streaming=False": {"it": "{The} non ferma la diretta", "en": "{The} does not stop streaming"},
    "not_confirmed": {"it": "{The} non conferma il comando", "en": "{The} does not confirm the command"},
    "changed_by_hand": {"it": "{The} è stat{o} cambiat{o} a mano", "en": "{The} was changed by hand"},
    "changed_by_hand:power=off": {"it": "{The} è stat{o} spent{o} a mano", "en": "{The} was switched off by hand"},
    "changed_by_hand:power=on": {"it": "{The} è stat{o} acces{o} a mano", "en": "{The} was switched on by hand"},
    "surprise": {"it": "{The} dà un errore inatteso", "en": "{The} gives an unexpected error"},
    "not_in_room": {"it": "In questa sala manca {the}", "en": "This room lacks {the}"},
    "page_not_shown": {
        "it": "La pagina del grande schermo non è aperta",
        "en": "The page on the big screen is not open",
    },
    "flapping": {"it": "{The} si accende e si spegne di continuo", "en": "{The} keeps turning on and off"},
    "paused": {"it": "La registrazione è in pausa", "en": "The recording is paused"},
    "reconnecting": {"it": "La diretta non va in onda", "en": "The stream is not on air"},
    "stalled": {"it": "{Attribute}: non avanza niente", "en": "{Attribute}: nothing moves"},
    "recorded": {
        "it": "Riunione riservata, ma va ancora {attribute}",
        "en": "Confidential meeting, but {attribute} is still on",
    },
    "unreadable": {"it": "{The} non dice com’è {attribute}", "en": "{The} does not tell its {attribute}"},
    "in_lobby": {
        "it": "Il grande schermo attende di essere ammesso",
        "en": "The big screen is waiting to be let in",
    },
    "meeting_refused": {
        "it": "La riunione non fa entrare il grande schermo",
        "en": "The meeting does not let the big screen in",
    },
    "meeting_unreachable": {"it": "La riunione non si raggiunge", "en": "The meeting cannot be reached"},
    **SERVER_HEADLINES,
    "meeting_interrupted": {"it": "La riunione si è interrotta", "en": "The meeting was interrupted"},
    "put_out": {
        "it": "Il grande schermo è stato fatto uscire dalla riunione",
        "en": "The big screen was put out of the meeting",
    },
    "meeting_ended": {"it": "La riunione è stata chiusa per tutti", "en": "The meeting was ended for everybody"},
    "meeting_left": {
        "it": "Il grande schermo è uscito dalla riunione",
        "en": "The big screen has left the meeting",
    },
    "meeting_elsewhere": {
        "it": "La riunione è aperta in un’altra finestra",
        "en": "The meeting is open in another window",
    },
    "microphone_denied": {"it": "Il microfono non si può usare", "en": "The microphone cannot be used"},
    "microphone_missing": {"it": "Manca il microfono", "en": "The microphone is missing"},
    "microphone_wrong": {"it": "Il microfono non è quello della sala", "en": "The microphone is not the room’s"},
    "microphone_silent": {"it": "Il microfono non dà segnale", "en": "The microphone gives no signal"},
    "camera_wrong": {"it": "La camera non è quella della sala", "en": "The camera is not the room’s"},
    "loudspeaker_missing": {"it": "Manca l’altoparlante", "en": "The loudspeaker is missing"},
    "loudspeaker_wrong": {"it": "L’altoparlante non è quello della sala", "en": "The loudspeaker is not the room’s"},
    "camera_denied": {"it": "La camera non si può usare", "en": "The camera cannot be used"},
    "camera_missing": {"it": "Manca la camera", "en": "The camera is missing"},
    "not_joined": {
        "it": "Il grande schermo non è ancora in riunione",
        "en": "The big screen is not in the meeting yet",
    },
}
_OTHERWISE: Mapping[Language, str] = {"it": "{The} ha un problema", "en": "{The} has a problem"}
_MICROPHONE = ("microphone_denied", "microphone_missing", "microphone_wrong", "microphone_silent")
_ITS_OWN = {
    **{code: {"it": "microfono", "en": "microphone"} for code in _MICROPHONE},
    **{code: {"it": "camera", "en": "camera"} for code in ("camera_denied", "camera_missing", "camera_wrong")},
    **{code: {"it": "altoparlante", "en": "loudspeaker"} for code in ("loudspeaker_missing", "loudspeaker_wrong")},
    "page_not_shown": {"it": "grande schermo", "en": "big screen"},
}
_WHOLE = {
    *("unreachable", "silent", "line_lost", "protocol", "wrong_password", "password_missing", "secret_missing"),
    *("secrets_unusable", "sdk_missing", "pairing_lost", "credentials_malformed", "busy", "device_failure"),
    *("surprise", "not_in_room", "flapping"),
}
"""Faults with which nothing of the device can be used."""


def headline(code: str, language: Language, params: Params, device: str) -> str:
    """What is wrong with the device called *device*."""
    about = noun(device, language)
    known = particular(HEADLINES, code, params) or HEADLINES.get(code) or _OTHERWISE
    attribute = str(params.get("attribute", ""))
    words = capital(WORDS[attribute][language]) if attribute in WORDS else capital(attribute)
    more = {"the": about.the, "The": about.opening, "Attribute": words}
    return filled(known[language], language, params, feminine=about.feminine, **more)


def lacking(code: str, language: Language, params: Params, device: str) -> str | None:
    """What the room lacks because of that fault, as it stands after "senza"; None if the device can still be used."""
    if code in _ITS_OWN:
        return _ITS_OWN[code][language]
    off = code in {"changed_by_hand", "does_not_follow"} and params.get("wished") == "on"
    return noun(device, language).bare if code in _WHOLE or off else None
