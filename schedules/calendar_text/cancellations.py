"""What calendar objects with METHOD:CANCEL take back (RFC 5546 3.2.5): an event, some of its occurrences, or its rooms. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from schedules.calendar_text.contentlines import Component, Unreadable
from schedules.calendar_text.details import Details, Standing, details_of
from schedules.calendar_text.moments import Moment
from schedules.calendar_text.recurrence import Series, original
from schedules.calendar_text.vevents import (
    Revision,
    Vevent,
    begin_of,
    is_onwards,
    read_moment,
    read_vevent,
    revision_of,
    uid_of,
)
from schedules.calendar_text.zones import Zones
from schedules.reasons import Reason

_NEVER = datetime.max.replace(tzinfo=UTC)
_NEWEST = 10**9  # above any SEQUENCE that is read


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What one VEVENT of such an object takes back; *recurrence*: of that occurrence alone, or with *onwards* from it on."""

    uid: str
    revision: Revision
    begin: datetime | None
    """Where the event begins that it names, if it says so: one UID may stand for several."""
    recurrence: Moment | None
    onwards: bool
    uninvited: tuple[str, ...]
    """The rooms that need not come; none where the event does not take place at all."""
    event: Vevent | None
    """The event as it is told here, cancelled; for texts that tell nothing else of it."""

    def take_back(self, told: Vevent) -> Vevent:
        """The same cancelled, or without the rooms that need not come; told as new as this if it is newer."""
        details = told.details
        if self.uninvited:
            coming = tuple(resource for resource in details.resources if resource not in self.uninvited)
            details = replace(details, resources=coming, declined=(*details.declined, *self.uninvited))
        else:
            details = cancelled(details)
        sequence, stamp = self.revision
        if sequence < _NEWEST and stamp < _NEVER:
            details = replace(details, sequence=sequence, stamp=stamp)
        return replace(told, details=details)


def cancelled(details: Details) -> Details:
    """The same of an event that does not take place."""
    return replace(details, status="CANCELLED")


def read_cancellation(component: Component, standing: Standing, zones: Zones) -> Cancellation | None:
    """What the VEVENT, which has that standing, takes back; None where it only uninvites people. Raises Unreadable and OverflowError.

    Without STATUS:CANCELLED it uninvites the attendees it names, as far as there are any.
    """
    if component.problem:
        raise Unreadable(component.problem, Reason.DAMAGED)
    uid = uid_of(component)
    if not uid:
        raise Unreadable("no UID")
    details = details_of(component, standing)
    some = bool(component.first("ATTENDEE")) and details.status != "CANCELLED"
    rooms = (*details.resources, *details.declined)
    if some and not rooms:
        return None
    recurrence = component.first("RECURRENCE-ID")
    event = _event(component, standing, zones)
    return Cancellation(
        uid=uid,
        # A cancellation without SEQUENCE or DTSTAMP, which it must have, is taken for the newest.
        revision=(details.sequence if component.first("SEQUENCE") else _NEWEST, details.stamp or _NEVER),
        begin=begin_of(event) if event else None,
        recurrence=read_moment(recurrence, zones) if recurrence else None,
        onwards=is_onwards(component),
        uninvited=rooms if some else (),
        event=replace(event, details=cancelled(details)) if event and not some else None,
    )


def take_back(
    cancellations: Sequence[Cancellation],
    masters: Sequence[Vevent],
    series: Series[Details] | None,
    changes: Mapping[datetime, Vevent],
) -> tuple[list[Vevent], dict[datetime, Vevent]]:
    """The same meetings and changes of one UID, cancelled where that was written after them.

    Changes belong to the first of *masters*, which *series* is.
    """
    whole = _of_meetings(cancellations, {begin_of(master) for master in masters})
    of_all, of_main = whole.get(None), [whole.get(begin_of(master)) for master in masters[:1]]
    at_once = [
        (cancellation, _meant(cancellation.recurrence, series))
        for cancellation in cancellations
        if cancellation.recurrence
    ]
    single = _newest((cancellation, at) for cancellation, at in at_once if not cancellation.onwards)
    onwards = _newest((cancellation, at) for cancellation, at in at_once if cancellation.onwards)
    changed = {at: _after(change, *of_main, of_all, single.get(at)) for at, change in changes.items()}
    left = [
        _after(
            master, whole.get(begin_of(master)), of_all, None if master.comes_again else single.get(begin_of(master))
        )
        for master in masters
    ]
    main = left[0] if left and left[0].comes_again else None
    for at, cancellation in single.items():
        if main and at and at not in changed and (occurrence := _occurrence(main, at)):
            changed[at] = cancellation.take_back(occurrence)
    for at, cancellation in onwards.items():
        changed = {other: _after(told, cancellation) if at and other >= at else told for other, told in changed.items()}
        left = [
            _after(told, cancellation) if at and not told.comes_again and begin_of(told) >= at else told
            for told in left
        ]
        if main and at and (occurrence := _occurrence(main, at)):
            changed[at] = replace(cancellation.take_back(occurrence), onwards=True)
    return left, changed


def _of_meetings(
    cancellations: Iterable[Cancellation], begins: Collection[datetime]
) -> Mapping[datetime | None, Cancellation]:
    """The newest cancellation of each whole meeting, by when that begins; by None the newest of all, which names none."""
    return _newest(
        (cancellation, cancellation.begin if cancellation.begin in begins else None)
        for cancellation in cancellations
        if not cancellation.recurrence
    )


def _meant(recurrence: Moment, series: Series[Details] | None) -> datetime | None:
    try:
        return original(recurrence, series)
    except OverflowError:
        return None


def _newest(told: Iterable[tuple[Cancellation, datetime | None]]) -> Mapping[datetime | None, Cancellation]:
    """The newest for each time."""
    found: dict[datetime | None, Cancellation] = {}
    for cancellation, at in told:
        found[at] = max(found.get(at, cancellation), cancellation, key=lambda each: each.revision)
    return found


def _after(told: Vevent, *cancellations: Cancellation | None) -> Vevent:
    """What is left of it after those that were written after it."""
    for cancellation in cancellations:
        if cancellation is not None and revision_of(told) <= cancellation.revision:
            told = cancellation.take_back(told)
    return told


def _occurrence(master: Vevent, at: datetime) -> Vevent | None:
    """The occurrence of a series that was first meant for that instant, by itself; none at the ends of the calendar."""
    try:
        start = replace(master.start, wall=at.astimezone(master.start.zone).replace(tzinfo=None))
        master.length.end(start.wall, start.zone)
    except OverflowError:
        return None
    return Vevent(master.uid, start, master.length, master.details, recurrence=start)


def _event(component: Component, standing: Standing, zones: Zones) -> Vevent | None:
    """The VEVENT itself, which need not tell when it is."""
    try:
        return read_vevent(component, standing, zones)
    except (Unreadable, OverflowError):
        return None
