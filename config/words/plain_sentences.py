"""What is wrong with a device, for people in front of the panel: the sentence under the headline. Pure.

The sentences of config.words.sentences stand alone and are for technicians too: they name addresses, ports and files.
A sentence of this module follows a headline, adds to it and repeats nothing.
"""

from collections.abc import Mapping

from config.words.sentences import SENTENCES, Language, Params, filled, particular, sentence

Words = Mapping[Language, str]

_NOTHING: Words = {"it": "", "en": ""}
_AGAIN: Words = {"it": "Si riprova.", "en": "Trying again."}
_TECHNICIAN: Words = {"it": "Ci vuole un tecnico.", "en": "It takes a technician."}
_NOT_ALLOWED: Words = {"it": "Il grande schermo non ne ha il permesso.", "en": "The big screen is not allowed to."}
PLAIN: Mapping[str, Words] = {
    "unreachable": _NOTHING,
    "silent": _NOTHING,
    "line_lost": _AGAIN,
    "protocol": _TECHNICIAN,
    "wrong_password": _TECHNICIAN,
    "password_missing": _TECHNICIAN,
    "secret_missing": _TECHNICIAN,
    "secrets_unusable": _TECHNICIAN,
    "sdk_missing": _TECHNICIAN,
    "pairing_lost": _TECHNICIAN,
    "credentials_malformed": _TECHNICIAN,
    "busy": {"it": "Si riprova tra poco.", "en": "Trying again shortly."},
    "no_such_scene": _TECHNICIAN,
    "no_such_input": _TECHNICIAN,
    "no_such_app": _TECHNICIAN,
    "not_accepted": _NOTHING,
    "device_failure": _NOTHING,
    "does_not_follow": {"it": "Ho provato {times}.", "en": "I have tried {times}."},
    "not_confirmed": {
        "it": "Il comando è partito: non si sa se è stato eseguito.",
        "en": "The command was sent: nobody knows whether it was obeyed.",
    },
    "changed_by_hand:power": _NOTHING,
    "surprise": _AGAIN,
    "not_in_room": {"it": "La preparazione lo richiede.", "en": "The preset needs it."},
    "page_not_shown": _NOTHING,
    "flapping": {"it": "Resta così finché non si calma.", "en": "We leave it until it has calmed down."},
    "paused": {"it": "Adesso non si registra.", "en": "Nothing is recorded now."},
    "reconnecting": {"it": "Il collegamento si è perso: si riprova.", "en": "The connection was lost: trying again."},
    "stalled": _NOTHING,
    "recorded": {"it": "Si sta fermando.", "en": "It is being stopped."},
    "unreadable": _NOTHING,
    "meeting_refused": _AGAIN,
    "meeting_unreachable": _AGAIN,
    **{f"meeting_unreachable:{defect}": _TECHNICIAN for defect in ("certificate", "clock", "not_jitsi", "unframed")},
    "microphone_denied": _NOT_ALLOWED,
    "microphone_missing": {
        "it": "Al grande schermo non ne è collegato nessuno.",
        "en": "None is connected to the big screen.",
    },
    "microphone_wrong": _TECHNICIAN,
    "camera_wrong": _TECHNICIAN,
    "loudspeaker_wrong": _TECHNICIAN,
    "microphone_silent": {
        "it": "È spento sul microfono stesso, o nel computer.",
        "en": "It is off at itself, or in the computer.",
    },
    "loudspeaker_missing": {
        "it": "Al grande schermo non ne è collegato nessuno.",
        "en": "None is connected to the big screen.",
    },
    "camera_denied": _NOT_ALLOWED,
    "camera_missing": {
        "it": "Al grande schermo non ne è collegata nessuna.",
        "en": "None is connected to the big screen.",
    },
    "not_joined": _NOTHING,
}


def plain(code: str, language: Language, params: Params, *, feminine: bool = False) -> str:
    """What stands under the headline for *code*; empty where there is nothing more to say."""
    known = particular(PLAIN, code, params) or PLAIN.get(code)
    if known is not None:
        return filled(known[language], language, params, feminine=feminine)
    return sentence(code, language, params, feminine=feminine) if code in SENTENCES else ""
