"""Days, times and counts as Italian papers write them. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from babel.dates import format_date


def day(at: datetime) -> str:
    """``lunedì 30 novembre 2026``, ``martedì 1° dicembre 2026``; as the clock in the hall says."""
    return format_date(at.date(), "full", "it_IT").replace(",", "").replace(" 1 ", " 1° ")


def clock(at: datetime) -> str:
    """``16:34``."""
    return f"{at:%H:%M}"


def to_the_second(at: datetime) -> str:
    """``16:34:07``, where the order of things matters."""
    return f"{at:%H:%M:%S}"


def moment(at: datetime) -> str:
    """``lunedì 30 novembre 2026, ore 16:34``."""
    return f"{day(at)}, ore {clock(at)}"


def counted(number: int, single: str, several: str) -> str:
    """``1 voto``, ``3 voti``."""
    return f"{number} {single if number == 1 else several}"


def listed(words: Sequence[str]) -> str:
    """``a, b e c``."""
    return " e ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def numbers(sorted_numbers: Sequence[int]) -> str:
    """``1–3, 5``."""
    runs = [
        [number for _, number in run] for _, run in groupby(enumerate(sorted_numbers), lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def capital(text: str) -> str:
    """The same as it begins a line."""
    return text[:1].upper() + text[1:]


def in_brackets(text: str) -> str:
    """`` (text)``, or nothing for nothing."""
    return f" ({text})" if text else ""


def ended(text: str) -> str:
    """The text as a sentence: with a full stop, unless it has an end of its own."""
    return text if not text or text[-1] in ".!?…:;" else f"{text}."
