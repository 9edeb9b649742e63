"""Finding one's name on a tablet: by letters, however they are accented, and namesakes told apart by their codes. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestrator.councils.sitting.seats import SeatState

LONGEST = 40
"""Letters of what is looked for; more find nobody else."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A name as the list shows it."""

    seat: str
    name: str
    code: str
    """Where somebody else is called alike; else nothing."""
    words: tuple[str, ...]
    """The words of the name in plain capitals, by which it is found."""


def listed(seats: Iterable[SeatState]) -> tuple[Listed, ...]:
    """All who hold a seat, by name; those called alike by code. It says of nobody whether they are there."""
    held = list(seats)
    alike = Counter(plain(seat.name) for seat in held)
    names = [
        Listed(seat.id, seat.name, seat.code if alike[plain(seat.name)] > 1 else "", plain(seat.name)) for seat in held
    ]
    return tuple(sorted(names, key=lambda each: (each.words, each.code, each.seat)))


def plain(text: str) -> tuple[str, ...]:
    """The words of *text* in capitals without accents and apostrophes: ``D’Alò Nìves`` is ``DALO NIVES``."""
    flat = _bare(_bare(text).upper())  # again, since some letters have no capital but two
    kept = "".join(letter if letter.isalnum() else " " if letter.isspace() or letter == "-" else "" for letter in flat)
    return tuple(kept.split())


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def found(names: Iterable[Listed], looked_for: str) -> Sequence[Listed]:
    """Those of whom each word that is looked for begins a word of their name; all for nothing."""
    starts = plain(looked_for[:LONGEST])
    return [each for each in names if _fits(each, starts)]


def next_letters(names: Iterable[Listed], looked_for: str) -> Sequence[str]:
    """The letters that may follow *looked_for*, so that somebody is still found; for nothing all first letters."""
    words = plain(looked_for[:LONGEST])
    start = words[-1] if words else ""
    letters = {
        word[len(start)]
        for each in names
        if _fits(each, words)
        for word in each.words
        if word.startswith(start) and len(word) > len(start)
    }
    return sorted(letters)


def _fits(each: Listed, starts: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in each.words) for start in starts)
