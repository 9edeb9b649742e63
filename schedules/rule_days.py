"""The days of a recurrence rule, with bounded work.

Rules are expanded here and not by dateutil, because dateutil cannot be stopped inside a rule that never matches
(``FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30`` runs on to the year 9999). A rule past the gate has one time of day, so it is a
set of days; every day looked at is counted, and the count is bounded.
"""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from schedules.rules import Rule, RuleRefused

MAX_DAYS = 20_000
"""Days, and periods, one series may make us look at: 48 years of a weekly rule that counts from its start, 27 of a daily one."""


@dataclass(slots=True)
class Effort:
    """Counts the days looked at for one series."""

    days: int = 0

    def spend(self, days: int) -> None:
        """Raises RuleRefused when the series has cost too much."""
        self.days += days
        if self.days > MAX_DAYS:
            raise RuleRefused("it takes too long to work out")


def walls(rule: Rule, start: datetime, low: datetime, high: datetime, effort: Effort) -> Iterator[datetime]:
    """The wall times in [low, high] of the rule begun at *start*, in order. All naive. Raises RuleRefused."""
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


def _periods(rule: Rule, first: date, low: date, high: date, effort: Effort) -> Iterator[list[date]]:
    """The matching days of each period of the rule, from the one of *low* on, until *high* is passed."""
    match rule.frequency:
        case "DAILY":
            periods = _periods_of_days(first.toordinal(), low, high, rule.interval, 1)
        case "WEEKLY":
            week = first.toordinal() - (first.weekday() - rule.week_start) % 7
            periods = _periods_of_days(week, low, high, rule.interval * 7, 7)
        case "MONTHLY":
            periods = _periods_of_months(_month(first), low, high, rule.interval, 1)
        case _:
            periods = _periods_of_months(first.year * 12, low, high, rule.interval * 12, 12)
    matches = _matcher(rule)
    for period in periods:
        months = [one for one in period if not rule.months or date.fromordinal(one[0]).month in rule.months]
        effort.spend(1 + sum(map(len, months)))
        days = [day for ordinals in months for day in map(date.fromordinal, ordinals) if matches(day)]
        yield _at_positions(days, rule.positions)


def _periods_of_days(begin: int, low: date, high: date, step: int, size: int) -> Iterator[list[range]]:
    """Each period's days as ordinals, cut where a month ends."""
    begin += max(0, (low.toordinal() - begin) // step * step)
    while begin <= high.toordinal():
        first, last = max(begin, 1), min(begin + size - 1, date.max.toordinal())
        turn = last - date.fromordinal(last).day + 1  # the first of the last day's month
        yield [part for part in (range(first, turn), range(max(first, turn), last + 1)) if part]
        begin += step


def _periods_of_months(begin: int, low: date, high: date, step: int, size: int) -> Iterator[list[range]]:
    """Each period's days as ordinals, by month. *begin* counts months from the year 0."""
    begin += max(0, (_month(low) - begin) // step * step)
    while begin <= _month(high):
        yield [_days_of(month) for month in range(begin, begin + size)]
        begin += step


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _days_of(month: int) -> range:
    first = date(month // 12, month % 12 + 1, 1)
    return range(first.toordinal(), first.toordinal() + monthrange(first.year, first.month)[1])


def _at_positions(days: list[date], positions: frozenset[int]) -> list[date]:
    if not positions:
        return days
    return [day for place, day in enumerate(days) if place + 1 in positions or place - len(days) in positions]


def _matcher(rule: Rule) -> Callable[[date], bool]:
    """Whether a day passes every BY part but BYMONTH (which chose the months) and BYSETPOS (which comes after)."""
    by_year = rule.frequency == "YEARLY" and not rule.months
    tests: list[Callable[[date], bool]] = []
    if rule.month_days:
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
