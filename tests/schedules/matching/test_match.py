"""What a reading of calendars changes: each change by its name, and all of them together make the store say what is told."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.bookings import Key, Occurrence
from schedules.matching.changes import Added, Again, CalledOff, Change, Changed, Gone, Moved, Renamed, Vanished
from schedules.matching.known import Alias, Had, Known
from schedules.matching.match import Reading, again, match

NOW = datetime(2026, 10, 20, 8, tzinfo=UTC)
UNTIL = NOW + timedelta(days=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def id_of(key: Key) -> str:
    return f"{key.uid}/{key.recurrence.timestamp():.3f}"


def meeting(uid: str, hours: float, length: float = 1, *, key: datetime | None = None, title: str = "") -> Occurrence:
    """A meeting that begins so many hours from now; a single one, if no *key* says which day of a series it is."""
    start = NOW + hours * HOUR
    return Occurrence(Key("sale", uid, key or start), start, start + length * HOUR, title or uid, ("sala-1",), None)


def stored(occurrence: Occurrence, **what: object) -> Known:
    known = Known(id_of(occurrence.key), occurrence, occurrence.end)
    return replace(known, **what)  # type: ignore[arg-type]


def session(known: Known) -> Known:
    """The same as a session in its room."""
    booked = known.occurrence
    return replace(known, sessions=(Had(booked.rooms[0], booked.start, booked.end),))


def changes_of(known: Sequence[Known], told: Sequence[Occurrence], called_off: Sequence[Key] = ()) -> Sequence[Change]:
    by_id = {id_of(occurrence.key): occurrence for occurrence in told}
    return match(Reading(by_id, NOW, UNTIL, frozenset(called_off)), known, id_of)


MEETING = meeting("a", 5)
STORED = stored(MEETING)
DAYS = [meeting("serie", 24 * day, key=NOW + day * DAY) for day in range(3)]


@dataclass(frozen=True)
class Case:
    """What is stored, what is told, and what that is called."""

    name: str
    known: Sequence[Known]
    told: Sequence[Occurrence]
    changes: Sequence[Change]
    called_off: Sequence[Key] = ()


def moved(occurrence: Occurrence, hours: float) -> Occurrence:
    return replace(occurrence, start=occurrence.start + hours * HOUR, end=occurrence.end + hours * HOUR)


def single(occurrence: Occurrence) -> Occurrence:
    """With the key of a single event, which is known by its start."""
    return replace(occurrence, key=replace(occurrence.key, recurrence=occurrence.start))


RETITLED, LONGER = replace(MEETING, title="altro"), replace(MEETING, end=MEETING.end + HOUR)
LATER, ELSEWHERE = single(moved(MEETING, 48)), replace(MEETING, rooms=("sala-2",))
UNDER_B = replace(MEETING, key=replace(MEETING.key, uid="b"))
DAY_LATER = moved(DAYS[0], 48)
ONCE_MORE = replace(DAY_LATER, key=again(DAY_LATER.key))
PAST = meeting("a", -5)
CASES = [
    Case("the same", [STORED], [MEETING], []),
    Case("new", [], [MEETING], [Added(STORED.id, MEETING)]),
    Case("another title", [STORED], [RETITLED], [Changed(STORED.id, RETITLED)]),
    Case("back", [replace(STORED, withdrawn=True)], [MEETING], [Changed(STORED.id, MEETING)]),
    Case("longer", [STORED], [LONGER], [Moved(STORED.id, LONGER)]),
    Case("another room", [STORED], [ELSEWHERE], [Moved(STORED.id, ELSEWHERE)]),
    Case("another day", [STORED], [LATER], [Moved(STORED.id, LATER)]),
    Case(
        "a day of a series moved", [*map(stored, DAYS)], [DAY_LATER, *DAYS[1:]], [Moved(id_of(DAYS[0].key), DAY_LATER)]
    ),
    Case("another UID", [STORED], [UNDER_B], [Renamed(STORED.id, UNDER_B, alias=id_of(UNDER_B.key))]),
    Case(
        "the same under its alias",
        [replace(STORED, alias=Alias(id_of(UNDER_B.key), "b"))],
        [UNDER_B],
        [],
    ),
    Case("gone", [STORED], [], [Vanished(STORED.id)]),
    Case("known to be gone", [replace(STORED, withdrawn=True)], [], []),
    Case("cancelled", [STORED], [], [CalledOff(STORED.id)], [MEETING.key]),
    Case(
        "cancelled under its alias",
        [replace(STORED, alias=Alias(id_of(UNDER_B.key), "b"))],
        [],
        [CalledOff(STORED.id)],
        [UNDER_B.key],
    ),
    Case(
        "moved away from its session",
        [session(stored(DAYS[0]))],
        [DAY_LATER],
        [Again(id_of(ONCE_MORE.key), ONCE_MORE), Vanished(id_of(DAYS[0].key))],
    ),
    Case(
        "moved once more",
        [replace(session(stored(DAYS[0])), withdrawn=True), stored(ONCE_MORE)],
        [moved(DAY_LATER, 1)],
        [Moved(id_of(ONCE_MORE.key), replace(moved(DAY_LATER, 1), key=ONCE_MORE.key))],
    ),
    Case("past", [], [PAST], []),
    Case(
        "past but stored as coming",
        [stored(moved(PAST, 10), id=id_of(PAST.key))],
        [PAST],
        [Moved(id_of(PAST.key), PAST)],
    ),
    Case("gone and past", [stored(PAST)], [], []),
    Case("gone and past but extended", [stored(PAST, until=NOW + HOUR)], [], [Vanished(id_of(PAST.key))]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_match_given_what_is_stored_when_calendars_tell_it_so_then_the_change_has_its_name(case: Case) -> None:
    assert changes_of(case.known, case.told, case.called_off) == case.changes


def test_match_given_changes_of_all_kinds_when_found_then_what_is_gone_comes_last_and_all_by_start() -> None:
    known = [stored(meeting("weg", 1)), stored(meeting("b", 7)), stored(meeting("off", 0.5))]
    told = [meeting("b", 7, title="altro"), meeting("c", 9), meeting("a", 3)]

    found = changes_of(known, told, [meeting("off", 0.5).key])

    assert [(type(change), change.id[:1]) for change in found] == [
        *((Added, "a"), (Changed, "b"), (Added, "c"), (CalledOff, "o"), (Vanished, "w")),
    ]


# --- whatever is stored and told


@dataclass
class Shelf:
    """A store of a few lines: it does what each change says, and nothing else."""

    rows: dict[str, Known] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        if isinstance(change, Gone):
            self.rows[change.id] = replace(self.rows[change.id], withdrawn=True)
            return
        told = change.told
        if isinstance(change, Added | Again):
            assert change.id not in self.rows
            self.rows[change.id] = Known(change.id, told, told.end)
            return
        before = self.rows[change.id]
        alias = before.alias
        if isinstance(change, Renamed):
            assert [
                *(before.occurrence.title, before.occurrence.start, before.occurrence.end),
            ] == [told.title, told.start, told.end]
            self._take_away(change.alias)
            alias = Alias(change.alias, told.key.uid)
        rooms = (*told.rooms, *({had.room for had in before.sessions} - set(told.rooms)))
        occurrence = replace(told, key=before.occurrence.key, rooms=rooms)
        self.rows[change.id] = replace(before, occurrence=occurrence, until=told.end, withdrawn=False, alias=alias)

    def says(self, what: Callable[[Occurrence], object]) -> Counter[object]:
        """Of all that is not over and not gone."""
        there = [each.occurrence for each in self.rows.values() if not each.withdrawn]
        return Counter(what(occurrence) for occurrence in there if occurrence.end > NOW)

    def _take_away(self, alias: str) -> None:
        for each in self.rows.values():
            if each.alias is not None and each.alias.id == alias:
                self.rows[each.id] = replace(each, alias=None)


def in_words(occurrence: Occurrence) -> object:
    return (occurrence.start, occurrence.end, occurrence.title)


def with_rooms(occurrence: Occurrence) -> object:
    return (in_words(occurrence), frozenset(occurrence.rooms))


UIDS = st.sampled_from("abc")
PLACES = st.sampled_from([-3.0, -0.5, 1.0, 2.0, 50.0])
ROOMS = st.sampled_from([("sala-1",), ("sala-2",), ("sala-1", "sala-2")])


@st.composite
def occurrences(draw: st.DrawFn) -> Occurrence:
    """One of a small world, so that times, titles and UIDs meet again and again."""
    found = meeting(draw(UIDS), draw(PLACES), draw(st.sampled_from([1, 2])), title=draw(st.sampled_from("tu")))
    if draw(st.booleans()):
        found = replace(found, key=replace(found.key, recurrence=NOW + draw(PLACES) * HOUR))
    return replace(found, rooms=draw(ROOMS))


@st.composite
def shelves(draw: st.DrawFn) -> Mapping[str, Known]:
    """What may be stored: one row for each key, one alias at most for each row and each UID."""
    rows: dict[str, Known] = {}
    aliases: set[str] = set()
    for occurrence in draw(st.lists(occurrences(), max_size=5, unique_by=lambda each: each.key)):
        known = stored(occurrence, withdrawn=draw(st.booleans()))
        if occurrence.start < NOW and draw(st.booleans()):
            known = session(known)
        uid = draw(UIDS)
        alias = Alias(id_of(replace(occurrence.key, uid=uid)), uid)
        if uid != occurrence.key.uid and alias.id not in aliases:
            aliases.add(alias.id)
            known = replace(known, alias=alias)
        rows[known.id] = known
    return rows


TOLD = st.lists(occurrences(), max_size=5, unique_by=lambda each: each.key)


@given(rows=shelves(), told=TOLD)
def test_match_given_anything_when_its_changes_are_applied_then_the_store_says_just_what_is_told(
    rows: Mapping[str, Known], told: Sequence[Occurrence]
) -> None:
    shelf = Shelf(dict(rows))

    found = changes_of(list(rows.values()), told)
    for change in found:
        shelf.apply(change)

    coming = [occurrence for occurrence in told if occurrence.end > NOW]
    assert shelf.says(in_words) == Counter(map(in_words, coming))
    assert max(Counter(change.id for change in found).values(), default=1) == 1
    if not any(known.sessions for known in rows.values()):  # these stay in their rooms, whatever is told
        assert shelf.says(with_rooms) == Counter(map(with_rooms, coming))
        assert changes_of(list(shelf.rows.values()), told) == []


@given(rows=shelves(), told=TOLD)
def test_match_given_the_same_in_another_order_when_found_then_the_changes_are_the_same(
    rows: Mapping[str, Known], told: Sequence[Occurrence]
) -> None:
    assert changes_of([*rows.values()][::-1], told) == changes_of([*rows.values()], told)
