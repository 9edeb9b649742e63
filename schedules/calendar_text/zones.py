"""Time zones of a calendar text: by names that are known everywhere, as the text defines them, or by what is likely meant."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from schedules.calendar_text.contentlines import Component, Property, Unreadable
from schedules.calendar_text.moments import Moment, parse_moment
from schedules.calendar_text.rule_days import Effort, walls
from schedules.calendar_text.rules import read_rule
from schedules.calendar_text.zone_names import exact_zone, likely_zone, means_its_own
from schedules.reasons import Reason

_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")
_WITHOUT_ZONE = re.compile(r"[0-9]{8}|.*Z")
_FIRST_YEAR = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time; no booking is older
_LAST = datetime(9999, 12, 1)  # noqa: DTZ001
_AHEAD = timedelta(days=800)  # a definition is worked out this far beyond the window


class FileZone(tzinfo):
    """A zone as a VTIMEZONE tells it (RFC 5545 3.6.5): a table of the changes of its offset."""

    def __init__(self, name: str, changes: Iterable[tuple[datetime, timedelta, timedelta]]) -> None:
        """*changes*: the wall time before the change, the offset before and the offset after it; at least one."""
        ordered = sorted(changes)
        self._name = name
        self._offsets = [ordered[0][1], *(after for _, _, after in ordered)]
        # A wall time in a gap or in the first pass of a fold still has the offset before (fold=0, PEP 495).
        self._settled = [wall + max(after - before, timedelta(0)) for wall, before, after in ordered]
        self._instants = [wall - before for wall, before, _ in ordered]

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset at a wall time."""
        return None if moment is None else self._offsets[bisect_right(self._settled, moment.replace(tzinfo=None))]

    def fromutc(self, moment: datetime) -> datetime:
        """The wall time of an instant."""
        return moment + self._offsets[bisect_right(self._instants, moment.replace(tzinfo=None))]

    def dst(self, _: datetime | None) -> timedelta | None:
        """Not told apart: only the offset counts."""
        return None

    def tzname(self, _: datetime | None) -> str | None:
        """The name it has in its file."""
        return self._name


class Zones:
    """The zones one calendar object may name."""

    def __init__(self, site: ZoneInfo, writers: ZoneInfo | None, defined: Callable[[str], tzinfo | None]) -> None:
        """*site*: for times without a zone; *writers*: the object's own, if told; *defined*: what the text says of a name."""
        self._site = site
        self._writers = writers
        self._defined = defined
        self._known: dict[str, tzinfo | None] = {}
        self.assumed = False
        """Whether the site's zone was taken for a zone that nobody defines."""

    def named(self, name: str) -> tzinfo:
        """The zone of that TZID. Raises Unreadable for a zone that nobody knows."""
        if name not in self._known:
            self._known[name] = exact_zone(name) or self._defined(name) or likely_zone(name, self._site)
        zone = self._known[name]
        if zone is None and means_its_own(name):
            self.assumed = self.assumed or self._writers is None
            return self._writers or self._site
        if zone is None:
            raise Unreadable(f"unknown time zone {name[:60]!r}", Reason.ZONE, name[:60])
        return zone

    def moment(self, line: Property, value: str | None = None) -> Moment:
        """The moment a property tells, or *value* as it tells it. Raises Unreadable."""
        text = line.value if value is None else value
        if line.param("VALUE") == "DATE":
            text = text[:8]
        name = line.param("TZID")
        if name is None or _WITHOUT_ZONE.fullmatch(text):
            return parse_moment(text, self._site, floating=True)
        return parse_moment(text, self.named(name.strip()))

    def about(self, line: Property) -> datetime | None:
        """The instant of a property that may be unreadable, for people to know it by: in the site's zone at worst."""
        for read in (self.moment, lambda line: parse_moment(line.value, self._site, floating=True)):
            with suppress(Unreadable, OverflowError):
                return read(line).instant()
        return None


class ZonesOfText:
    """The zones of a text's calendar objects, each of which defines its own."""

    def __init__(self, site: ZoneInfo, heads: Iterable[Component], end: datetime, effort: Effort) -> None:
        """*site*: for times without a zone; *heads*: the text's VTIMEZONEs and VCALENDARs; *end*: of the window, in UTC.

        *effort* is that of the whole text.
        """
        self._site = site
        self._effort = effort
        self._horizon = min(end.replace(tzinfo=None), _LAST - _AHEAD) + _AHEAD
        self._own: dict[tuple[int, str], Component] = {}
        self._anywhere: dict[str, Component] = {}
        self._writers: dict[int, ZoneInfo | None] = {}
        for head in heads:
            if head.name == "VTIMEZONE":
                self._own[head.calendar, _name_of(head)] = head
                self._anywhere.setdefault(_name_of(head), head)
            elif head.name == "VCALENDAR" and (line := head.first("X-WR-TIMEZONE")):
                self._writers[head.calendar] = exact_zone(line.value)
        self._objects: dict[int, Zones] = {}
        self._worked_out: dict[_Told, tzinfo | None] = {}

    @property
    def assumed(self) -> bool:
        """Whether the site's zone was taken for a zone that nobody defines."""
        return any(zones.assumed for zones in self._objects.values())

    def of(self, calendar: int) -> Zones:
        """What that calendar object may name."""
        if calendar not in self._objects:
            self._objects[calendar] = Zones(self._site, self._writers.get(calendar), partial(self._defined, calendar))
        return self._objects[calendar]

    def _defined(self, calendar: int, name: str) -> tzinfo | None:
        """By the definition in that object, else by the first in the text."""
        plainly = _unquoted(name)
        definition = self._own.get((calendar, plainly)) or self._anywhere.get(plainly)
        if definition is None or definition.problem:
            return None
        told = _told(definition)
        if told not in self._worked_out:  # many objects say the same
            self._worked_out[told] = self._work_out(definition, name)
        return self._worked_out[told]

    def _work_out(self, definition: Component, name: str) -> tzinfo | None:
        usual = definition.first("X-LIC-LOCATION")  # libical: the IANA name behind an invented TZID
        if usual and (zone := exact_zone(usual.value)):
            return zone
        try:
            changes = [
                change
                for part in definition.inner
                for change in _changes(part, self._horizon, Effort(whole=self._effort))
            ]
            return FileZone(name, changes) if changes else None
        except (Unreadable, OverflowError):
            return None


_Told = tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
"""All that a definition says, part by part."""


def _told(definition: Component) -> _Told:
    return tuple(
        tuple((name, tuple(line.value for line in lines)) for name, lines in part.lines.items())
        for part in (definition, *definition.inner)
    )


def _name_of(definition: Component) -> str:
    line = definition.first("TZID")
    return _unquoted(line.value) if line else ""


def _unquoted(name: str) -> str:
    """As a definition and a property compare it: either may be escaped or quoted and the other not."""
    return name.replace("\\", "").strip("\"' ")


def _changes(part: Component, horizon: datetime, effort: Effort) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """The changes one STANDARD or DAYLIGHT part tells, until *horizon*. Raises Unreadable."""
    before, after = _offset(part, "TZOFFSETFROM"), _offset(part, "TZOFFSETTO")
    begin = part.first("DTSTART")
    if begin is None:
        raise Unreadable("no DTSTART")
    start = parse_moment(begin.value, timezone(before))
    onsets = {start.wall}
    for line in part.all("RDATE"):
        onsets |= {parse_moment(value, timezone(before)).wall for value in line.value.split(",")}
    for line in part.all("RRULE"):
        onsets |= set(walls(read_rule(line.value, start), start.wall, _FIRST_YEAR, horizon, effort))
    yield from ((onset, before, after) for onset in onsets)


def _offset(part: Component, name: str) -> timedelta:
    line = part.first(name)
    match = _OFFSET.fullmatch(line.value) if line else None
    if match is None:
        raise Unreadable(f"{name} cannot be read")
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    if size >= timedelta(hours=24):
        raise Unreadable(f"{name} cannot be read")
    return -size if match[1] == "-" else size
