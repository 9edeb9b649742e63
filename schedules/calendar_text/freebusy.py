"""Free/busy time: what a calendar tells that says when and not what (RFC 5545 3.6.4, 3.8.2.6, 3.2.9). Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from config.names import folded
from schedules.bookings import Key
from schedules.calendar_text.contentlines import Component, Property, Unreadable
from schedules.calendar_text.moments import parse_duration
from schedules.calendar_text.zones import Zones, ZonesOfText
from schedules.events import Event, Quarantined
from schedules.reasons import Reason, Told

MAX_TIMES = 10_000
"""Of one text, within the window."""
_UID = "freebusy"
"""Of every busy time: the component's own is made anew each time by some. The start tells them apart."""
_NOT_BUSY = "FREE"
_TENTATIVE = "BUSY-TENTATIVE"
_ONLY_BUSY = frozenset(
    folded(title)
    for title in ("", "Busy", "Tentative", "Away", "Out of office", "Working elsewhere", "Private", "Private appointment",
                  "Reserved", "Unavailable", "Not available", "Occupato", "Occupata", "Provvisorio", "Assente", "Fuori sede",
                  "Lavoro altrove", "Riservato", "Privato", "Appuntamento privato", "Non disponibile",
                  "Beschäftigt", "Belegt", "Gebucht", "Abwesend", "Occupé", "Absent", "Ocupado", "Ausente")
)  # fmt: skip
"""Titles that calendars put in the place of the real title, or that are none."""


class _Busy(NamedTuple):
    """A busy time, [start, end)."""

    start: datetime
    end: datetime
    tentative: bool


def says_only_when(title: str, categories: Iterable[str]) -> bool:
    """Whether an event of that title is but a busy time."""
    return folded(title) in _ONLY_BUSY and not [*categories]


def busy_times(
    components: Iterable[Component], zones: ZonesOfText, calendar: str, start: datetime, end: datetime
) -> tuple[list[Event], list[Quarantined]]:
    """The busy times of VFREEBUSYs that touch [start, end), as confidential events without title or place.

    Of busy times that overlap the whole counts once. What cannot be read is told, and the rest counts.
    """
    found: set[_Busy] = set()
    unread: set[Told] = set()
    for component in components:
        if component.problem:
            unread.add(Told(Reason.DAMAGED, component.problem))
        for line in component.all("FREEBUSY"):
            for value in filter(None, line.value.split(",")):
                try:
                    found.update(
                        busy
                        for busy in _read(line, value.strip(), zones.of(component.calendar))
                        if busy.start < end and busy.end > start
                    )
                except (Unreadable, OverflowError):
                    unread.add(Told(Reason.VALUE, "FREEBUSY cannot be read"))
    times = [*_merged(found)]
    if len(times) > MAX_TIMES:
        unread.add(Told(Reason.TOO_MUCH, f"more than {MAX_TIMES} busy times"))
    events = [_event(calendar, busy) for busy in times[:MAX_TIMES]]
    return events, [Quarantined(_UID, told.detail, confidential=True, kind=told.reason) for told in sorted(unread)]


def _read(line: Property, value: str, zones: Zones) -> Iterator[_Busy]:
    """The busy time of a period, with its end or its duration; none of a free period. A type we do not know is busy."""
    kind = (line.param("FBTYPE") or "BUSY").upper()
    if kind == _NOT_BUSY:
        return
    begin, _, until = value.partition("/")
    moment = zones.moment(line, begin)
    if until[:1].upper() in ("P", "+", "-"):
        finish = parse_duration(until).end(moment.wall, moment.zone)
    else:
        finish = zones.moment(line, until).instant()
    if finish <= moment.instant():
        raise Unreadable("has no length", Reason.NO_LENGTH)
    yield _Busy(moment.instant(), finish, kind == _TENTATIVE)


def _merged(times: Iterable[_Busy]) -> Iterator[_Busy]:
    """The same times in order, with overlapping times made into one; tentative times stay apart."""
    for tentative in (False, True):
        last: _Busy | None = None
        for stretch in sorted(busy for busy in times if busy.tentative is tentative):
            if last is None or stretch.start >= last.end:
                if last is not None:
                    yield last
                last = stretch
            else:
                last = last._replace(end=max(last.end, stretch.end))
        if last is not None:
            yield last


def _event(calendar: str, busy: _Busy) -> Event:
    status = "TENTATIVE" if busy.tentative else "CONFIRMED"
    return Event(Key(calendar, _UID, busy.start), busy.start, busy.end, "", public=False, status=status)
