"""What people in a room can do although something is missing: by kind of device and by fault, in plain words. Pure.

The sentences say only what the readings prove, and nothing that a button says already (put back, join again).
"""

from collections.abc import Mapping

from config.devices import KINDS
from config.words.nouns import noun
from config.words.sentences import Language, Params, filled

Words = Mapping[Language, str]

_UNANSWERED = ("unreachable", "silent", "line_lost")
_LOOK: Words = {
    "it": "Guarda se {the} è acces{o} e attaccat{o} alla corrente.",
    "en": "See whether {the} is on and plugged in.",
}
_REMOTE: Words = {
    "it": "Si può provare con il suo telecomando.",
    "en": "You can try with its remote control.",
}
_SCENES_STAY: Words = {
    "it": "Si può {begin}: le scene non cambiano.",
    "en": "You can {begin}: the scenes do not change.",
}
_LAPTOP: Words = {
    "it": "Intanto si può provare da un portatile.",
    "en": "Meanwhile you can try from a laptop.",
}
_BY_PART: Mapping[str, Mapping[str, Words]] = {
    "display": {
        **dict.fromkeys(_UNANSWERED, _LOOK),
        "does_not_follow": _REMOTE,
    },
    "thing": dict.fromkeys(_UNANSWERED, _LOOK),
    "mixer": dict.fromkeys(_UNANSWERED, _SCENES_STAY),
    "page": {
        "meeting_refused": _LAPTOP,
        "meeting_unreachable": _LAPTOP,
        "meeting_interrupted": _LAPTOP,
        "microphone_denied": {
            "it": "Da fuori non si sente la sala: si può usare un portatile.",
            "en": "Those outside do not hear the room: you can use a laptop.",
        },
        "loudspeaker_denied": {
            "it": "In sala non si sente chi è fuori: si può usare un portatile.",
            "en": "The room does not hear those outside: you can use a laptop.",
        },
        "camera_denied": {
            "it": "Da fuori non si vede la sala: si può usare un portatile.",
            "en": "Those outside do not see the room: you can use a laptop.",
        },
    },
}
_NO_SCREEN: Mapping[bool, Words] = {
    True: {
        "it": "Si può {begin}: la riunione si apre da un portatile.",
        "en": "You can {begin}: the meeting can be opened from a laptop.",
    },
    False: {"it": "Si può {begin} senza.", "en": "You can {begin} without it."},
}
"""For a big screen whose page is not open, by whether the room is to be in a meeting."""
_SAME = {
    **dict.fromkeys(("microphone_missing", "microphone_silent"), "microphone_denied"),
    "camera_missing": "camera_denied",
    "loudspeaker_missing": "loudspeaker_denied",
}
_BEGIN: Mapping[bool, Words] = {
    False: {"it": "cominciare", "en": "begin"},
    True: {"it": "continuare", "en": "go on"},
}
NO_AGENT: Words = {
    "it": "Se il computer di sala è acceso, la sala va avanti da sola.",
    "en": "If the room’s computer is on, the room carries on by itself.",
}
"""For a room from which the service hears nothing."""
REST_IS_FINE: Words = {"it": "Il resto è a posto.", "en": "The rest is in order."}


def meanwhile(
    driver: str, code: str, params: Params, device: str, language: Language, *, begun: bool, meets: bool
) -> str | None:
    """What people can do although the device called *device* has that fault; None if there is nothing particular.

    *begun*: whether people have begun already. *meets*: whether the room is to be in a meeting.
    """
    known = _SAME.get(code, code)
    if known == "page_not_shown":
        words: Words | None = _NO_SCREEN[meets]
    else:
        part = KINDS[driver].part if driver in KINDS else "display"
        words = _BY_PART[part].get(known)
    if words is None:
        return None
    about = noun(device, language)
    more = {"the": about.the, "begin": _BEGIN[begun][language]}
    return filled(words[language], language, params, feminine=about.feminine, **more)
