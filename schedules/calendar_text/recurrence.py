"""A series and the changes made to single occurrences of it, as instances in UTC (RFC 5545 3.8.4.4 and 3.8.5).

RRULE, RDATE and EXDATE are worked out on naive wall time in the zone of DTSTART. An override stands by itself: it counts
wherever it lies, also when nothing it replaces is found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

from schedules.calendar_text.moments import Length, Moment, local, to_utc
from schedules.calendar_text.rule_days import Effort, walls
from schedules.calendar_text.rules import Rule, RuleRefused
from schedules.reasons import Reason

MAX_OCCURRENCES = 5_000
"""Of one series within the window; no room is booked more often."""
_MAX_OFFSET = timedelta(days=1)  # a wall time is never further than this from its instant
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Series(Generic[T]):
    """An event that may come again. *content* is what the calendar says of it: carried, never looked at."""

    start: Moment
    length: Length
    content: T
    rules: tuple[Rule, ...] = ()
    dates: tuple[tuple[Moment, Length | None], ...] = ()
    """RDATE; a PERIOD brings its own length."""
    excluded: tuple[Moment, ...] = ()
    """EXDATE; a DATE excludes that whole day."""
    exceptions: tuple[Rule, ...] = ()
    """EXRULE (RFC 2445 4.8.5.2); what such a rule makes does not take place."""


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """An override of the occurrence first meant for *recurrence* (UTC), and with *onwards* of all that follow it."""

    recurrence: datetime
    start: Moment
    length: Length
    content: T
    onwards: bool = False


@dataclass(frozen=True, slots=True)
class Instance(Generic[T]):
    """One occurrence; all in UTC. *recurrence* is the start it was first meant to have."""

    recurrence: datetime
    start: datetime
    end: datetime
    content: T


def expand(
    series: Series[T] | None, changes: Iterable[Change[T]], start: datetime, end: datetime, effort: Effort
) -> list[Instance[T]]:
    """The instances, in no order: those a rule makes in and about [start, end), all others wherever they lie.

    *changes* have different recurrences; *series* is None where only overrides are there. Raises RuleRefused and
    OverflowError.
    """
    changed = {change.recurrence: change for change in changes}
    found = [_changed(change) for change in changed.values()]
    if series is not None:
        found += _unchanged(series, changed, start, end, effort)
    return found


def original(moment: Moment, series: Series[T] | None) -> datetime:
    """The instant a RECURRENCE-ID means, be it local, in UTC or a date. Raises OverflowError."""
    if series is None:
        return moment.instant()
    wall = local(moment, series.start.zone)
    if moment.all_day or series.start.all_day:
        wall = datetime.combine(wall.date(), series.start.wall.time())
    return to_utc(wall, series.start.zone)


def is_excluded(series: Series[T]) -> Callable[[datetime], bool]:
    """What tells whether EXDATE excludes the occurrence first meant for an instant."""
    zone = series.start.zone
    days, instants = _excluded(series)
    return lambda recurrence: recurrence in instants or recurrence.astimezone(zone).date() in days


def _changed(change: Change[T]) -> Instance[T]:
    start = change.start
    return Instance(change.recurrence, start.instant(), change.length.end(start.wall, start.zone), change.content)


def _unchanged(
    series: Series[T], changed: Mapping[datetime, Change[T]], start: datetime, end: datetime, effort: Effort
) -> Iterator[Instance[T]]:
    """The instances no override replaces, as the last change onwards before them has left them."""
    zone = series.start.zone
    onwards = sorted((change for change in changed.values() if change.onwards), key=lambda change: change.recurrence)
    shifts = [local(change.start, zone) - change.recurrence.astimezone(zone).replace(tzinfo=None) for change in onwards]
    reach = max((abs(shift) for shift in shifts), default=timedelta(0)) + _MAX_OFFSET
    seen: set[datetime] = set()
    longest = max(length.longest for length in (series.length, *(change.length for change in onwards)))
    for wall, own_length in _walls(series, _naive(start, -(reach + longest)), _naive(end, reach), effort).items():
        recurrence = to_utc(wall, zone)
        if recurrence in changed or recurrence in seen:  # two wall times about a gap may be one instant
            continue
        seen.add(recurrence)
        length, content, moved = own_length or series.length, series.content, wall
        for change, shift in zip(onwards, shifts, strict=True):
            if change.recurrence <= recurrence:
                length, content, moved = change.length, change.content, wall + shift
        yield Instance(recurrence, to_utc(moved, zone), length.end(moved, zone), content)


def _walls(series: Series[T], low: datetime, high: datetime, effort: Effort) -> Mapping[datetime, Length | None]:
    """The wall times of the series, those of its rules around [low, high], and the length where it is its own."""
    zone, begin = series.start.zone, series.start.wall
    # DTSTART counts even if no rule names its day; a series cut off before it began (UNTIL) has no occurrence at all.
    begins = not series.rules or any(rule.last is None or rule.last >= begin for rule in series.rules)
    near = not series.rules or low <= begin <= high
    found: dict[datetime, Length | None] = {begin: None} if begins and near else {}
    for rule in series.rules:
        for wall in walls(rule, begin, low, high, effort):
            found[wall] = None
            if len(found) > MAX_OCCURRENCES:
                raise RuleRefused(f"more than {MAX_OCCURRENCES} occurrences", Reason.TOO_MUCH)
    effort.spend(len(series.dates))
    for moment, length in series.dates:
        found[_like(series, local(moment, zone), moment)] = length
    days, instants = _excluded(series)
    excepted = {wall for rule in series.exceptions for wall in walls(rule, begin, low, high, effort)}
    return {
        wall: length
        for wall, length in found.items()
        if wall not in excepted and wall.date() not in days and not (instants and to_utc(wall, zone) in instants)
    }


def _like(series: Series[T], wall: datetime, moment: Moment) -> datetime:
    """An RDATE as the series has it: a date takes the hour of DTSTART, and in a series of days an hour counts for none."""
    if moment.all_day or series.start.all_day:
        return datetime.combine(wall.date(), series.start.wall.time())
    return wall


def _excluded(series: Series[T]) -> tuple[set[date], set[datetime]]:
    """EXDATE as whole days and as instants."""
    zone, whole_days = series.start.zone, series.start.all_day
    days = {local(moment, zone).date() for moment in series.excluded if whole_days or moment.all_day}
    return days, {to_utc(local(moment, zone), zone) for moment in series.excluded if not (whole_days or moment.all_day)}


def _naive(moment: datetime, by: timedelta) -> datetime:
    """The moment in UTC moved by *by*, or the end of the calendar that lies before it."""
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    try:
        return plain + by
    except OverflowError:
        return datetime.min if by < timedelta(0) else datetime.max  # noqa: DTZ901 - wall time
