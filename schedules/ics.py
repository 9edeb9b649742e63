"""Calendar text in: every occurrence that touches a window, and the events that cannot be read, one by one.

What is told one by one and lies outside the window is told as well, apart: another calendar may have it within.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from schedules.bookings import CalendarContents, Event, Key, Quarantined
from schedules.contentlines import BrokenCalendar, Component, Unreadable, read_components
from schedules.recurrence import Change, Instance, Series, expand, original
from schedules.vevents import Details, Vevent, categories_of, public_of, read_vevent, title_of, uid_of
from schedules.zones import Zones

__all__ = ["BrokenCalendar", "read_calendar"]
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def read_calendar(text: bytes, *, calendar: str, zone: ZoneInfo, start: datetime, end: datetime) -> CalendarContents:
    """Every occurrence that touches [start, end), earliest first. Raises BrokenCalendar.

    *calendar* is the id that goes into the keys; *zone* is the site's, for floating times and whole days. What cannot
    be read is quarantined with a reason, event by event, and the rest of the text counts.
    """
    components = read_components(text)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    zones = Zones(zone, (one for one in components if one.name == "VTIMEZONE"), end)
    told = [one for one in components if one.name == "VEVENT"]
    private = {uid_of(one) for one in told if public_of(one) is False and not one.first("RECURRENCE-ID")}
    quarantined: list[Quarantined] = []
    groups: dict[str, list[Vevent]] = {}
    for component in told:
        try:
            vevent = read_vevent(component, zones)
        except (Unreadable, OverflowError) as error:
            quarantined.append(_unreadable(component, error, private))
        else:
            groups.setdefault(vevent.uid, []).append(vevent)
    events: list[Event] = []
    for vevents in groups.values():
        instances, refused = _instances(vevents, start, end)
        single = not any(one.recurrence or one.rules or one.dates for one in vevents)
        events += (_event(calendar, vevents[0].uid, instance, private, single=single) for instance in instances)
        quarantined += (_refused(vevent, error, private) for vevent, error in refused)
    events.sort(key=lambda event: (event.start, event.end, event.key))
    bad = sorted(quarantined, key=lambda one: (one.uid, one.reason))
    return CalendarContents(tuple(events), tuple(bad)).within(start, end)


_Refusals = list[tuple[Vevent, Exception]]


def _instances(vevents: Sequence[Vevent], start: datetime, end: datetime) -> tuple[list[Instance[Details]], _Refusals]:
    """The instances of all VEVENTs with one UID; where the series cannot be worked out, its overrides may stand."""
    master = max((one for one in vevents if one.recurrence is None), key=_revision, default=None)
    series = None if master is None else _series(master)
    changes, refused = _changes((one for one in vevents if one.recurrence is not None), series)
    try:
        return expand(series, changes, start, end), refused
    except (Unreadable, OverflowError) as error:
        return expand(None, changes, start, end), [*refused, *((one, error) for one in (master,) if one)]


def _series(master: Vevent) -> Series[Details]:
    return Series(master.start, master.length, master.details, master.rules, master.dates, master.excluded)


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


def _revision(vevent: Vevent) -> tuple[int, datetime]:
    """Where one thing is told twice the highest SEQUENCE counts, then the latest DTSTAMP; max() takes the first of equals."""
    return vevent.details.sequence, vevent.details.stamp or _LONG_AGO


def _event(calendar: str, uid: str, instance: Instance[Details], private: AbstractSet[str], *, single: bool) -> Event:
    details = instance.content
    return Event(
        key=Key(calendar, uid, instance.recurrence),
        start=instance.start,
        end=instance.end,
        summary=details.summary,
        location=details.location,
        resources=details.resources,
        categories=details.categories,
        # An override without CLASS would be public by the letter; of a private series it stays private.
        public=uid not in private if details.public is None else details.public,
        status=details.status,
        transparent=details.transparent,
        organiser=details.organiser,
        link=details.link,
        sequence=details.sequence,
        stamp=details.stamp,
        single=single,
    )


def _unreadable(component: Component, error: Exception, private: AbstractSet[str]) -> Quarantined:
    uid, public = uid_of(component), public_of(component)
    hidden = public is False or (public is None and (uid in private or not component.whole))
    return Quarantined(uid, _reason(error), hidden, categories_of(component), "" if hidden else title_of(component))


def _refused(vevent: Vevent, error: Exception, private: AbstractSet[str]) -> Quarantined:
    public = vevent.details.public
    hidden = public is False or (public is None and vevent.uid in private)
    title = "" if hidden else vevent.details.summary
    return Quarantined(vevent.uid, _reason(error), hidden, vevent.details.categories, title)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else "its times are out of range"
