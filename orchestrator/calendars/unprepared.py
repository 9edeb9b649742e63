"""Events of calendars that are not prepared, from the notes that are stored of each calendar: for people and for the log.

Of a confidential one nobody learns more than its time. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.words.sentences import Language
from orchestrator.calendars.event_words import what_to_do, why
from schedules.fields import CONFIDENTIAL_TITLE
from schedules.reasons import Reason

Note = Mapping[str, Any]
Notes = Mapping[str, Sequence[Note]]
KINDS = ("unplaced", "ignored", "quarantined")
_MEANT = {Reason.CANCELLED, Reason.TRANSPARENT, Reason.TENTATIVE, Reason.REPLACED, Reason.REPEATED}
"""Whoever wrote the calendar said so, or it is prepared as told elsewhere; nobody waits for these rooms."""
_OURS = ("series", "until")
"""The keys of a note that are told to nobody."""
_UNTITLED: Mapping[Language, str] = {"it": "un evento senza titolo", "en": "an event without a title"}
_SOMETIME: Mapping[Language, str] = {"it": "data illeggibile", "en": "unreadable date"}
_HIDDEN: Mapping[Language, str] = {"it": "non è preparato", "en": "it is not prepared"}


def reason_of(note: Note) -> str:
    """The code of the note's reason. An earlier version stored no code for events that cannot be read."""
    return str(note.get("kind") or note.get("reason") or Reason.VALUE)


def says_no_word(note: Note) -> bool:
    """Whether it was stored without its words: why it takes no room is told to nobody. An earlier version did not say so."""
    return bool(note.get("confidential", note.get("title") == CONFIDENTIAL_TITLE))


def was_meant(note: Note) -> bool:
    """Whether the calendar itself says that the event takes no room."""
    return reason_of(note) in _MEANT


def in_words(notes: Notes, language: Language) -> Notes:
    """The notes for people, with ``why`` and ``what_to_do`` for each event that is not confidential."""
    return {
        name: [_in_words(note, language) for note in told] if name in KINDS else told for name, told in notes.items()
    }


def _in_words(note: Note, language: Language) -> Note:
    told = {name: value for name, value in note.items() if name not in _OURS}
    if says_no_word(note):
        return {**told, **{name: None for name in ("kind", "reason") if name in told}, "why": None, "what_to_do": None}
    reason = reason_of(note)
    quoted = note.get("elsewhere") or note.get("about")
    about = f" ({quoted})" if quoted else ""
    return {**told, "why": why(reason, language) + about, "what_to_do": what_to_do(reason, language)}


def sentence(note: Note, language: Language, zone: ZoneInfo) -> str:
    """One event: when, what, why it is not prepared, and what to do."""
    start = note.get("start")
    when = f"{datetime.fromisoformat(start).astimezone(zone):%d/%m/%Y %H:%M}" if start else _SOMETIME[language]
    told = _in_words(note, language)
    if told["why"] is None:
        return f"{when} · {CONFIDENTIAL_TITLE}: {_HIDDEN[language]}."
    title = note.get("title") or _UNTITLED[language]
    place = f" ({note['location']})" if note.get("location") else ""
    return f"{when} · {title}{place}: {told['why']}. {told['what_to_do']}"


def to_come(calendars: Iterable[Notes], now: datetime) -> Sequence[Note]:
    """What of them is not prepared and was not meant so, unless it is over; earliest first."""
    waiting = [
        note
        for notes in calendars
        for kind in KINDS
        for note in notes.get(kind, ())
        if not was_meant(note) and not _is_over(note, now)
    ]
    return sorted(waiting, key=lambda note: str(note.get("start") or ""))


def _is_over(note: Note, now: datetime) -> bool:
    """An earlier version stored when it begins alone."""
    until = note.get("until", note.get("start"))
    return bool(until) and datetime.fromisoformat(until) < now


def appeared(before: Notes, after: Notes) -> Iterator[tuple[str, Note]]:
    """What stands in the notes now and did not before, each with its kind; of a series once, though its days go by.

    What was not meant so comes first.
    """
    known = {_identity(kind, note) for kind in KINDS for note in before.get(kind, ())}
    new = {_identity(kind, note): (kind, note) for kind in KINDS for note in reversed(after.get(kind, ()))}
    found = [new[key] for key in sorted(new.keys() - known)]
    yield from sorted(
        found, key=lambda note: (was_meant(note[1]), KINDS.index(note[0]), str(note[1].get("start") or ""))
    )


def _identity(kind: str, note: Note) -> tuple[str, str, str]:
    return kind, str(note.get("series", note.get("uid"))), reason_of(note)
