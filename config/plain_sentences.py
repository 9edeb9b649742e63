"""What is wrong with a device, for the people in front of the panel: what stands under the headline. Pure.

The sentences of config.sentences are for technicians too, and name addresses, ports and files. Where they do, something
shorter stands here.
"""

from collections.abc import Mapping

from config.sentences import SENTENCES, Language, Params, sentence

_TECHNICIAN: Mapping[Language, str] = {"it": "Ci vuole un tecnico.", "en": "It takes a technician."}
_AGAIN: Mapping[Language, str] = {"it": "Si riprova.", "en": "Trying again."}
_NOTHING_MORE: Mapping[Language, str] = {"it": "", "en": ""}
PLAIN: Mapping[str, Mapping[Language, str]] = {
    "unreachable": _NOTHING_MORE,
    "silent": _NOTHING_MORE,
    "line_lost": _AGAIN,
    "protocol": {
        "it": "Al suo posto risponde qualcos’altro. Ci vuole un tecnico.",
        "en": "Something else answers in its place. It takes a technician.",
    },
    "wrong_password": _TECHNICIAN,
    "password_missing": _TECHNICIAN,
    "secret_missing": _TECHNICIAN,
    "secrets_unusable": _TECHNICIAN,
    "sdk_missing": _TECHNICIAN,
    "pairing_lost": _TECHNICIAN,
    "credentials_malformed": _TECHNICIAN,
    "no_such_scene": _TECHNICIAN,
    "no_such_input": _TECHNICIAN,
    "no_such_app": _TECHNICIAN,
    "not_accepted": _NOTHING_MORE,
    "surprise": _AGAIN,
    "meeting_refused": _AGAIN,
    "meeting_unreachable": _AGAIN,
    "microphone_denied": {
        "it": "Il grande schermo non può usare il microfono.",
        "en": "The big screen may not use the microphone.",
    },
    "camera_denied": {
        "it": "Il grande schermo non può usare la camera.",
        "en": "The big screen may not use the camera.",
    },
}
"""What people in front of the panel are told under the headline, where the sentence is for technicians: no address, no
protocol, no secret's name."""


def plain(code: str, language: Language, params: Params, *, feminine: bool = False) -> str:
    """What stands under the headline for *code*; empty where there is nothing more to say."""
    if code in PLAIN:
        return PLAIN[code][language]
    known = code in SENTENCES  # a newer agent's code says nothing to anybody
    return sentence(code, language, params, feminine=feminine) if known else ""
