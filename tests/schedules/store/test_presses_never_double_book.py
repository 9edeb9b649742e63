"""Whatever people press and change in whatever order: a room is never two bookings' at once, and plan and occupancies agree.

A few lines reckon beside the store, from the rules as people know them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from orchestrator.migrations.schema import upgrade
from schedules.bookings import Key, Occurrence, OverrideKind, Phase
from schedules.identity import opaque_id
from schedules.planning.situation import Press, PressRefused
from schedules.store.changing import Unchangeable, change
from schedules.store.database import Database, open_database
from schedules.store.diary import BookingClash, NoSuchBooking
from schedules.store.inputs import key_of, occurrence_of, room_timeline
from schedules.store.presses import booked_at_panel, press_button
from schedules.store.sessions import pin_due
from schedules.store.sites import wish_site
from schedules.store.sync import record
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction

ROOM = "sala-1"
SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"

[[rooms]]
id = "sala-1"
name = "Sala 1"
"""
MORNING = datetime(2026, 10, 20, 6, tzinfo=UTC)
DAY_END = datetime(2026, 10, 20, 22, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATER = st.sampled_from([-1, 0, 5, 15, 15, 30, 30, 60, 900]).map(timedelta(minutes=1).__mul__)
LENGTHS = st.sampled_from([15, 30, 30, 45, 90, 1, 0, 300, 1441]).map(timedelta(minutes=1).__mul__)
NOTHING = st.none()
PRESSES = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([15, 30, 0, 1, 14, 120]), NOTHING),
    st.tuples(st.just("book"), LATER, LENGTHS),
    st.tuples(st.just("book"), LATER, LENGTHS),
    st.tuples(st.just("start"), NOTHING, LENGTHS),
    st.tuples(st.just("extend"), NOTHING, LENGTHS),
    st.tuples(st.just("end"), NOTHING, NOTHING),
    st.tuples(st.just("cancel"), st.integers(0, 2), NOTHING),
    st.tuples(st.just("cancel"), st.integers(0, 2), NOTHING),
    st.tuples(st.just("change"), st.integers(0, 2), st.tuples(LATER, LENGTHS)),
    st.tuples(st.just("change"), st.integers(0, 2), st.tuples(LATER, LENGTHS)),
    st.tuples(st.just("lengthen"), st.integers(0, 2), LENGTHS),
)


@dataclass
class Mine:
    """A booking as it is reckoned beside the store."""

    start: datetime
    end: datetime
    at_panel: bool


@dataclass
class Day:
    """A store, and what it should hold."""

    db: Transaction
    now: datetime = MORNING
    kept: dict[str, Mine] = field(default_factory=dict)
    """By id, without those that were taken back."""
    made: list[str] = field(default_factory=list)
    below: str | None = None
    """A whole day that yields, of which the reckoning knows nothing: it may never matter."""

    def live(self) -> str | None:
        return next((name for name, one in self.kept.items() if one.start <= self.now < one.end), None)

    def free(self, start: datetime, end: datetime, besides: str | None = None) -> bool:
        others = (one for name, one in self.kept.items() if name != besides and one.start < one.end)
        return all(other.end <= start or end <= other.start for other in others)

    def wait(self, minutes: int, _: None) -> None:
        self.now += minutes * MINUTE
        pin_due(self.db, [ROOM], self.now)

    def book(self, later: timedelta, length: timedelta) -> None:
        start = self.now + later
        end = start + length
        day_end = next(DAY_END + timedelta(days=day) for day in range(3) if self.now < DAY_END + timedelta(days=day))
        may = start >= self.now and length >= MINUTE and end <= min(day_end, start + timedelta(days=1))
        self._makes(may and self.free(start, end), OverrideKind.BOOK, start, end)

    def start(self, _: None, length: timedelta) -> None:
        end = self.now + length
        may = self.live() is None and MINUTE <= length <= timedelta(days=1) and self.free(self.now, end)
        self._makes(may, OverrideKind.START, self.now, end)

    def extend(self, _: None, length: timedelta) -> None:
        live = self.live()
        if live is None and self.below is not None:
            return  # the whole day would be extended
        end = self.kept[live].end + length if live is not None else self.now + length
        may = live is not None and length <= timedelta(days=1)
        may = may and (not length or self.free(self.now, end, besides=live))
        self._press(may, OverrideKind.EXTEND, until=end)
        if may and live is not None:
            self.kept[live].end = end

    def end(self, _: None, __: None) -> None:
        live = self.live()
        if live is None and self.below is not None:
            return
        self._press(live is not None, OverrideKind.END)
        if live is not None:
            self.kept[live].end = self.now

    def cancel(self, number: int, _: None) -> None:
        if number >= len(self.made):
            return
        name = self.made[number]
        may = name in self.kept and self.kept[name].at_panel and self.kept[name].start > self.now
        self._press(may, OverrideKind.CANCEL, booking=key_of(self.db, name))
        if may:
            del self.kept[name]

    def change(self, number: int, when: tuple[timedelta, timedelta]) -> None:
        """Somebody moves one of the bookings, which may not have begun."""
        start = self.now + when[0]
        self._changes(number, start, start + when[1])

    def lengthen(self, number: int, length: timedelta) -> None:
        """Somebody gives one of the bookings another end, also while it is live."""
        if number < len(self.made) and self.made[number] in self.kept:
            self._changes(number, self.kept[self.made[number]].start, self.now + length)

    def _changes(self, number: int, start: datetime, end: datetime) -> None:
        if number >= len(self.made) or end <= start:
            return
        name = self.made[number]
        mine = self.kept.get(name)
        if mine is None:
            assert not self._change(name, start, end)
            return
        begun, same = mine.start <= self.now, (mine.start, mine.end) == (start, end)
        may = self.now < mine.end and mine.start < mine.end
        may = may and (same or (end > self.now and (not begun or start == mine.start)))
        may = may and self.free(start if not begun else self.now, end, besides=name)
        assert self._change(name, start, end) == may, (mine, start, end)
        if may:
            mine.start, mine.end = start, end
            pin_due(self.db, [ROOM], self.now)

    def _change(self, name: str, start: datetime, end: datetime) -> bool:
        """Whether it was changed; a revision that has gone by never is."""
        row = self.db.get_one(OccurrenceRow, name)
        wanted = replace(occurrence_of(row, (ROOM,)), start=start, end=end)
        try:
            with self.db.begin_nested():
                change(self.db, name, wanted, row.sequence, self.now, who="prova")
        except (NoSuchBooking, Unchangeable, BookingClash):
            return False
        return True

    def holds(self) -> None:
        """The store agrees: with the reckoning, with itself, and with the plan."""
        taking = select(OccupancyRow).where(OccupancyRow.start < OccupancyRow.end)
        rows = [row for row in self.db.scalars(taking) if row.occurrence_id != self.below]
        wanted = {name: (one.start, one.end) for name, one in self.kept.items() if one.start < one.end}
        assert {row.occurrence_id: (row.start, row.end) for row in rows} == wanted
        assert all(row.holding for row in rows)
        taken = sorted(wanted.values())
        assert all(one[1] <= other[0] for one, other in pairwise(taken))
        assert self._planned() == wanted
        takes_back = {name for name, one in self.kept.items() if one.at_panel and one.start > self.now}
        assert booked_at_panel(self.db, ROOM, self.now) == takes_back

    def _planned(self) -> dict[str, tuple[datetime, datetime]]:
        timeline, stored = room_timeline(self.db, ROOM, MORNING - timedelta(hours=1), MORNING + timedelta(days=4))
        live = [segment for segment in timeline.segments if segment.phase is Phase.LIVE and segment.booking is not None]
        planned = {stored.ids[one.booking.key]: (one.start, one.end) for one in live if one.booking is not None}
        return {name: times for name, times in planned.items() if name != self.below}

    def _makes(self, may: bool, kind: OverrideKind, since: datetime, until: datetime) -> None:  # noqa: FBT001
        before = {row.occurrence_id for row in self.db.scalars(select(OccupancyRow))}
        self._press(may, kind, start=since, until=until)
        made = {row.occurrence_id for row in self.db.scalars(select(OccupancyRow))} - before
        assert len(made) == may
        for name in made:
            self.made.append(name)
            self.kept[name] = Mine(since, until, at_panel=kind is OverrideKind.BOOK)

    def _press(self, may: bool, kind: OverrideKind, **what: Any) -> None:  # noqa: FBT001
        """Press, and see that it is taken or refused as was reckoned."""
        press, refused = Press(kind, ROOM, self.now, **what), None
        try:
            with self.db.begin_nested():
                press_button(self.db, b"key", str(uuid4()), "prova", press)
        except PressRefused as error:
            refused = error
        assert (refused is None) == may, (press, refused)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A store with one room."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('presses')}/regia.db")
    upgrade(database)
    with Transaction(database.writer) as db, db.begin():
        wish_site(db, "presses", (("a.toml", SITE),), [ROOM], MORNING)
    yield database
    database.close()


@given(pressed=st.lists(PRESSES, min_size=8, max_size=16))
def test_presses_given_any_order_when_pressed_then_store_and_plan_agree_with_the_rules(
    database: Database, pressed: list[tuple[str, Any, Any]]
) -> None:
    with Transaction(database.writer) as db:
        day = Day(db)
        for kind, first, second in pressed:
            getattr(day, kind)(first, second)
            day.holds()
        db.rollback()


@settings(max_examples=30)
@given(pressed=st.lists(PRESSES, min_size=8, max_size=16))
def test_presses_given_a_whole_day_that_yields_when_pressed_then_everything_comes_to_the_same_as_without_it(
    database: Database, pressed: list[tuple[str, Any, Any]]
) -> None:
    whole = Occurrence(
        Key("sale", "w", MORNING), MORNING, DAY_END + timedelta(days=1), "Convegno", (ROOM,), None, yields=True
    )
    with Transaction(database.writer) as db:
        record(db, b"key", ["sale"], [whole], DAY_END, MORNING)
        day = Day(db, below=opaque_id(b"key", whole.key))
        for kind, first, second in pressed:
            getattr(day, kind)(first, second)
            day.holds()
            row = db.get_one(OccupancyRow, (day.below, ROOM))
            assert (row.holding, row.end) == (False, whole.end)
        db.rollback()
