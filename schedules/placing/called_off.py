"""Titles that say that an event was called off, as calendar programs and people begin them. Pure.

Outlook writes the word before the title, leaves STATUS:CONFIRMED, and marks the event as free; that mark is what keeps
"Annullamento matrimoni: seminario" from being taken for a meeting that was called off.
"""

import re
from collections.abc import Iterable

from config.names import folded

CANCELLED_TITLES = (
    # Italian
    "annullato", "annullata", "annullati", "annullate", "evento annullato", "riunione annullata", "annullamento:",
    "cancellato", "cancellata", "cancellati", "cancellate", "disdetto:", "disdetta:", "revocato:", "revocata:",
    "rinviato:", "rinviata:", "sospeso:", "sospesa:",
    # English
    "canceled", "cancelled", "canceled event", "cancelled event", "cancellation:", "called off:", "postponed:",
    # French
    "annulé", "annulée", "annulés", "annulées", "événement annulé", "réunion annulée", "annulation:", "reporté:", "reportée:",
    # German
    "abgesagt", "absage:", "storniert", "stornierung:", "entfällt", "fällt aus:", "termin abgesagt", "verschoben:",
    # Spanish
    "cancelado", "cancelada", "cancelados", "canceladas", "anulado", "anulada", "evento cancelado", "reunión cancelada",
    "cancelación:", "anulación:", "suspendido:", "suspendida:", "aplazado:", "aplazada:",
)  # fmt: skip
"""A word with a colon counts only where a mark or nothing follows it: by itself it may as well be what the event is about."""
_MARKS = ":-\N{EN DASH}\N{EM DASH}|/.,;!*)]}>»”\"'"
_OPENING = (
    " ([{<*!-\N{EN DASH}\N{EM DASH}«“\"'#\N{NO ENTRY SIGN}\N{CROSS MARK}\N{WARNING SIGN}\N{VARIATION SELECTOR-16}"
)


class CalledOff:
    """Knows titles that begin with one of some words, made ready once: a calendar has thousands of titles."""

    def __init__(self, words: Iterable[str]) -> None:
        patterns = filter(None, (_pattern(folded(word)) for word in words))
        self._begins = re.compile("|".join(patterns) or r"(?!)")

    def says(self, title: str) -> bool:
        """Whether *title* begins with one of the words, in any case and in brackets too, and not just with its letters."""
        return self._begins.match(folded(title).lstrip(_OPENING)) is not None


def _pattern(word: str) -> str:
    """Of the word by itself; empty for a word without letters."""
    alone = word.rstrip(" :")
    follows = rf"\s*(?:$|[{re.escape(_MARKS)}])" if word.endswith(":") else r"(?!\w)"
    return re.escape(alone) + follows if alone else ""
