"""Events of calendars that are not prepared, from the notes that are stored of each calendar: for people and for the log.

Of a confidential one nobody learns more than its time. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.sentences import Language
from orchestrator.event_words import what_to_do, why
from schedules.identity import CONFIDENTIAL_TITLE
from schedules.reasons import Reason

Note = Mapping[str, Any]
Notes = Mapping[str, Sequence[Note]]
KINDS = ("unplaced", "ignored", "quarantined")
_MEANT = {Reason.CANCELLED, Reason.TRANSPARENT, Reason.TENTATIVE, Reason.REPLACED}
"""Whoever wrote the calendar said so; nobody waits for these rooms."""
_UNTITLED: Mapping[Language, str] = {"it": "un evento senza titolo", "en": "an event without a title"}
_SOMETIME: Mapping[Language, str] = {"it": "data illeggibile", "en": "unreadable date"}
_HIDDEN: Mapping[Language, str] = {"it": "non è preparato", "en": "it is not prepared"}


def reason_of(note: Note) -> str:
    """The code of its reason. An earlier version stored none of what cannot be read."""
    return str(note.get("kind") or note.get("reason") or Reason.VALUE)


def in_words(notes: Notes, language: Language) -> Notes:
    """The notes with ``why`` and ``what_to_do`` for each event that is not confidential."""
    return {
        name: [_in_words(note, language) for note in told] if name in KINDS else told for name, told in notes.items()
    }


def _in_words(note: Note, language: Language) -> Note:
    if note.get("confidential") or note.get("title") == CONFIDENTIAL_TITLE:
        return {**note, "why": None, "what_to_do": None}
    reason = reason_of(note)
    about = f" ({note['elsewhere']})" if note.get("elsewhere") else ""
    return {**note, "why": why(reason, language) + about, "what_to_do": what_to_do(reason, language)}


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


def to_come(notes: Notes, now: datetime) -> Iterator[Note]:
    """What is not prepared and was not meant so, unless its beginning has passed; earliest first."""
    waiting = [
        note
        for kind in KINDS
        for note in notes.get(kind, ())
        if reason_of(note) not in _MEANT and not (note.get("start") and datetime.fromisoformat(note["start"]) < now)
    ]
    yield from sorted(waiting, key=lambda note: str(note.get("start") or ""))


def appeared(before: Notes, after: Notes) -> Iterator[tuple[str, Note]]:
    """What stands in the notes now and did not before, each with its kind."""
    for kind in KINDS:
        known = {_identity(note) for note in before.get(kind, ())}
        yield from ((kind, note) for note in after.get(kind, ()) if _identity(note) not in known)


def _identity(note: Note) -> tuple[object, ...]:
    return note.get("uid"), note.get("start"), note.get("reason")
