"""Days and times of day as people of either language write them, in a site's own zone. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from config.words.sentences import Language

Zone = ZoneInfo | str


class Dated(Protocol):
    """Something that happened at a time."""

    @property
    def at(self) -> datetime:
        """When."""


LOCALES: Mapping[Language, str] = {"it": "it_IT", "en": "en_GB"}


def clock(at: datetime, zone: Zone) -> str:
    """``09:30``; of the 24 hours that both languages' readers here go by."""
    return f"{_there(at, zone):%H:%M}"


def span(start: datetime, end: datetime, zone: Zone) -> str:
    """``09:30–11:00``; of [start, end)."""
    return f"{clock(start, zone)}–{clock(end, zone)}"


def day_of(at: datetime | date, zone: Zone | None = None) -> date:
    """The day of *at* there; a date is one everywhere. Raises ValueError for a time without a zone to see it in."""
    if not isinstance(at, datetime):
        return at
    if zone is None:
        raise ValueError("a time needs the zone whose day is asked for")
    return _there(at, zone).date()


def groupby_day(entries: Iterable[Dated], zone: Zone) -> Sequence[tuple[date, Sequence[Dated]]]:
    """Entries that each have ``at``, in their order, by the day there; each day once where they are in order of time."""
    return [(day, tuple(those)) for day, those in groupby(entries, lambda entry: day_of(entry.at, zone))]


def capital(text: str) -> str:
    """The same as it begins a line: ``Lunedì 30 novembre 2026``."""
    return text[:1].upper() + text[1:]


def filters(language: Language) -> Mapping[str, Callable[..., Any]]:
    """What templates call: ``{{ booking.start | clock(zone) }}``."""
    locale = LOCALES[language]

    def day(at: datetime | date, zone: Zone | None = None) -> str:
        """``lunedì 30 novembre 2026``."""
        return format_date(day_of(at, zone), "full", locale).replace(",", "")

    def short_day(at: datetime | date, zone: Zone | None = None) -> str:
        """``lun 30 nov``."""
        return _by_skeleton("MMMEd", day_of(at, zone), locale).replace(",", "")

    def short_date(at: datetime | date, zone: Zone | None = None) -> str:
        """``30 nov 2026``."""
        return format_date(day_of(at, zone), "d MMM y", locale)

    def weekday(at: datetime | date, zone: Zone | None = None) -> str:
        """``lunedì``."""
        return format_date(day_of(at, zone), "EEEE", locale)

    def day_and_month(at: datetime | date, zone: Zone | None = None) -> str:
        """``30 novembre``."""
        return _by_skeleton("MMMMd", day_of(at, zone), locale)

    def iso(at: datetime | date, zone: Zone | None = None) -> str:
        """For programs: ``2026-11-30``, or a moment with its offset."""
        return _there(at, zone).isoformat() if isinstance(at, datetime) and zone is not None else at.isoformat()

    made: tuple[Callable[..., Any], ...] = (
        *(day, short_day, short_date, weekday, day_and_month, iso),
        *(clock, span, groupby_day, capital),
    )
    return {function.__name__: function for function in made}


@lru_cache(maxsize=512)
def _by_skeleton(skeleton: str, day: date, locale: str) -> str:
    """A page of a week names each of its days ten times."""
    return str(format_skeleton(skeleton, day, locale=locale))


def _there(at: datetime, zone: Zone) -> datetime:
    return at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
