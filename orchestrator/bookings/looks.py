"""Which days of which site a page shows, as its address says it: a week, or one day. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from orchestrator.bookings.typed_times import day_of_text
from orchestrator.web.shell.week import monday_of

_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
YEARS = range(1990, 2200)
"""What is beyond them nobody means."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the halls of a site."""

    path: str
    site: str
    """Its id; it stands in addresses only where there are *several*."""
    several: bool
    first: date
    length: int
    """Days: seven from a Monday on, or one."""

    @property
    def days(self) -> Sequence[date]:
        """All of them."""
        return [self.first + timedelta(days=number) for number in range(self.length)]

    @property
    def is_week(self) -> bool:
        """Whether it shows a week."""
        return self.length > 1

    @property
    def address(self) -> str:
        """Of this look."""
        year, week, _ = self.first.isocalendar()
        said = {"site": self.site} if self.several else {}
        said |= {"week": f"{year}-W{week:02}"} if self.is_week else {"day": self.first.isoformat()}
        return f"{self.path}?{urlencode(said)}"

    def of_day(self, day: date) -> "Look":
        """That day alone."""
        return replace(self, first=day, length=1)

    def of_week(self, day: date) -> "Look":
        """The week that *day* is in."""
        return replace(self, first=monday_of(day), length=7)

    def of_site(self, site: str) -> "Look":
        """The same days elsewhere."""
        return replace(self, site=site)

    def at(self, day: date) -> "Look":
        """As many days, with *day* among them."""
        return self.of_week(day) if self.is_week else self.of_day(day)

    def on(self, path: str) -> "Look":
        """The same on another page."""
        return replace(self, path=path)

    @property
    def before(self) -> "Look":
        """As many days before."""
        return replace(self, first=self.first - timedelta(days=self.length))

    @property
    def after(self) -> "Look":
        """As many days after."""
        return replace(self, first=self.first + timedelta(days=self.length))


def site_named(query: Mapping[str, str], sites: Sequence[str]) -> str:
    """The site that *query* wants; the first where it names none of them."""
    wanted = query.get("site", "")
    return wanted if wanted in sites else sites[0]


def look_of(path: str, query: Mapping[str, str], sites: Sequence[str], today: date) -> Look:
    """What *query* wants to see at *path*; the week of *today* there where it says nothing that can be meant."""
    look = Look(path, site_named(query, sites), len(sites) > 1, monday_of(today), 7)
    day = day_of_text(query.get("day", ""))
    if day is not None and day.year in YEARS:
        return look.of_day(day)
    week = _WEEK.fullmatch(query.get("week", ""))
    if week is None or int(week[1]) not in YEARS:
        return look
    try:
        return look.of_week(date.fromisocalendar(int(week[1]), int(week[2]), 1))
    except ValueError:  # a year of 52 weeks has no 53rd
        return look
