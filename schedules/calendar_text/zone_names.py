"""The IANA zones behind the names that calendars write: Windows', display names, cities, and what products add to them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from config.zones import iana_zone
from schedules.calendar_text.zone_tables import CALLED, NO_CITIES, OWN

_LONGEST = 200
_CITIES_OF = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_WINTER, _SUMMER = datetime(2027, 1, 15, tzinfo=UTC), datetime(2027, 7, 15, tzinfo=UTC)
_OFFSET = r"(?:UTC|GMT)?\s*([+-])\s*([0-9]{1,2})[:.]?([0-9]{2})?"
_FIXED = re.compile(_OFFSET, re.IGNORECASE)
_DISPLAYED = re.compile(rf"\(?\s*(?:{_OFFSET}|(?<=\()UTC|(?<=\()GMT)\s*(?:\)|\s(?=\s*\D))[\s-]*(.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"(.*[^\s_#(+0-9-])[\s_#(-]*[0-9]{1,3}\)?")
_SEASON = re.compile(r"\b(?:daylight|summer)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[-\s]*[,;/:()\[\]]+\s*|\s+-\s+|\s+(?:and|e|ed|und|et|y)\s+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:ora|orario|fuso orario) di |(?: standard)? time$|-$")


def exact_zone(name: str) -> ZoneInfo | None:
    """The zone of a name that needs no definition, whatever the file says: of IANA or Windows, with or without a prefix.

    RFC 5545 3.8.3.1 leaves it to products what stands before: /mozilla.org/20070129_1/Europe/Rome, tzone://Microsoft/Utc.
    """
    if found := _known(name):
        return found
    parts = name[-_LONGEST:].split("/")
    tails = ["/".join(parts[-count:]) for count in (3, 2) if len(parts) > count]
    if name.startswith("/") or "://" in name:
        tails.append(parts[-1])
    return next(filter(None, map(_known, tails)), None)


def likely_zone(name: str, site: ZoneInfo) -> tzinfo | None:
    """The zone somebody means who writes a number, an offset or a city; *site*'s where nothing but its offset is told.

    For names that nobody defines: what the file itself says comes before.
    """
    name = " ".join(name.strip("\"' ").replace("\\", "").split())
    if not name or len(name) > _LONGEST:
        return None
    numbered = _NUMBERED.fullmatch(name)
    names = [name, numbered[1]] if numbered else [name]
    return next(filter(None, (_likely(written, site) for written in names)), None)


def _likely(name: str, site: ZoneInfo) -> tzinfo | None:
    if match := _FIXED.fullmatch(name):
        return timezone(offset) if (offset := _offset_of(match)) is not None else None
    if match := _DISPLAYED.fullmatch(name):
        offset = _offset_of(match) if match[1] else timedelta(0)
        return _called(match[4], offset) or (site if offset == _standard(site) else None)
    plainly = (name, _SEASON.sub("Standard", name))
    return next(
        filter(None, (exact_zone(written) or _squeezed(written) or _called(written, None) for written in plainly)), None
    )


def means_its_own(name: str) -> bool:
    """Whether the name says no more than that the writer has a zone of their own."""
    last = name[-_LONGEST:].strip("\"' ").rpartition("/")[2]
    numbered = _NUMBERED.fullmatch(last)
    return _folded(numbered[1] if numbered else last) in OWN


def _known(name: str) -> ZoneInfo | None:
    iana = _by_name().get(_folded(name).replace("_", " ")) if len(name) <= _LONGEST else None
    return iana_zone(iana) if iana else None


def _squeezed(name: str) -> ZoneInfo | None:
    """By an exact name whose spaces and marks are others: Europe-Rome, W.Europe Standard Time."""
    iana = _by_letters().get(_letters(name))
    return iana_zone(iana) if iana else None


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, _folded(name)))


def _called(text: str, offset: timedelta | None) -> ZoneInfo | None:
    """By the whole text, else by the first part of it that is a zone with that standard offset, else with any."""
    parts = [_folded(text), *(_folded(part) for part in _BETWEEN.split(text))]
    found = [*filter(None, map(_by_city, parts))]
    return next((zone for zone in found if offset is None or _standard(zone) == offset), None) or next(
        iter(found), None
    )


def _by_city(part: str) -> ZoneInfo | None:
    for word in (part, _ABOUT.sub("", part.replace("_", " "))):
        if iana := _cities().get(word):
            return iana_zone(iana)
    return _known(part)


def _offset_of(match: re.Match[str]) -> timedelta | None:
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if size > timedelta(hours=14):
        return None
    return -size if match[1] == "-" else size


def _standard(zone: ZoneInfo) -> timedelta:
    """Its offset without daylight saving."""
    return min(moment.astimezone(zone).utcoffset() or timedelta(0) for moment in (_WINTER, _SUMMER))


def _folded(name: str) -> str:
    """Without accents, in any case."""
    plain = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return " ".join("".join(plain).casefold().split())


@cache
def _by_name() -> Mapping[str, str]:
    """The IANA names by all exact ones: their own, and Windows'."""
    windows = {_folded(name): iana for name, iana in WINDOWS_TO_OLSON.items()}
    return windows | {_folded(name).replace("_", " "): name for name in _iana_names() if name != "Factory"}


@cache
def _by_letters() -> Mapping[str, str]:
    """The same, without those whose numbers matter."""
    return {_letters(name): iana for name, iana in _by_name().items() if not re.search("[0-9]", name)}


@cache
def _cities() -> Mapping[str, str]:
    """The IANA names by the cities in them, and by what else they are called."""
    cities = {city: name for name in _iana_names() for city in _city(name)}
    return cities | {_folded(word): name for name, words in CALLED.items() for word in words}


def _city(name: str) -> Iterator[str]:
    area, _, city = name.rpartition("/")
    word = _folded(city.replace("_", " "))
    if area.startswith(_CITIES_OF) and word not in NO_CITIES:
        yield word


def _iana_names() -> list[str]:
    return (files("tzdata") / "zones").read_text().split()
