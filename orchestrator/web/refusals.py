"""Why the room cannot do what was pressed, as a sentence with times and titles. Pure.

The same sentence stands beside the disabled button and answers the press.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.words.sentences import Language
from config.words.times import at_clock, clock
from orchestrator.web.messages import MESSAGES
from schedules.bookings import Entry
from schedules.planning.situation import PressRefused

_WITH_TIME: Mapping[str, Mapping[Language, str]] = {
    "blocked": {
        "it": "La sala è chiusa fino alle {until}.",
        "en": "The room is closed until {until}.",
    },
    "too_early": {
        "it": "È ancora presto: si può iniziare dalle {since}.",
        "en": "It is too early: it may be started from {since}.",
    },
    "no_time": {
        "it": "La sala è libera solo fino alle {free_until}.",
        "en": "The room is free only until {free_until}.",
    },
    "pin_locked": {
        "it": "Troppi PIN sbagliati: si può riprovare dalle {until}.",
        "en": "Too many wrong PINs: it can be tried again from {until}.",
    },
    "end_has_moved": {
        "it": "Nel frattempo la fine è stata spostata alle {end}: guarda di nuovo l’orario.",
        "en": "The end has been moved to {end} meanwhile: look at the time again.",
    },
}


_ALMOST_A_MINUTE = timedelta(milliseconds=59_999)
"""What lasts until a time within a minute is over when the clock shows the next one."""
_TRIES_LEFT: Mapping[Language, tuple[str, str]] = {
    "it": ("Il PIN non è giusto: ancora un tentativo.", "Il PIN non è giusto: ancora {left} tentativi."),
    "en": ("The PIN is not right: one more try.", "The PIN is not right: {left} more tries."),
}
"""One, and more."""


def refusal(refused: PressRefused, zone: ZoneInfo, language: Language) -> str:
    """The sentence for *refused*."""
    code, details = refused.code, refused.details
    blocking = details.get("blocking")
    if isinstance(blocking, Sequence) and blocking:
        return in_the_way(blocking[0], zone, language)
    left = details.get("tries_left")
    if isinstance(left, int):
        return _TRIES_LEFT[language][left > 1].format(left=left)
    until = details.get("until")
    if isinstance(until, datetime):
        details = {**details, "until": until + _ALMOST_A_MINUTE}
    times = {name: clock(at, zone) for name, at in details.items() if isinstance(at, datetime)}
    known = _WITH_TIME.get(code, {}).get(language)
    return known.format_map(times) if known and times else MESSAGES[code][language]


def in_the_way(entry: Entry, zone: ZoneInfo, language: Language) -> str:
    """``Alle 10:00 comincia «Consiglio».``"""
    at, booking = at_clock(entry.start, zone, language), entry.booking
    what = called(booking.title, language, confidential=booking.confidential)
    return f"{at.capitalize()} comincia {what}." if language == "it" else f"{at.capitalize()} {what} begins."


def called(title: str, language: Language, *, confidential: bool) -> str:
    """A booking by its title; a confidential one, whose title is nobody's to know, as another booking."""
    if confidential:
        return "un’altra prenotazione" if language == "it" else "another booking"
    return f"«{title}»" if language == "it" else f"“{title}”"
