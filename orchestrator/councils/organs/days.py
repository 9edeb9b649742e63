"""Days as people write them in Italy and as ISO 8601 does. Pure."""

import re
from datetime import date

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_ITALIAN = re.compile(r"(?P<day>[0-9]{1,2})([/.-])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4}|[0-9]{2})")
_IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2})[°º]? +(?P<month>[a-z]{3,9})\.? +(?P<year>[0-9]{4})")
_MONTHS = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")
_YEARS = range(1900, 2200)
LONGEST_DAY = 30


class NotADay(ValueError):
    """The text is no day."""


def day_of(text: str) -> date:
    """``1/9/2026``, ``1.9.26``, ``1° settembre 2026`` and ``2026-09-01`` as a day. Raises NotADay."""
    told = text.strip().lower()
    if len(told) > LONGEST_DAY:
        raise NotADay(text)
    found = _ISO.fullmatch(told) or _ITALIAN.fullmatch(told)
    month = int(found["month"]) if found else 0
    if not found and (found := _IN_WORDS.fullmatch(told)):
        month = next((number for number, name in enumerate(_MONTHS, 1) if found["month"].startswith(name)), 0)
    if not found:
        raise NotADay(text)
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    try:
        day = date(year, month, int(found["day"]))
    except ValueError as error:
        raise NotADay(text) from error
    if day.year not in _YEARS:
        raise NotADay(text)
    return day


def is_day(text: str) -> bool:
    """Whether the text is one."""
    try:
        day_of(text)
    except NotADay:
        return False
    return True
