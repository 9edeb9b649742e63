"""When whole days are live: within a site's hours, each day by itself and by the site's clock. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.contacts import Hours
from schedules.calendar_text.moments import to_utc
from schedules.events import Event

MOST_DAYS = 20_000
"""Of one calendar: a town's rooms for decades. What is more is told, and takes no room."""
_DAY = timedelta(days=1)
_MINUTES_OF_A_DAY = 24 * 60
_HALF_A_DAY = timedelta(hours=12)


class TooManyDays(Exception):
    """More days than a calendar may have."""


class WholeDays:
    """Makes a day each of the whole days of one calendar, and counts them."""

    def __init__(self, zone: ZoneInfo, hours: Hours | None) -> None:
        self._zone = zone
        self._hours = None if hours is None or hours.end - hours.start == _MINUTES_OF_A_DAY else hours
        self._left = MOST_DAYS

    def stretches(self, event: Event) -> Iterator[tuple[datetime, datetime, datetime]]:
        """For each day of the event its recurrence, start and end, in UTC; all at once without hours. Raises TooManyDays.

        The first day keeps the event's own recurrence, and the others have theirs as many days later.
        """
        if self._hours is None:
            yield event.key.recurrence, event.start, event.end
            return
        first, until = self._day(event.start), self._day(event.end)
        days = max((until - first).days, 1)
        if days > self._left:
            raise TooManyDays
        self._left -= days
        midnight = self._at(first, 0)
        minutes = self._hours.end - self._hours.start
        last = self._hours.end if minutes > 0 else self._hours.end + _MINUTES_OF_A_DAY
        for day in (first + number * _DAY for number in range(days)):
            start, end = self._at(day, self._hours.start), self._at(day, last)
            if end <= start:  # in the hour that is left out when the clocks go forward
                end = start + timedelta(minutes=minutes)
            yield event.key.recurrence + (self._at(day, 0) - midnight), start, end

    def _day(self, instant: datetime) -> date:
        """The day that begins at *instant*, or nearest to it: by another clock than the site's it may be some hours off."""
        return (instant.astimezone(self._zone).replace(tzinfo=None) + _HALF_A_DAY).date()

    def _at(self, day: date, minutes: int) -> datetime:
        """So many minutes after midnight, as the clock on the wall shows them."""
        return to_utc(datetime.combine(day, time()) + timedelta(minutes=minutes), self._zone)
