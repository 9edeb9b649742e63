"""Times as calendars write them (RFC 5545 3.3.4 to 3.3.6): wall time in a zone, and lengths that know both kinds of day.

Everything stays wall time in its zone until the last moment, and then becomes UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from schedules.calendar_text.contentlines import Unreadable
from schedules.reasons import Reason

_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z)?)?", re.IGNORECASE)
_NUMBER = "([0-9]{1,9})"
_DURATION = re.compile(
    rf"([+-])?P(?=.)(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A naive wall time and the zone it is meant in; a DATE is midnight. *floating*: no zone was written."""

    wall: datetime
    zone: tzinfo
    all_day: bool = False
    floating: bool = False

    def instant(self) -> datetime:
        """The same moment in UTC. Raises OverflowError at the ends of the calendar."""
        return to_utc(self.wall, self.zone)


@dataclass(frozen=True, slots=True)
class Length:
    """How long an event lasts: *nominal* on the wall clock, and *exact* on top of it."""

    nominal: timedelta = timedelta(0)
    exact: timedelta = timedelta(0)

    @property
    def longest(self) -> timedelta:
        """More than it can ever last, whatever the zone does meanwhile."""
        return self.nominal + self.exact + timedelta(days=1)

    def end(self, wall: datetime, zone: tzinfo) -> datetime:
        """The end, in UTC, of what begins at *wall*."""
        start, end = to_utc(wall, zone), to_utc(wall + self.nominal, zone) + self.exact
        # 02:30 to 03:00 on the night when 02:30 is read as 03:30: the wall clock would end it before it starts.
        return end if end > start else start + self.nominal + self.exact


def to_utc(wall: datetime, zone: tzinfo) -> datetime:
    """The instant of a wall time. In a gap the offset before it counts, in a fold the first (RFC 5545 3.3.5)."""
    there = wall.replace(tzinfo=zone)
    return there if zone is UTC else there.astimezone(UTC)


def local(moment: Moment, zone: tzinfo) -> datetime:
    """The wall time of *moment* in *zone*; a moment that was written without a zone is meant in *zone*."""
    if moment.floating or moment.zone is zone:
        return moment.wall
    return moment.instant().astimezone(zone).replace(tzinfo=None)


def parse_moment(text: str, zone: tzinfo, *, floating: bool = False) -> Moment:
    """A DATE or DATE-TIME; *zone* is where it is meant if it does not end in Z. Raises Unreadable."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise Unreadable(f"{text[:40]!r} is no date")
    year, month, day, hour, minute, second = map(int, match.groups("0")[:6])
    midnight = (hour, minute, second) == (24, 0, 0)  # of the day after, as some programs write it
    try:
        wall = datetime(year, month, day, 0 if midnight else hour, minute, second)  # noqa: DTZ001 - wall time
        wall += timedelta(days=midnight)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{text[:40]!r} is no date") from error
    if match[7]:
        return Moment(wall, UTC)
    return Moment(wall, zone, all_day=match[4] is None, floating=floating)


def parse_duration(text: str) -> Length:
    """A DURATION: weeks and days are nominal, hours, minutes and seconds exact (RFC 5545 3.3.6). Raises Unreadable."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise Unreadable(f"{text[:40]!r} is no duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    if match[1] == "-" and any((weeks, days, hours, minutes, seconds)):
        raise Unreadable("ends before it starts", Reason.BACKWARDS)
    return Length(timedelta(weeks=weeks, days=days), timedelta(hours=hours, minutes=minutes, seconds=seconds))


def between(start: Moment, end: Moment) -> Length:
    """The length of an event with DTEND: what the wall clock shows, or the exact time where the zones differ or are UTC.

    So each occurrence of a series ends at the hour its DTEND shows, as all calendar programs have it. UTC is on no wall:
    what is told in it within a local series lasts as long as it says, whatever that clock does meanwhile.
    """
    if start.zone is end.zone and start.zone is not UTC:
        return Length(nominal=end.wall - start.wall)
    return Length(exact=end.instant() - start.instant())
