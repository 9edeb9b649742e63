"""One VEVENT as values: when it is, and how it comes again (RFC 5545 3.6.1)."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from schedules.calendar_text.contentlines import Component, Property, Unreadable, text_of
from schedules.calendar_text.details import MAX_TEXT, Details, Standing, details_of
from schedules.calendar_text.moments import Length, Moment, between, parse_duration
from schedules.calendar_text.rules import Rule, RuleRefused, read_rule
from schedules.calendar_text.zones import Zones
from schedules.plain import plain
from schedules.reasons import Reason

_MAX_RULES = 10
_QUOTED = 40
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_IN_A_UID = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "RECURRENCE-ID", "SUMMARY", "LOCATION", "RESOURCES")
_UNTIL = re.compile(r"UNTIL=([0-9]{8})", re.IGNORECASE)
_TWO_DAYS = timedelta(days=2)
_LAST = datetime.max.replace(tzinfo=UTC)
Revision = tuple[int, datetime]
"""Where the same thing is told twice the highest SEQUENCE counts, then the latest DTSTAMP."""


class Span(NamedTuple):
    """When something is, as far as that is known: its start, and when it and its series are over for certain."""

    start: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Vevent:
    """A VEVENT that can be read: an event, a series, or, with *recurrence*, an override of one occurrence."""

    uid: str
    start: Moment
    length: Length
    details: Details
    rules: tuple[Rule, ...] = ()
    dates: tuple[tuple[Moment, Length | None], ...] = ()
    excluded: tuple[Moment, ...] = ()
    exceptions: tuple[Rule, ...] = ()
    recurrence: Moment | None = None
    onwards: bool = False

    @property
    def comes_again(self) -> bool:
        """Whether it has more occurrences than one."""
        return bool(self.rules or self.dates)

    @property
    def is_plain(self) -> bool:
        """Whether it is one event, as it stands."""
        return not (self.rules or self.dates or self.excluded or self.exceptions or self.recurrence)


def read_vevent(component: Component, standing: Standing, zones: Zones) -> Vevent:
    """The event of a VEVENT, which has that standing. Raises Unreadable with the reason, and OverflowError for times beyond the calendar."""
    if component.problem:
        raise Unreadable(component.problem, Reason.DAMAGED)
    uid = uid_of(component) or _made_up_uid(component)
    start = _start(component, zones)
    length, recurrence = _length(component, start, zones), component.first("RECURRENCE-ID")
    rules = () if recurrence else _rules(component, "RRULE", start)
    if not rules:  # a series may begin in the year 1: only what it comes to in the window is worked out
        length.end(start.wall, start.zone)
    details = details_of(component, standing)
    if recurrence:  # an occurrence of a series does not come again, whatever of the series is repeated with it
        moment, onwards = read_moment(recurrence, zones), is_onwards(component)
        return Vevent(uid, start, length, details, recurrence=moment, onwards=onwards)
    return Vevent(
        uid,
        start,
        length,
        details,
        rules,
        dates=tuple(_dates(component.all("RDATE"), zones)),
        excluded=tuple(_moments(component.all("EXDATE"), zones)),
        exceptions=_rules(component, "EXRULE", start),
    )


def uid_of(component: Component) -> str:
    """The UID, or nothing."""
    line = component.first("UID")
    return plain(text_of(line.value), MAX_TEXT) if line else ""


def _made_up_uid(component: Component) -> str:
    """A UID for an event without a UID: the same each time its calendar is read, and another for each event that differs."""
    told = [(line.name, line.param("TZID"), line.value) for name in _IN_A_UID for line in component.all(name)]
    return f"no-uid-{hashlib.sha256(repr(told).encode()).hexdigest()[:24]}"


def about_when(component: Component, zones: Zones) -> Span:
    """When a VEVENT is that cannot be read, as far as that can be."""
    line = component.first("DTSTART")
    start = zones.about(line) if line else None
    if not (component.first("RRULE") or component.first("RDATE")):
        return Span(start, _well_after(start) if start else None)
    rules = component.all("RRULE")
    told = [_UNTIL.search(line.value) for line in rules]
    if component.first("RDATE") or not all(told):
        return Span(start, None)
    ends = [zones.about(Property("UNTIL", {}, match[1])) for match in told if match]
    known = [end for end in ends if end]
    return Span(start, _well_after(max(known)) if len(known) == len(ends) else None)


def span_of(vevent: Vevent) -> Span:
    """When a VEVENT takes place that can be read but not worked out."""
    start = begin_of(vevent)
    if not vevent.comes_again:
        return Span(start, _well_after(start))
    ends = [rule.last for rule in vevent.rules if rule.last]
    over = len(ends) == len(vevent.rules) and not vevent.dates
    return Span(start, _well_after(max(ends).replace(tzinfo=UTC)) if over else None)


def _well_after(instant: datetime) -> datetime:
    """Two days after, so that no zone and no length matters."""
    return instant + min(_TWO_DAYS, _LAST - instant)


def begin_of(vevent: Vevent) -> datetime:
    """When it begins, also at the ends of the calendar, where no zone counts."""
    try:
        return vevent.start.instant()
    except OverflowError:
        return vevent.start.wall.replace(tzinfo=UTC)


def revision_of(vevent: Vevent) -> Revision:
    """How new it is, among the VEVENTs that tell the same thing."""
    return vevent.details.sequence, vevent.details.stamp or _LONG_AGO


def is_series(component: Component) -> bool:
    """Whether it stands for all of its UID, and not for an occurrence, nor for those from an occurrence on."""
    return component.first("RECURRENCE-ID") is None


def is_onwards(component: Component) -> bool:
    """Whether it changes an occurrence and all that follow it."""
    recurrence = component.first("RECURRENCE-ID")
    return recurrence is not None and (recurrence.param("RANGE") or "").upper() == "THISANDFUTURE"


def _start(component: Component, zones: Zones) -> Moment:
    line = component.first("DTSTART")
    if line is None:
        raise Unreadable("no DTSTART", Reason.NO_START)
    return read_moment(line, zones)


def read_moment(line: Property, zones: Zones, value: str | None = None) -> Moment:
    """As Zones.moment, with a reason that names the property."""
    try:
        return zones.moment(line, value)
    except Unreadable as error:
        if error.reason is Reason.ZONE:
            raise
        raise _bad(line.name, line.value if value is None else value) from error


def _length(component: Component, start: Moment, zones: Zones) -> Length:
    """From DTEND, else DURATION, else one day for a date; a time without either has none (RFC 5545 3.6.1)."""
    if end := component.first("DTEND"):
        length = between(start, read_moment(end, zones))
    elif duration := component.first("DURATION"):
        length = _duration(duration.value, "DURATION")
    else:
        length = Length()
    total = length.nominal + length.exact
    if total < timedelta(0):
        raise Unreadable("ends before it starts", Reason.BACKWARDS)
    if total:
        return length
    if start.all_day:  # a DTEND on the same day is a common mistake for 'this day'
        return Length(nominal=timedelta(days=1))
    status = component.first("STATUS")
    if status is not None and status.value.strip().upper() == "CANCELLED":  # that its end is left out changes nothing
        return length
    raise Unreadable("has no length", Reason.NO_LENGTH)


def _duration(text: str, name: str) -> Length:
    try:
        return parse_duration(text.strip())
    except Unreadable as error:
        if error.reason is Reason.BACKWARDS:
            raise
        raise _bad(name, text) from error


def _bad(name: str, text: str) -> Unreadable:
    return Unreadable(f"{name} cannot be read", about=f"{name}: {text[:_QUOTED]}")


def _rules(component: Component, name: str, start: Moment) -> tuple[Rule, ...]:
    lines = component.all(name)
    if len(lines) > _MAX_RULES:
        raise RuleRefused(f"more than {_MAX_RULES} rules", Reason.TOO_MUCH)
    return tuple(read_rule(line.value, start) for line in lines)


def _moments(lines: Iterable[Property], zones: Zones) -> Iterator[Moment]:
    for line in lines:
        for value in filter(None, line.value.split(",")):
            yield read_moment(line, zones, value.strip())


def _dates(lines: Iterable[Property], zones: Zones) -> Iterator[tuple[Moment, Length | None]]:
    """RDATE: moments, or periods with an end or a duration (RFC 5545 3.3.9)."""
    for line in lines:
        for value in filter(None, line.value.split(",")):
            begin, _, end = value.strip().partition("/")
            moment = read_moment(line, zones, begin)
            yield moment, _period(line, zones, moment, end) if end else None


def _period(line: Property, zones: Zones, begin: Moment, end: str) -> Length:
    length = _duration(end, "RDATE") if "P" in end.upper() else between(begin, read_moment(line, zones, end))
    if length.nominal + length.exact <= timedelta(0):
        raise Unreadable("RDATE has a period without length")
    return length
