"""The days of a recurrence rule, with bounded work.

Rules are expanded here and not by dateutil, because dateutil cannot be stopped inside a rule that never matches
(``FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30`` runs on to the year 9999). A rule past the gate has one time of day, so it is a
set of days; every day looked at is counted, and the count is bounded.
"""

from bisect import bisect_left
from calendar import isleap, monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from schedules.calendar_text.rules import Rule, RuleRefused
from schedules.reasons import Reason

MAX_DAYS = 20_000
"""Days, and periods, one series may make us look at: 27 years of a daily rule whose days have to be counted from its start."""
MAX_DAYS_OF_FILE = 600_000
"""The same of all series in one file together: 2,500 that meet twice a week, for as far as feeds are read. It bounds what
they come to as well, which is kept: some hundred MiB."""


@dataclass(slots=True)
class Effort:
    """Counts the days looked at, for one series or for all of a file."""

    days: int = 0
    most: int = MAX_DAYS
    refusal: str = "it takes too long to work out"
    whole: "Effort | None" = None
    """That of the file, which is spent as well."""

    def spend(self, days: int) -> None:
        """Raises RuleRefused when the series, or its file, has cost too much."""
        self.days += days
        if self.days > self.most:
            raise RuleRefused(self.refusal, Reason.TOO_MUCH)
        if self.whole is not None:
            self.whole.spend(days)


def effort_of_file() -> Effort:
    """What all series of one file may cost together."""
    return Effort(most=MAX_DAYS_OF_FILE, refusal="its calendar takes too long to work out")


def walls(rule: Rule, start: datetime, low: datetime, high: datetime, effort: Effort) -> Iterator[datetime]:
    """The wall times in [low, high] of the rule begun at *start*, in order. All naive. Raises RuleRefused."""
    rule = _uncounted(rule, start)
    seen = 0
    for days in _periods(rule, start.date(), low.date() if rule.count is None else start.date(), high.date(), effort):
        for day in days:
            wall = datetime.combine(day, start.time())
            if wall < start:
                continue
            if wall > high or (rule.last is not None and wall > rule.last):
                return
            if wall >= low:
                yield wall
            seen += 1
            if seen == rule.count:
                return


def _uncounted(rule: Rule, start: datetime) -> Rule:
    """The rule with UNTIL for COUNT, if all its periods have equally many days: then its last can be reckoned."""
    even = rule.frequency == "WEEKLY" or (rule.frequency == "DAILY" and not (rule.month_days or rule.weekdays))
    if rule.count is None or not even or rule.months or rule.positions:
        return rule
    begin, step, offsets = _rhythm(rule, start.date())
    before = bisect_left(offsets, start.toordinal() - begin)  # days of the first period that come too early to count
    periods, place = divmod(before + rule.count - 1, len(offsets))
    last = begin + periods * step + offsets[place]
    if last > date.max.toordinal():
        return replace(rule, count=None)
    return replace(rule, count=None, last=datetime.combine(date.fromordinal(last), start.time()))


def _periods(rule: Rule, first: date, low: date, high: date, effort: Effort) -> Iterator[list[date]]:
    """The matching days of each period of the rule, from the period of *low* on, until *high* is passed."""
    match rule.frequency:
        case "DAILY" | "WEEKLY":
            periods = _periods_of_days(*_rhythm(rule, first), low, high)
        case "MONTHLY":
            periods = _periods_of_months(rule, _month(first), 1, low, high)
        case _:
            periods = _periods_of_months(rule, first.year * 12, 12, low, high)
    matches = _matcher(rule)
    for period in periods:
        months = [month for month in period if not rule.months or date.fromordinal(month[0]).month in rule.months]
        effort.spend(1 + sum(map(len, months)))
        days = [day for ordinals in months for day in map(date.fromordinal, ordinals) if matches(day)]
        yield _at_positions(days, rule.positions)


def _rhythm(rule: Rule, first: date) -> tuple[int, int, Sequence[int]]:
    """Of a rule by days or weeks: where its first period begins, as an ordinal; the days to the next; its days in each."""
    if rule.frequency == "DAILY":
        return first.toordinal(), rule.interval, (0,)
    week = first.toordinal() - (first.weekday() - rule.week_start) % 7
    return week, rule.interval * 7, sorted((weekday - rule.week_start) % 7 for _, weekday in rule.weekdays)


def _periods_of_days(begin: int, step: int, offsets: Sequence[int], low: date, high: date) -> Iterator[list[range]]:
    """Each period's days as ordinals, one by one."""
    begin += max(0, (low.toordinal() - begin) // step * step)
    while begin <= high.toordinal():
        days = (begin + offset for offset in offsets)
        yield [range(day, day + 1) for day in days if 1 <= day <= date.max.toordinal()]
        begin += step


def _periods_of_months(rule: Rule, begin: int, size: int, low: date, high: date) -> Iterator[list[range]]:
    """Each period's days as ordinals, within a month. *begin* and *size* count months, from the year 0."""
    step = rule.interval * size
    begin += max(0, (_month(low) - begin) // step * step)
    while begin <= _month(high):
        yield [days for month in range(begin, begin + size) for days in _days_of(month, rule.month_days)]
        begin += step


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _days_of(month: int, wanted: frozenset[int]) -> list[range]:
    """The days of a month: all of it, or the *wanted* ones, counted from its start or, below zero, from its end."""
    first = date(month // 12, month % 12 + 1, 1)
    length = monthrange(first.year, first.month)[1]
    begin = first.toordinal()
    if not wanted:
        return [range(begin, begin + length)]
    numbers = sorted({number if number > 0 else length + 1 + number for number in wanted})
    return [range(begin + number - 1, begin + number) for number in numbers if 1 <= number <= length]


def _at_positions(days: list[date], positions: frozenset[int]) -> list[date]:
    if not positions:
        return days
    return [day for place, day in enumerate(days) if place + 1 in positions or place - len(days) in positions]


def _matcher(rule: Rule) -> Callable[[date], bool]:
    """Whether a day passes every BY part but those that chose the days to look at, and BYSETPOS, which comes after.

    BYMONTH chose the months, and BYMONTHDAY the days within them; but of a daily rule each day is looked at.
    """
    by_year = rule.frequency == "YEARLY" and not rule.months
    tests: list[Callable[[date], bool]] = []
    if rule.month_days and rule.frequency == "DAILY":
        tests.append(lambda day: _counted(day.day, _month_length(day), rule.month_days))
    if rule.year_days:
        tests.append(lambda day: _counted(_year_day(day), 365 + isleap(day.year), rule.year_days))
    if rule.weekdays:
        tests.append(lambda day: _on_weekday(day, rule.weekdays, by_year=by_year))
    if rule.weeks:  # last: it costs most
        tests.append(lambda day: _counted(*_week(day, rule.week_start), rule.weeks))
    return lambda day: all(test(day) for test in tests)


def _counted(number: int, length: int, wanted: frozenset[int]) -> bool:
    """Whether the *number*-th of *length* is wanted, counted from the start or, below zero, from the end."""
    return number in wanted or number - length - 1 in wanted


def _on_weekday(day: date, wanted: frozenset[tuple[int, int]], *, by_year: bool) -> bool:
    weekday = day.weekday()
    if (0, weekday) in wanted:
        return True
    number, length = (_year_day(day), 365 + isleap(day.year)) if by_year else (day.day, _month_length(day))
    return ((number - 1) // 7 + 1, weekday) in wanted or (-((length - number) // 7 + 1), weekday) in wanted


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _year_day(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def _week(day: date, week_start: int) -> tuple[int, int]:
    """The number of the day's week, and how many weeks its year has; week 1 has four days in the new year."""
    middle = _middle_of_week(day, week_start)
    return (_year_day(middle) - 1) // 7 + 1, _weeks_of(middle.year, week_start)


@lru_cache(maxsize=64)
def _weeks_of(year: int, week_start: int) -> int:
    return (_year_day(_middle_of_week(date(year, 12, 28), week_start)) - 1) // 7 + 1


def _middle_of_week(day: date, week_start: int) -> date:
    return day + timedelta(days=3 - (day.weekday() - week_start) % 7)
