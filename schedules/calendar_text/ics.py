"""Calendar text in: every occurrence that touches a window, and the events that cannot be read, one by one.

Events that stand in the text by themselves, and not by a rule, are told apart where they lie outside the window: another
calendar may have them within.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schedules.bookings import Key
from schedules.calendar_text.cancellations import Cancellation, read_cancellation
from schedules.calendar_text.contentlines import (
    BrokenCalendar,
    Component,
    Unreadable,
    components_of,
    reason_of,
    unfolded,
)
from schedules.calendar_text.details import Governing, Standing, standing_of
from schedules.calendar_text.encodings import LineReader
from schedules.calendar_text.freebusy import busy_times
from schedules.calendar_text.meetings import Meeting, meetings_of
from schedules.calendar_text.rule_days import effort_of_file
from schedules.calendar_text.vevents import (
    Span,
    Vevent,
    about_when,
    is_onwards,
    is_series,
    read_vevent,
    span_of,
    uid_of,
)
from schedules.calendar_text.zones import ZonesOfText
from schedules.events import CalendarContents, Event, Governor, Note, Quarantined, Wording
from schedules.plain import plain
from schedules.reasons import Reason, Told

__all__ = ["BrokenCalendar", "read_calendar"]
MAX_OF_ONE_UID = 10_000
"""Events told under one UID: a series and its changes. No room is booked half as often."""
MAX_ONWARDS = 100
"""Changes of all that follow, of one series: each is looked at for every occurrence after it."""
_HEADS = ("VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT")
_NO_SERIES = Governing()
_QUOTED = 80
"""Characters of what cannot be read that are told."""


def read_calendar(
    text: bytes, *, calendar: str, zone: ZoneInfo, start: datetime, end: datetime, charset: str | None = None
) -> CalendarContents:
    """Every occurrence that touches [start, end), earliest first. Raises BrokenCalendar.

    *calendar* is the id that goes into the keys; *zone* is the site's, for floating times and whole days; *charset* is
    what the server named, for lines that are not UTF-8. What cannot be read is quarantined with a reason, event by event,
    and the rest of the text counts.
    """
    reader, whole = LineReader(charset), unfolded(text)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    effort = effort_of_file()
    heads = [*components_of(whole, _HEADS, reader)]  # before what they are said of, wherever they stand
    zones = ZonesOfText(zone, heads, end, effort)
    told = _read_all(components_of(whole, ("VEVENT",), reader), zones, cancelling=_cancelling(heads))
    governing = _standings(said for said in told.shared() if said.is_series or said.is_onwards)
    series = _standings(
        [
            *(said for said in told.shared() if said.is_series),
            *(broken.said for broken in told.broken if broken.said.is_onwards),
        ]
    )
    quarantined = [broken.quarantined(governing) for broken in told.broken]
    events: list[Event] = []
    for uid in [*told.groups]:
        group, above = told.groups.pop(uid), series.get(uid, _NO_SERIES)
        meetings = meetings_of(uid, group.vevents, group.cancellations, above, start, end, effort)
        events += (_event(calendar, meeting) for meeting in meetings.told)
        quarantined += (
            _quarantined(uid, why, vevent.details.standing.under(governing.get(uid, _NO_SERIES)), span_of(vevent))
            for vevent, why in meetings.refused
        )
    busy, unread = busy_times(components_of(whole, ("VFREEBUSY",), reader), zones, calendar, start, end)
    events += busy
    quarantined += unread
    events.sort(key=lambda event: (event.start, event.end, event.key))
    bad = sorted(quarantined, key=lambda event: (event.uid, event.reason))
    assumed = {Note.ENCODING: reader.guessed, Note.ZONE: zones.assumed}
    notes = frozenset(note for note, holds in assumed.items() if holds)
    return CalendarContents(tuple(events), tuple(bad), notes=notes).within(start, end)


@dataclass(slots=True)
class _Group:
    """All that is told under one UID."""

    vevents: list[Vevent] = field(default_factory=list)
    cancellations: list[Cancellation] = field(default_factory=list)


class _Said(NamedTuple):
    """How one VEVENT stands."""

    uid: str
    standing: Standing
    is_series: bool
    is_onwards: bool


class _Broken(NamedTuple):
    """A VEVENT that cannot be read: why, how it stands, and when it is as far as that can be known."""

    said: _Said
    why: Told
    standing: Standing
    span: Span
    partial: bool
    """As in Quarantined."""

    def quarantined(self, governing: Mapping[str, Governing]) -> Quarantined:
        """What is told of it; *governing* is by UID what stands above it."""
        standing = self.standing.under(governing.get(self.said.uid, _NO_SERIES))
        return _quarantined(self.said.uid, self.why, standing, self.span, partial=self.partial)


@dataclass(slots=True)
class _Told:
    """All VEVENTs of a text."""

    groups: dict[str, _Group] = field(default_factory=lambda: defaultdict(_Group))
    """What can be read, by UID."""
    broken: list["_Broken"] = field(default_factory=list)
    """There may be many."""
    said: list[_Said] = field(default_factory=list)
    limits: "_Limits" = field(default_factory=lambda: _Limits())

    def shared(self) -> Iterator[_Said]:
        """How those stand whose UID is that of several."""
        return (said for said in self.said if self.limits.told[said.uid] > 1)


def _read_all(components: Iterable[Component], zones: ZonesOfText, *, cancelling: Collection[int]) -> _Told:
    """*cancelling* are the calendar objects that take back what they name."""
    told = _Told()
    for component in components:
        standing = standing_of(component)
        said = _Said(uid_of(component), standing, is_series(component), is_onwards(component))
        told.said.append(said)
        try:
            told.limits.count(said)
            if component.calendar not in cancelling:
                vevent = read_vevent(component, standing, zones.of(component.calendar))
                told.groups[vevent.uid].vevents.append(vevent)
            elif taken_back := read_cancellation(component, standing, zones.of(component.calendar)):
                told.groups[taken_back.uid].cancellations.append(taken_back)
        except (Unreadable, OverflowError) as error:
            span = about_when(component, zones.of(component.calendar))
            if standing.public is None and not component.whole:
                standing = replace(standing, public=False)  # its CLASS may be among the lines that are lost
            told.broken.append(_Broken(said, reason_of(error), standing, span, bool(component.problem)))
    return told


def _cancelling(components: Iterable[Component]) -> frozenset[int]:
    """The calendar objects whose method is CANCEL."""
    methods = (
        (component.calendar, component.first("METHOD")) for component in components if component.name == "VCALENDAR"
    )
    return frozenset(number for number, line in methods if line and line.value.strip().upper() == "CANCEL")


@dataclass(slots=True)
class _Limits:
    """Counts the events told under each UID."""

    told: Counter[str] = field(default_factory=Counter)
    onwards: Counter[str] = field(default_factory=Counter)

    def count(self, said: _Said) -> None:
        """Raises Unreadable for an event that is too many."""
        if not said.uid:
            return
        self.told[said.uid] += 1
        self.onwards[said.uid] += said.is_onwards
        if self.told[said.uid] > MAX_OF_ONE_UID:
            raise Unreadable(f"more than {MAX_OF_ONE_UID} events have its UID", Reason.TOO_MUCH)
        if self.onwards[said.uid] > MAX_ONWARDS:
            raise Unreadable(f"more than {MAX_ONWARDS} changes of all that follow", Reason.TOO_MUCH)


def _standings(said: Iterable[_Said]) -> Mapping[str, Governing]:
    """How all that is told under each UID stands together: private if any of it is. No UID governs nothing."""
    public: dict[str, bool | None] = {}
    words: dict[str, list[Wording]] = {}
    for each in said:
        if each.uid:
            so_far, standing = public.get(each.uid), each.standing
            public[each.uid] = standing.public if so_far is None else so_far and standing.public is not False
            words.setdefault(each.uid, []).append(standing.own)
    return {uid: Governing(public[uid], (Governor(tuple(dict.fromkeys(told))),)) for uid, told in words.items()}


def _event(calendar: str, meeting: Meeting) -> Event:
    instance, details = meeting.instance, meeting.instance.content
    return Event(
        key=Key(calendar, meeting.uid, instance.recurrence),
        start=instance.start,
        end=instance.end,
        summary=details.summary,
        location=details.location,
        resources=details.resources,
        declined=details.declined,
        categories=details.categories,
        public=details.standing.public is not False,
        inherited=details.standing.inherited,
        status=details.status,
        transparent=details.transparent,
        free=details.free,
        all_day=details.all_day,
        organiser=details.organiser,
        link=details.link,
        sequence=details.sequence,
        stamp=details.stamp,
        single=meeting.single,
        replaced=meeting.replaced,
    )


def _quarantined(uid: str, why: Told, standing: Standing, span: Span, *, partial: bool = False) -> Quarantined:
    hidden, (title, categories) = standing.public is False, standing.own
    title = "" if hidden else title
    return Quarantined(
        uid,
        why.detail,
        hidden,
        categories,
        title,
        standing.inherited,
        kind=why.reason,
        about=plain(why.about, _QUOTED),
        start=span.start,
        until=span.until,
        partial=partial,
    )
