"""Whom people in a room call: names and numbers of the room file, by days and hours. Pure.

The file has one text, ``"Segreteria, 0776 000000"``, or a list of tables, of which the first that holds counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, Strict
from pydantic_core import PydanticCustomError

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60
_BLANK = PydanticCustomError("blank", "the text is empty")
_HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a day: [start, end) in minutes after midnight. An *end* not later than *start* belongs to the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (self.start, self.end))


def parse_hours(text: object) -> Hours:
    """Read ``08:00-14:00``, or ``22:00-06:00`` for hours that pass midnight. Raises ValueError for anything else."""
    if isinstance(text, Hours):
        return text
    match = _HOURS.fullmatch(text) if isinstance(text, str) else None
    if match is not None:
        hour, minute, last_hour, last_minute = map(int, match.groups())
        hours = Hours(hour * 60 + minute, last_hour * 60 + last_minute)
        if max(minute, last_minute) < 60 and hours.start < _DAY_MINUTES >= hours.end and hours.start != hours.end:
            return hours
    raise PydanticCustomError("hours", "hours are written like 08:00-14:00")


def parse_days(text: object) -> tuple[int, ...]:
    """Read ``mon-fri``, ``sat, sun`` or ``fri-mon`` as days of the week from 0. Raises ValueError for anything else."""
    if isinstance(text, tuple):
        return text
    no_days = PydanticCustomError("days", "days are written like mon-fri")
    if not isinstance(text, str):
        raise no_days
    found: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = (end.strip() for end in part.partition("-"))
        ends = [first, last] if "-" in part else [first, first]
        if not set(ends) <= set(WEEK):
            raise no_days
        start, end = map(WEEK.index, ends)
        found.update(day % 7 for day in range(start, end + 1 if start <= end else end + 8))
    return tuple(sorted(found))


def _said(text: str) -> str:
    if not text.strip():
        raise _BLANK
    return text.strip()


Said = Annotated[str, AfterValidator(_said)]
Days = Annotated[
    tuple[int, ...],
    BeforeValidator(parse_days),
    PlainSerializer(lambda days: ",".join(WEEK[day] for day in days), return_type=str),
]
OpeningHours = Annotated[Hours, BeforeValidator(parse_hours), PlainSerializer(str, return_type=str)]


class Contact(BaseModel):
    """Whom to call, and when: without days or hours on every day, at every hour."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Said
    phone: Said | None = None
    days: Days | None = None
    hours: OpeningHours | None = None

    def holds_at(self, local: datetime) -> bool:
        """Whether this contact can be called at *local*, a time of the room's clock.

        Hours that pass midnight belong to the day on which they begin.
        """
        minutes, today = local.hour * 60 + local.minute, local.weekday()
        if self.hours is None:
            return self._has_day(today)
        start, end = self.hours.start, self.hours.end
        if start < end:
            return self._has_day(today) and start <= minutes < end
        return (self._has_day(today) and start <= minutes) or (self._has_day((today - 1) % 7) and minutes < end)

    def _has_day(self, day: int) -> bool:
        return self.days is None or day in self.days


def contact_at(contacts: Iterable[Contact], now: datetime, zone: ZoneInfo) -> Contact | None:
    """The first of *contacts* that holds at *now*; None if nobody can be called."""
    local = now.astimezone(zone)
    return next((contact for contact in contacts if contact.holds_at(local)), None)


def _read_contacts(written: object) -> object:
    """The tables that *written* stands for. In a text, what follows the last comma is the number if it has a digit."""
    if isinstance(written, str):
        name, comma, phone = written.rpartition(",")
        numbered = bool(comma) and any(char.isdigit() for char in phone)
        if written.strip() and not (name if numbered else written).strip(" ,"):
            raise PydanticCustomError("contact_nameless", "before the comma stands a name")
        if not written.strip():
            raise _BLANK
        return [{"name": name, "phone": phone}] if numbered else [{"name": written}]
    if isinstance(written, dict):
        return [written]
    if not isinstance(written, list | tuple):
        raise PydanticCustomError("contact", "a contact is a text or a list of tables")
    return written


Contacts = Annotated[tuple[Contact, ...], Strict(strict=False), BeforeValidator(_read_contacts)]
"""The contacts of a site or a room, in the order of the file."""
