"""One recurrence rule (RFC 5545 3.3.10), behind the gate that refuses what nobody books a room by.

No part of a day but the series' own hour, no interval of 0, no COUNT with UNTIL. What a rule may not say beside its FREQ
is passed over, as calendar programs do.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from schedules.calendar_text.contentlines import Unreadable
from schedules.calendar_text.moments import Moment, local, parse_moment
from schedules.reasons import Reason

MAX_COUNT = 10_000
_MAX_TEXT = 2_000
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PART = re.compile("FREQ|INTERVAL|COUNT|UNTIL|WKST|BY(?:MONTH|MONTHDAY|DAY|YEARDAY|WEEKNO|SETPOS|HOUR|MINUTE|SECOND)")
_OF_THE_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_ONLY_WITH: Mapping[str, tuple[str, ...]] = {
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
    "BYYEARDAY": ("YEARLY",),
    "BYWEEKNO": ("YEARLY",),
}


class RuleRefused(Unreadable):
    """The rule does not pass the gate, or costs too much."""

    def __init__(self, why: str, reason: Reason = Reason.RULE) -> None:
        super().__init__(f"rule refused: {why}", reason, why if "=" in why else "")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule past the gate. *last* is UNTIL as wall time; empty sets do not limit; weekdays count from Monday, 0."""

    frequency: str
    interval: int = 1
    count: int | None = None
    last: datetime | None = None
    week_start: int = 0
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    """(ordinal, weekday); ordinal 0 means every one."""
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    positions: frozenset[int] = frozenset()


def read_rule(text: str, start: Moment) -> Rule:
    """The rule of an RRULE whose series begins at *start*. Raises RuleRefused."""
    parts = _fitting(_parts(text), start)
    frequency = parts["FREQ"]
    return _with_defaults(
        Rule(
            frequency=frequency,
            interval=_number("INTERVAL", parts["INTERVAL"], 1, 999_999_999) if "INTERVAL" in parts else 1,
            count=_number("COUNT", parts["COUNT"], 1, MAX_COUNT) if "COUNT" in parts else None,
            last=_until(parts["UNTIL"], start) if "UNTIL" in parts else None,
            week_start=_weekday(parts["WKST"]) if "WKST" in parts else 0,
            months=_numbers("BYMONTH", parts, 12, signed=False),
            month_days=_numbers("BYMONTHDAY", parts, 31),
            weekdays=_weekdays(parts, frequency),
            year_days=_numbers("BYYEARDAY", parts, 366),
            weeks=_numbers("BYWEEKNO", parts, 53),
            positions=_numbers("BYSETPOS", parts, 366),
        ),
        start.wall.date(),
    )


def _parts(text: str) -> dict[str, str]:
    if len(text) > _MAX_TEXT:
        raise RuleRefused("it is too long")
    parts: dict[str, str] = {}
    for part in filter(None, "".join(text.upper().split()).split(";")):
        name, _, value = part.partition("=")
        if not _PART.fullmatch(name) or name in parts or not value:
            raise RuleRefused(part[:60])
        parts[name] = value
    return parts


def _fitting(parts: dict[str, str], start: Moment) -> dict[str, str]:
    """The parts that fit FREQ and each other: those that RFC 5545 says MUST NOT be there count for nothing."""
    frequency = parts.get("FREQ")
    if frequency not in _FREQUENCIES:
        raise RuleRefused(f"FREQ={frequency[:30]}" if frequency else "it has no FREQ")
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleRefused("COUNT and UNTIL together")
    hour = {"BYHOUR": start.wall.hour, "BYMINUTE": start.wall.minute, "BYSECOND": start.wall.second}
    for name in _OF_THE_DAY:
        text = parts.pop(name, None)
        if text is not None and not start.all_day and text.lstrip("0") != str(hour[name]).lstrip("0"):
            raise RuleRefused(f"{name}={text[:30]}")
    for name, allowed in _ONLY_WITH.items():
        if frequency not in allowed:
            parts.pop(name, None)
    if not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        parts.pop("BYSETPOS", None)
    return parts


def _number(name: str, text: str, lowest: int, highest: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
        raise RuleRefused(f"{name}={text[:30]}")
    return int(text)


def _numbers(name: str, parts: Mapping[str, str], highest: int, *, signed: bool = True) -> frozenset[int]:
    texts = parts[name].split(",") if name in parts else []
    numbers = frozenset(_number(name, text, -highest if signed else 1, highest) for text in texts)
    if 0 in numbers:
        raise RuleRefused(f"{name}=0")
    return numbers


def _weekday(text: str) -> int:
    if text not in _WEEKDAYS:
        raise RuleRefused(f"WKST={text[:30]}")
    return _WEEKDAYS.index(text)


def _weekdays(parts: Mapping[str, str], frequency: str) -> frozenset[tuple[int, int]]:
    """BYDAY. Ordinals count within the month, or within a year that names no month, and are passed over elsewhere."""
    highest = {"MONTHLY": 5, "YEARLY": 5 if "BYMONTH" in parts else 53}.get(frequency, 53)
    counted = frequency in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in parts
    days = set()
    for text in parts["BYDAY"].split(",") if "BYDAY" in parts else []:
        match = re.fullmatch(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", text)
        ordinal = int(match[1] or 0) if match else 0
        if match is None or abs(ordinal) > highest or (match[1] and not ordinal):
            raise RuleRefused(f"BYDAY={text[:30]} with FREQ={frequency}")
        days.add((ordinal if counted else 0, _WEEKDAYS.index(match[2])))
    return frozenset(days)


def _until(text: str, start: Moment) -> datetime:
    """The last wall time of UNTIL: a date means that whole local day, whatever DTSTART is."""
    try:
        until = parse_moment(text, start.zone)
        if until.all_day:
            return datetime.combine(until.wall.date(), time.max)
        if start.all_day:
            return datetime.combine(_last_day(until, start), time.min)
        return local(until, start.zone) if until.zone is UTC else until.wall
    except (Unreadable, OverflowError) as error:
        raise RuleRefused(f"UNTIL={text[:30]}") from error


def _last_day(until: Moment, start: Moment) -> date:
    """The day that an instant means in a series of whole days, where only a date should stand.

    Local midnight means the day that begins then, also where it was reckoned by the offset of DTSTART; any other instant
    means its own date, as it does where writers append a midnight in UTC.
    """
    if until.zone is not UTC:
        return until.wall.date()
    for offset in {until.wall.replace(tzinfo=UTC).astimezone(start.zone).utcoffset(), _offset(start)}:
        there = until.wall + (offset or timedelta(0))
        if there.time() == time.min:
            return there.date()
    return until.wall.date()


def _offset(start: Moment) -> timedelta | None:
    return start.wall.replace(tzinfo=start.zone).utcoffset()


def _with_defaults(rule: Rule, first: date) -> Rule:
    """What the rule leaves open is taken from the first day (RFC 5545 3.3.10)."""
    if rule.month_days or rule.weekdays or rule.year_days or rule.weeks:
        return rule
    match rule.frequency:
        case "DAILY":
            return rule
        case "WEEKLY":
            return replace(rule, weekdays=frozenset({(0, first.weekday())}))
        case "MONTHLY":
            return replace(rule, month_days=frozenset({first.day}))
        case _:
            months = rule.months or frozenset({first.month})
            return replace(rule, month_days=frozenset({first.day}), months=months)
