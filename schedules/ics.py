"""Calendar text in: every occurrence that touches a window, and the events that cannot be read, one by one.

What is told one by one and lies outside the window is told as well, apart: another calendar may have it within.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from schedules.bookings import CalendarContents, Event, Governor, Key, Note, Quarantined, Wording
from schedules.contentlines import BrokenCalendar, Component, Unreadable, read_components
from schedules.details import Details, Governing, Standing, standing_of
from schedules.encodings import LineReader
from schedules.freebusy import busy_times
from schedules.recurrence import Change, Instance, Series, expand, original
from schedules.rule_days import Effort, effort_of_file
from schedules.vevents import Vevent, is_onwards, is_series, read_vevent, uid_of
from schedules.zones import ZonesOfText

__all__ = ["BrokenCalendar", "read_calendar"]
MAX_OF_ONE_UID = 10_000
"""Events told under one UID: a series and its changes. No room is booked half as often."""
MAX_ONWARDS = 100
"""Changes of all that follow, of one series: each is looked at for every occurrence after it."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
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
    broken: list[tuple[Component, Exception]] = []
    groups: dict[str, list[Vevent]] = {}
    limits = _Limits()
    for component in told:
        try:
            limits.count(component)
            vevent = read_vevent(component, zones.of(component.calendar))
        except (Unreadable, OverflowError) as error:
            broken.append((component, error))
        else:
            groups.setdefault(vevent.uid, []).append(vevent)
    governing = _standings(one for one in told if is_series(one) or is_onwards(one))
    series = _standings([one for one in told if is_series(one)] + [one for one, _ in broken if is_onwards(one)])
    quarantined = [_unreadable(component, error, governing) for component, error in broken]
    events: list[Event] = []
    for uid, vevents in groups.items():
        instances, refused = _instances(vevents, series.get(uid, _NO_SERIES), start, end, Effort(whole=effort))
        single = not any(one.recurrence or one.rules or one.dates for one in vevents)
        events += (_event(calendar, uid, instance, single=single) for instance in instances)
        quarantined += (
            _quarantined(uid, error, vevent.details.standing.under(governing.get(uid, _NO_SERIES)))
            for vevent, error in refused
        )
    busy, unread = busy_times((one for one in components if one.name == "VFREEBUSY"), zones, calendar, start, end)
    events += busy
    quarantined += unread
    events.sort(key=lambda event: (event.start, event.end, event.key))
    bad = sorted(quarantined, key=lambda one: (one.uid, one.reason))
    assumed = {Note.ENCODING: reader.guessed, Note.ZONE: zones.assumed}
    notes = frozenset(note for note, holds in assumed.items() if holds)
    return CalendarContents(tuple(events), tuple(bad), notes=notes).within(start, end)


_Refusals = list[tuple[Vevent, Exception]]


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


def _instances(
    vevents: Sequence[Vevent], governing: Governing, start: datetime, end: datetime, effort: Effort
) -> tuple[list[Instance[Details]], _Refusals]:
    """The instances of all VEVENTs with one UID; where the series cannot be worked out, its overrides may stand.

    *governing* is the series, whether it can be read or not.
    """
    master = max((one for one in vevents if one.recurrence is None), key=_revision, default=None)
    series = None if master is None else _series(master, governing)
    found, refused = _changes((one for one in vevents if one.recurrence is not None), series)
    changes = [*_governed(found, governing)]
    try:
        return expand(series, changes, start, end, effort), refused
    except (Unreadable, OverflowError) as error:
        return expand(None, changes, start, end, effort), [*refused, *((one, error) for one in (master,) if one)]


def _series(master: Vevent, governing: Governing) -> Series[Details]:
    details = _under(master.details, Governing(governing.public))
    return Series(master.start, master.length, details, master.rules, master.dates, master.excluded, master.exceptions)


def _changes(overrides: Iterable[Vevent], series: Series[Details] | None) -> tuple[list[Change[Details]], _Refusals]:
    """The newest override of each occurrence."""
    newest: dict[datetime, Vevent] = {}
    refused: _Refusals = []
    for one in overrides:
        try:
            recurrence = original(one.recurrence or one.start, series)
        except OverflowError as error:
            refused.append((one, error))
        else:
            newest[recurrence] = max(newest.get(recurrence, one), one, key=_revision)
    return [Change(at, one.start, one.length, one.details, one.onwards) for at, one in newest.items()], refused


def _governed(changes: Iterable[Change[Details]], governing: Governing) -> Iterator[Change[Details]]:
    """Each change under what it changes: the last change onwards before it, or the series, which is *governing*."""
    for change in sorted(changes, key=lambda one: one.recurrence):
        details = _under(change.content, governing)
        yield replace(change, content=details)
        if change.onwards:
            governing = details.standing.governing()


def _under(details: Details, governing: Governing) -> Details:
    return replace(details, standing=details.standing.under(governing))


def _revision(vevent: Vevent) -> tuple[int, datetime]:
    """Where one thing is told twice the highest SEQUENCE counts, then the latest DTSTAMP; max() takes the first of equals."""
    return vevent.details.sequence, vevent.details.stamp or _LONG_AGO


def _event(calendar: str, uid: str, instance: Instance[Details], *, single: bool) -> Event:
    details = instance.content
    return Event(
        key=Key(calendar, uid, instance.recurrence),
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
        organiser=details.organiser,
        link=details.link,
        sequence=details.sequence,
        stamp=details.stamp,
        single=single,
    )


def _unreadable(component: Component, error: Exception, governing: Mapping[str, Governing]) -> Quarantined:
    uid, standing = uid_of(component), standing_of(component)
    if standing.public is None and not component.whole:
        standing = replace(standing, public=False)  # its CLASS may be among the lines that are lost
    return _quarantined(uid, error, standing.under(governing.get(uid, _NO_SERIES)))


def _quarantined(uid: str, error: Exception, standing: Standing) -> Quarantined:
    hidden, (title, categories) = standing.public is False, standing.own
    return Quarantined(uid, _reason(error), hidden, categories, "" if hidden else title, standing.inherited)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else "its times are out of range"
