"""What people are told of a room's computer whose own clock is off. It follows ours while the line is up, and its own after
a restart without it."""

from collections.abc import Mapping

from config.words.sentences import Language
from orchestrator.hub.presence import Presence

WORTH_TELLING_S = 5.0
"""How far a clock may be off: longer than any message takes; a clock set by the network is off by hundredths."""
_TOLD: Mapping[Language, Mapping[bool, str]] = {
    "it": {
        True: "L’orologio del computer di sala è avanti di {time}.",
        False: "L’orologio del computer di sala è indietro di {time}.",
    },
    "en": {
        True: "The clock of the room’s computer is {time} fast.",
        False: "The clock of the room’s computer is {time} slow.",
    },
}
_UNITS: tuple[tuple[int, Mapping[Language, str]], ...] = (
    (86_400, {"it": "{count} giorni", "en": "{count} days"}),
    (3_600, {"it": "{count} ore", "en": "{count} hours"}),
    (60, {"it": "{count} minuti", "en": "{count} minutes"}),
    (1, {"it": "{count} secondi", "en": "{count} seconds"}),
)


def is_off(offset_s: float) -> bool:
    """Whether a clock is so far ahead or behind that people should hear of it."""
    return abs(offset_s) > WORTH_TELLING_S


def clock_note(presence: Presence | None, language: Language) -> str | None:
    """The sentence about the clock of the room's computer; None if the clock is right, or if nobody knows."""
    if presence is None or not presence.connected or not is_off(presence.clock_offset_s):
        return None
    time = _duration(abs(presence.clock_offset_s), language)
    return _TOLD[language][presence.clock_offset_s > 0].format(time=time)


def _duration(seconds: float, language: Language) -> str:
    """*seconds* in the largest unit of which there are two or more."""
    size, words = next((unit for unit in _UNITS if seconds >= 2 * unit[0]), _UNITS[-1])
    return words[language].format(count=round(seconds / size))
