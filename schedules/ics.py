"""Calendar text in: every occurrence that touches a window, and the events that cannot be read, one by one.

What is told one by one and lies outside the window is told as well, apart: another calendar may have it within.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from schedules.bookings import CalendarContents, Event, Key, Quarantined
from schedules.contentlines import BrokenCalendar, Component, Unreadable, read_components
from schedules.recurrence import Change, Instance, Series, expand, original
from schedules.rule_days import Effort, effort_of_file
from schedules.vevents import Details, Standing, Vevent, is_onwards, is_series, read_vevent, standing_of, uid_of
from schedules.zones import Zones

__all__ = ["BrokenCalendar", "read_calendar"]
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NO_SERIES = Standing(None, ())


def read_calendar(text: bytes, *, calendar: str, zone: ZoneInfo, start: datetime, end: datetime) -> CalendarContents:
    """Every occurrence that touches [start, end), earliest first. Raises BrokenCalendar.

    *calendar* is the id that goes into the keys; *zone* is the site's, for floating times and whole days. What cannot
    be read is quarantined with a reason, event by event, and the rest of the text counts.
    """
    components = read_components(text)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    effort = effort_of_file()
    zones = Zones(zone, (one for one in components if one.name == "VTIMEZONE"), end, effort)
    told = [one for one in components if one.name == "VEVENT"]
    broken: list[tuple[Component, Exception]] = []
    groups: dict[str, list[Vevent]] = {}
    for component in told:
        try:
            vevent = read_vevent(component, zones)
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
    events.sort(key=lambda event: (event.start, event.end, event.key))
    bad = sorted(quarantined, key=lambda one: (one.uid, one.reason))
    return CalendarContents(tuple(events), tuple(bad)).within(start, end)


_Refusals = list[tuple[Vevent, Exception]]


def _standings(components: Iterable[Component]) -> Mapping[str, Standing]:
    """How all that is told under each UID stands together: private if any of it is."""
    found: dict[str, Standing] = {}
    for component in components:
        uid, own = uid_of(component), standing_of(component)
        so_far = found.get(uid, _NO_SERIES)
        public = own.public if so_far.public is None else so_far.public and own.public is not False
        found[uid] = Standing(public, (*so_far.words, *own.words))
    return found


def _instances(
    vevents: Sequence[Vevent], standing: Standing, start: datetime, end: datetime, effort: Effort
) -> tuple[list[Instance[Details]], _Refusals]:
    """The instances of all VEVENTs with one UID; where the series cannot be worked out, its overrides may stand.

    *standing* is that of the series, whether it can be read or not.
    """
    master = max((one for one in vevents if one.recurrence is None), key=_revision, default=None)
    series = None if master is None else _series(master, standing)
    found, refused = _changes((one for one in vevents if one.recurrence is not None), series)
    changes = [*_governed(found, standing)]
    try:
        return expand(series, changes, start, end, effort), refused
    except (Unreadable, OverflowError) as error:
        return expand(None, changes, start, end, effort), [*refused, *((one, error) for one in (master,) if one)]


def _series(master: Vevent, standing: Standing) -> Series[Details]:
    details = _standing(master.details, Standing(standing.public, ()))
    return Series(master.start, master.length, details, master.rules, master.dates, master.excluded)


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


def _governed(changes: Iterable[Change[Details]], standing: Standing) -> Iterator[Change[Details]]:
    """Each change under what it changes: the last change onwards before it, or the series, which has *standing*."""
    for change in sorted(changes, key=lambda one: one.recurrence):
        details = _standing(change.content, standing)
        yield replace(change, content=details)
        if change.onwards:
            standing = details.standing


def _standing(details: Details, governor: Standing) -> Details:
    return replace(details, standing=details.standing.under(governor))


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
        categories=details.categories,
        public=details.standing.public is not False,
        inherited=details.standing.words[1:],
        status=details.status,
        transparent=details.transparent,
        organiser=details.organiser,
        link=details.link,
        sequence=details.sequence,
        stamp=details.stamp,
        single=single,
    )


def _unreadable(component: Component, error: Exception, governing: Mapping[str, Standing]) -> Quarantined:
    uid, standing = uid_of(component), standing_of(component)
    if standing.public is None and not component.whole:
        standing = Standing(public=False, words=standing.words)  # its CLASS may be among the lines that are lost
    return _quarantined(uid, error, standing.under(governing.get(uid, _NO_SERIES)))


def _quarantined(uid: str, error: Exception, standing: Standing) -> Quarantined:
    hidden, ((title, categories), *inherited) = standing.public is False, standing.words
    return Quarantined(uid, _reason(error), hidden, categories, "" if hidden else title, tuple(inherited))


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else "its times are out of range"
