"""Calendar text in: every occurrence that touches a window, and the events that cannot be read, one by one.

What is told one by one and lies outside the window is told as well, apart: another calendar may have it within.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from schedules.bookings import CalendarContents, Event, Governor, Key, Note, Quarantined, Wording
from schedules.cancellations import Cancellation, read_cancellation
from schedules.contentlines import BrokenCalendar, Component, Unreadable, read_components, reason_of
from schedules.details import Governing, Standing, standing_of
from schedules.encodings import LineReader
from schedules.freebusy import busy_times
from schedules.meetings import Meeting, meetings_of
from schedules.rule_days import effort_of_file
from schedules.vevents import Vevent, is_onwards, is_series, read_vevent, uid_of
from schedules.zones import ZonesOfText

__all__ = ["BrokenCalendar", "read_calendar"]
MAX_OF_ONE_UID = 10_000
"""Events told under one UID: a series and its changes. No room is booked half as often."""
MAX_ONWARDS = 100
"""Changes of all that follow, of one series: each is looked at for every occurrence after it."""
_NO_SERIES = Governing()


def read_calendar(
    text: bytes, *, calendar: str, zone: ZoneInfo, start: datetime, end: datetime, charset: str | None = None
) -> CalendarContents:
    """Every occurrence that touches [start, end), earliest first. Raises BrokenCalendar.

    *calendar* is the id that goes into the keys; *zone* is the site's, for floating times and whole days; *charset* is
    what the server named, for lines that are not UTF-8. What cannot be read is quarantined with a reason, event by event,
    and the rest of the text counts.
    """
    reader = LineReader(charset)
    components = read_components(text, reader)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    effort = effort_of_file()
    zones = ZonesOfText(zone, (one for one in components if one.name == "VTIMEZONE"), end, effort)
    told = [one for one in components if one.name == "VEVENT"]
    groups, broken, is_shared = _groups(told, zones, cancelling=_cancelling(components))
    shared = [one for one in told if is_shared(uid_of(one))]
    governing = _standings(one for one in shared if is_series(one) or is_onwards(one))
    series = _standings([one for one in shared if is_series(one)] + [one for one, _ in broken if is_onwards(one)])
    quarantined = [_unreadable(component, reason, governing) for component, reason in broken]
    events: list[Event] = []
    for uid, group in groups.items():
        above = series.get(uid, _NO_SERIES)
        meetings = meetings_of(uid, group.vevents, group.cancellations, above, start, end, effort)
        events += (_event(calendar, meeting) for meeting in meetings.told)
        quarantined += (
            _quarantined(uid, reason, vevent.details.standing.under(governing.get(uid, _NO_SERIES)))
            for vevent, reason in meetings.refused
        )
    busy, unread = busy_times((one for one in components if one.name == "VFREEBUSY"), zones, calendar, start, end)
    events += busy
    quarantined += unread
    events.sort(key=lambda event: (event.start, event.end, event.key))
    bad = sorted(quarantined, key=lambda one: (one.uid, one.reason))
    assumed = {Note.ENCODING: reader.guessed, Note.ZONE: zones.assumed}
    notes = frozenset(note for note, holds in assumed.items() if holds)
    return CalendarContents(tuple(events), tuple(bad), notes=notes).within(start, end)


@dataclass(slots=True)
class _Group:
    """All that is told under one UID."""

    vevents: list[Vevent] = field(default_factory=list)
    cancellations: list[Cancellation] = field(default_factory=list)


_Broken = list[tuple[Component, str]]
"""With the reason: an error would keep alive all that was at hand when it was raised."""


def _groups(
    told: Iterable[Component], zones: ZonesOfText, *, cancelling: Collection[int]
) -> tuple[Mapping[str, _Group], _Broken, Callable[[str], bool]]:
    """What is told, by UID; what cannot be read; and whether a UID is that of several.

    *cancelling* are the objects that take back what they name.
    """
    groups: dict[str, _Group] = defaultdict(_Group)
    broken: _Broken = []
    limits = _Limits()
    for component in told:
        try:
            limits.count(component)
            if component.calendar not in cancelling:
                vevent = read_vevent(component, zones.of(component.calendar))
                groups[vevent.uid].vevents.append(vevent)
            elif taken_back := read_cancellation(component, zones.of(component.calendar)):
                groups[taken_back.uid].cancellations.append(taken_back)
        except (Unreadable, OverflowError) as error:
            broken.append((component, reason_of(error)))
    return groups, broken, lambda uid: limits.told[uid] > 1


def _cancelling(components: Iterable[Component]) -> frozenset[int]:
    """The calendar objects whose method is CANCEL."""
    methods = ((one.calendar, one.first("METHOD")) for one in components if one.name == "VCALENDAR")
    return frozenset(number for number, line in methods if line and line.value.strip().upper() == "CANCEL")


@dataclass(slots=True)
class _Limits:
    """Counts the events told under each UID."""

    told: Counter[str] = field(default_factory=Counter)
    onwards: Counter[str] = field(default_factory=Counter)

    def count(self, component: Component) -> None:
        """Raises Unreadable for one that is too many."""
        uid = uid_of(component)
        if not uid:
            return
        self.told[uid] += 1
        self.onwards[uid] += is_onwards(component)
        if self.told[uid] > MAX_OF_ONE_UID:
            raise Unreadable(f"more than {MAX_OF_ONE_UID} events have its UID")
        if self.onwards[uid] > MAX_ONWARDS:
            raise Unreadable(f"more than {MAX_ONWARDS} changes of all that follow")


def _standings(components: Iterable[Component]) -> Mapping[str, Governing]:
    """How all that is told under each UID stands together: private if any of it is. No UID governs nothing."""
    public: dict[str, bool | None] = {}
    words: dict[str, list[Wording]] = {}
    for component in components:
        uid, standing = uid_of(component), standing_of(component)
        if uid:
            so_far = public.get(uid)
            public[uid] = standing.public if so_far is None else so_far and standing.public is not False
            words.setdefault(uid, []).append(standing.own)
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


def _unreadable(component: Component, reason: str, governing: Mapping[str, Governing]) -> Quarantined:
    uid, standing = uid_of(component), standing_of(component)
    if standing.public is None and not component.whole:
        standing = replace(standing, public=False)  # its CLASS may be among the lines that are lost
    return _quarantined(uid, reason, standing.under(governing.get(uid, _NO_SERIES)))


def _quarantined(uid: str, reason: str, standing: Standing) -> Quarantined:
    hidden, (title, categories) = standing.public is False, standing.own
    return Quarantined(uid, reason, hidden, categories, "" if hidden else title, standing.inherited)
