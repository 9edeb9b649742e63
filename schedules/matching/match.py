"""Which stored occurrence is the one that a calendar tells: by its key, moved to another time, or under a new UID. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schedules.bookings import Key, Occurrence
from schedules.events import Placed
from schedules.matching.changes import Added, Again, CalledOff, Change, Changed, Gone, Moved, Renamed, Told, Vanished
from schedules.matching.known import Known
from schedules.reasons import Reason

AGAIN = timedelta(milliseconds=1)
"""Later than any calendar can say: they know whole seconds."""
_CALLED_OFF = frozenset({Reason.CANCELLED, Reason.CALLED_OFF})


@dataclass(frozen=True, slots=True)
class Reading:
    """All that some calendars tell of [*now*, *until*)."""

    told: Mapping[str, Occurrence]
    """By the opaque ids of their keys."""
    now: datetime
    until: datetime
    called_off: Set[Key] = frozenset()
    """What is in its calendar as cancelled."""

    @classmethod
    def of(cls, placed: Placed, id_of: Callable[[Key], str], now: datetime, until: datetime) -> "Reading":
        """What the placed events of some calendars come to."""
        told = {id_of(occurrence.key): occurrence for occurrence in placed.occurrences}
        called_off = frozenset(event.key for event in placed.ignored if event.reason in _CALLED_OFF)
        return cls(told, now, until, called_off)


def again(key: Key) -> Key:
    """The key under which an occurrence of *key* takes place once more."""
    return replace(key, recurrence=key.recurrence + AGAIN)


def match(reading: Reading, stored: Iterable[Known], id_of: Callable[[Key], str]) -> Sequence[Change]:
    """What has to change in the store so that it says what calendars say: what they tell, then what is gone, by start.

    *stored* are at least the calendars' occurrences that are not over, and all that have the told ones' ids, or would have
    them as *id_of* gives them where they take place again. What lies wholly in the past stays as it was.
    """
    known = {each.id: each for each in stored}
    lasting = [each for each in known.values() if each.until > reading.now]
    told, anew = _once_more(_under_old_uids(reading.told, known), known, id_of)
    found = {told_id: known[told_id] for told_id in told if told_id in known}
    found |= _moved(told, found, lasting)
    renamed = _renamed(told, found, lasting)
    found |= renamed
    changes: list[tuple[datetime, str, Told]] = []
    for told_id, occurrence in told.items():
        before = found.get(told_id)
        if occurrence.end <= reading.now and (before is None or before.until <= reading.now):
            continue
        if before is None:
            added = Again(told_id, occurrence) if told_id in anew else Added(told_id, occurrence)
            changes.append((occurrence.start, told_id, added))
        elif told_id in renamed:
            changes.append((occurrence.start, told_id, Renamed(before.id, occurrence, alias=told_id)))
        elif not before.says(occurrence):
            changes.append((occurrence.start, told_id, _change(before, occurrence)))
    changes.sort(key=lambda change: change[:2])
    said = {each.id for each in found.values()}
    gone = [each for each in lasting if each.id not in said and each.occurrence.start < reading.until]
    return [*(change for _, _, change in changes), *_gone(gone, reading.called_off)]


def _under_old_uids(told: Mapping[str, Occurrence], known: Mapping[str, Known]) -> Mapping[str, Occurrence]:
    """*told*, with what came under a new UID before by the id that it has.

    Not where the old UID is told as well, or another occurrence has come under the new one.
    """
    there = {each.id for each in known.values() if not each.withdrawn}
    aliased = [(each.id, each.alias.id) for each in known.values() if each.alias is not None]
    old = {alias: known_id for known_id, alias in aliased if known_id not in told and alias not in there}
    return {old.get(told_id, told_id): occurrence for told_id, occurrence in told.items()} if old else told


def _once_more(
    told: Mapping[str, Occurrence], known: Mapping[str, Known], id_of: Callable[[Key], str]
) -> tuple[Mapping[str, Occurrence], Collection[str]]:
    """*told*, with each that was moved away from its session as another occurrence, and the ids of these."""
    placed: dict[str, Occurrence] = {}
    anew: set[str] = set()
    for told_id, occurrence in told.items():
        place, moved = told_id, occurrence
        while place in known and known[place].has_left(moved):
            moved = replace(moved, key=again(moved.key))
            place = id_of(moved.key)
            anew.add(place)
        placed[place] = moved
    return placed, anew


def _moved(told: Mapping[str, Occurrence], found: Mapping[str, Known], lasting: Iterable[Known]) -> Mapping[str, Known]:
    """Single events that were moved: known by their start, they come under another key and are the same event still.

    A session is the same event only as long as the event touches the session's time; else the session runs on by itself.
    """
    gone = [each for each in lasting if each.id not in told and not each.withdrawn]
    if not gone:
        return {}
    alone = Counter((occurrence.key.calendar, occurrence.key.uid) for occurrence in told.values())
    missing: dict[tuple[str, str], list[Known]] = {}
    for each in gone:
        key, uid = each.occurrence.key, each.newest_uid
        missing.setdefault((key.calendar, uid if (key.calendar, uid) in alone else key.uid), []).append(each)
    moved = {}
    for told_id, occurrence in told.items():
        event = (occurrence.key.calendar, occurrence.key.uid)
        if told_id not in found and alone[event] == 1 and len(missing.get(event, ())) == 1:
            [before] = missing[event]
            if before.can_be(occurrence):
                moved[told_id] = before
    return moved


def _renamed(
    told: Mapping[str, Occurrence], found: Mapping[str, Known], lasting: Iterable[Known]
) -> Mapping[str, Known]:
    """What came as another went, all else the same: feeds make new UIDs, some at each fetch.

    An event is the same if calendar, rooms, start, end, title and organiser are. Twins are left out: nobody knows which is which.
    """
    said = {each.id for each in found.values()}
    went: dict[object, list[Known]] = {}
    for each in lasting:
        if each.id not in said and not each.withdrawn:
            went.setdefault(_looks(each.occurrence), []).append(each)
    if not went:
        return {}
    came: dict[object, list[str]] = {}
    for told_id, occurrence in told.items():
        if told_id not in found:
            came.setdefault(_looks(occurrence), []).append(told_id)
    return {ids[0]: went[looks][0] for looks, ids in came.items() if len(ids) == 1 == len(went.get(looks, ()))}


def _looks(occurrence: Occurrence) -> object:
    return (
        occurrence.key.calendar,
        frozenset(occurrence.rooms),
        occurrence.start,
        occurrence.end,
        occurrence.title,
        occurrence.organiser,
    )


def _change(before: Known, told: Occurrence) -> Told:
    """The change from what is stored to what is told of the same occurrence."""
    times = (before.occurrence.start, before.occurrence.end)
    if times == (told.start, told.end) and before.is_in(told.rooms):
        return Changed(before.id, told)
    return Moved(before.id, told)


def _gone(gone: Iterable[Known], called_off: Set[Key]) -> Iterable[Gone]:
    """What its calendar has no more, or as cancelled; what is known to be gone is no news."""
    news = [each for each in gone if not each.withdrawn]
    for each in sorted(news, key=lambda known: (known.occurrence.start, known.id)):
        yield CalledOff(each.id) if not called_off.isdisjoint(_keys(each)) else Vanished(each.id)


def _keys(known: Known) -> Sequence[Key]:
    """All that its calendar may call it."""
    key = known.occurrence.key
    return [key, replace(key, uid=known.newest_uid)]
