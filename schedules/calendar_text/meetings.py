"""All that a text tells under one UID: which meetings these are, their changes, and what is taken back of them. Pure.

A UID is one event's (RFC 5545 3.8.4.7), and some exporters give it to several. What differs in its begin under one SEQUENCE
is another meeting, as a rescheduling would have raised it (RFC 5546 2.1.4), and so is what differs in its place under
one SEQUENCE and DTSTAMP. What is older is told as replaced where it names another time or place.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from schedules.calendar_text.cancellations import Cancellation, take_back
from schedules.calendar_text.contentlines import Unreadable, reason_of
from schedules.calendar_text.details import Details, Governing
from schedules.calendar_text.recurrence import Change, Instance, Series, expand, is_excluded, original
from schedules.calendar_text.rule_days import Effort
from schedules.calendar_text.vevents import Vevent, begin_of, revision_of
from schedules.reasons import Told

Refusals = list[tuple[Vevent, Told]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One occurrence, and the UID it is kept under."""

    uid: str
    instance: Instance[Details]
    single: bool = False
    """All that is kept under this UID."""
    replaced: bool = False
    """It was told anew, at another time or place."""


@dataclass(slots=True)
class Meetings:
    """What one UID comes to, and what of it cannot be worked out."""

    told: list[Meeting] = field(default_factory=list)
    refused: Refusals = field(default_factory=list)

    def expand(
        self,
        master: Vevent,
        series: Series[Details],
        changes: Sequence[Change[Details]],
        window: tuple[datetime, datetime],
        file: Effort,
    ) -> Sequence[Instance[Details]]:
        """The instances of a master; the changes alone where it is refused, which is noted."""
        try:
            return expand(series, changes, *window, Effort(whole=file))
        except (Unreadable, OverflowError) as error:
            self.refused.append((master, reason_of(error)))
            return expand(None, changes, *window, Effort(whole=file))

    def tell_replaced(self, uid: str, vevent: Vevent, governing: Governing) -> None:
        """Tell of what was told anew, once, however often it comes."""
        details = replace(vevent.details, standing=vevent.details.standing.under(governing))
        try:
            start, end = vevent.start.instant(), vevent.length.end(vevent.start.wall, vevent.start.zone)
        except OverflowError as error:
            self.refused.append((vevent, reason_of(error)))
        else:
            self.told.append(Meeting(uid, Instance(start, start, end, details), single=True, replaced=True))


def meetings_of(
    uid: str,
    vevents: Sequence[Vevent],
    cancellations: Sequence[Cancellation],
    governing: Governing,
    start: datetime,
    end: datetime,
    file: Effort,
) -> Meetings:
    """The meetings of all VEVENTs with that UID, with those that a rule makes in and about [start, end).

    *governing* is the series, whether it can be read or not; *file* the effort of the whole text. Where a series cannot be
    worked out, its changes may stand.
    """
    if len(vevents) == 1 and not cancellations and vevents[0].is_plain:  # what most are
        return _alone(uid, vevents[0], governing)
    if not vevents:
        vevents, cancellations = [cancellation.event for cancellation in cancellations if cancellation.event], ()
    meetings = Meetings()
    masters, replaced = _told_apart([vevent for vevent in vevents if vevent.recurrence is None])
    series = _series(masters[0], governing) if masters else None
    overrides = [vevent for vevent in vevents if vevent.recurrence is not None]
    changes, lost = _changes(overrides, masters, series, meetings.refused)
    if cancellations:
        masters, changes = take_back(cancellations, masters, series, changes)
    for vevent in (*replaced, *lost):
        meetings.tell_replaced(uid, vevent, governing)
    governed = [*_governed((_change(at, change) for at, change in changes.items()), governing)]
    if not masters:
        meetings.told += (Meeting(uid, instance) for instance in expand(None, governed, start, end, Effort(whole=file)))
    for name, master in _named(uid, masters):
        first = master is masters[0]
        single = not (master.comes_again or (name == uid and (changes or len(masters) > 1)))
        found = meetings.expand(master, _series(master, governing), governed if first else (), (start, end), file)
        meetings.told += (
            Meeting(name, instance, single=single)
            for instance in found
            if first or name != uid or instance.recurrence not in changes
        )
    return meetings


def _alone(uid: str, vevent: Vevent, governing: Governing) -> Meetings:
    """A single event that nothing else is told of. Its times have been worked out once, and cannot be out of range."""
    start, end = vevent.start.instant(), vevent.length.end(vevent.start.wall, vevent.start.zone)
    details = _under(vevent.details, Governing(governing.public))
    return Meetings([Meeting(uid, Instance(start, start, end, details), single=True)])


def _told_apart(masters: Sequence[Vevent]) -> tuple[list[Vevent], list[Vevent]]:
    """The meetings, first that to which changes belong, and what was replaced by them."""
    if len(masters) <= 1:
        return [*masters], []
    newest = max(master.details.sequence for master in masters)
    begins: dict[datetime, list[Vevent]] = {}
    for master in masters:
        if master.details.sequence == newest:
            begins.setdefault(begin_of(master), []).append(master)
    kept: list[Vevent] = []
    for _, told in sorted(begins.items()):
        latest = max(map(revision_of, told))
        apart = {
            _kind(master): master for master in sorted(told, key=_words, reverse=True) if revision_of(master) == latest
        }
        kept += reversed(apart.values())
    main = max(kept, key=lambda master: (master.comes_again, revision_of(master)))
    places = {_place(master) for master in kept}
    words = {(revision_of(master), _place(master), _words(master)) for master in kept}
    revisions = {(revision_of(master), _place(master)) for master in kept}
    replaced = [
        master
        for master in masters
        if _place(master) not in places
        or (
            (revision_of(master), _place(master)) in revisions
            and (revision_of(master), _place(master), _words(master)) not in words
        )
    ]
    return [main, *(master for master in kept if master is not main)], replaced


def _place(vevent: Vevent) -> tuple[datetime, str, tuple[str, ...]]:
    """When it begins, and where."""
    return begin_of(vevent), vevent.details.location, vevent.details.resources


def _kind(vevent: Vevent) -> tuple[object, ...]:
    """What tells meetings of the same begin and revision apart."""
    return _place(vevent), vevent.rules, vevent.dates, vevent.details.status == "CANCELLED"


def _words(vevent: Vevent) -> tuple[str, str, str]:
    """What else they may say, in an order that is always the same."""
    return vevent.details.summary, vevent.details.location, str(vevent.length)


def _named(uid: str, masters: Sequence[Vevent]) -> Iterator[tuple[str, Vevent]]:
    """Each meeting under the UID, or under a UID of its own where another meeting has this UID and the same begin already."""
    taken: Counter[tuple[str, datetime]] = Counter()
    for master in masters:
        name, begin = uid, begin_of(master)
        if taken and (masters[0].comes_again or (name, begin) in taken):
            where = repr((begin.isoformat(), master.details.location, master.details.resources))
            name = f"{uid}~{hashlib.sha256(where.encode()).hexdigest()[:12]}"
        taken[name, begin] += 1
        yield name if taken[name, begin] == 1 else f"{name}~{taken[name, begin]}", master


def _series(master: Vevent, governing: Governing) -> Series[Details]:
    details = _under(master.details, Governing(governing.public))
    return Series(master.start, master.length, details, master.rules, master.dates, master.excluded, master.exceptions)


def _changes(
    overrides: Iterable[Vevent], masters: Sequence[Vevent], series: Series[Details] | None, refused: Refusals
) -> tuple[dict[datetime, Vevent], list[Vevent]]:
    """The newest override of each occurrence, but of those that the series has excluded since; and what they replace."""
    newest: dict[datetime, Vevent] = {}
    replaced: list[Vevent] = []
    for override in overrides:
        try:
            recurrence = original(override.recurrence or override.start, series)
        except OverflowError as error:
            refused.append((override, reason_of(error)))
            continue
        other = newest.get(recurrence, override)
        newest[recurrence] = max(other, override, key=revision_of)
        if revision_of(other) == revision_of(override) and _place(other) != _place(override):
            replaced.append(override)
    if series is not None and series.excluded:
        with suppress(OverflowError):  # such a series is refused as a whole
            excluded, since = is_excluded(series), revision_of(masters[0])
            newest = {
                at: change
                for at, change in newest.items()
                if change.onwards or revision_of(change) >= since or not excluded(at)
            }
    return newest, replaced


def _change(recurrence: datetime, vevent: Vevent) -> Change[Details]:
    return Change(recurrence, vevent.start, vevent.length, vevent.details, vevent.onwards)


def _governed(changes: Iterable[Change[Details]], governing: Governing) -> Iterator[Change[Details]]:
    """Each change under what it changes: the last change onwards before it, or the series, which is *governing*."""
    for change in sorted(changes, key=lambda change: change.recurrence):
        details = _under(change.content, governing)
        yield replace(change, content=details)
        if change.onwards:
            governing = details.standing.governing()


def _under(details: Details, governing: Governing) -> Details:
    standing = details.standing.under(governing)
    return details if standing is details.standing else replace(details, standing=standing)
