"""Bookings of several rooms that people make, change, extend, end and take back: all or nothing, and never two at once.

A few lines reckon beside the store, from the rules as people know them.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from orchestrator.migrations.schema import upgrade
from schedules.bookings import OWN_CALENDAR, Key, Occurrence, OverrideKind
from schedules.planning.situation import Press, PressRefused
from schedules.store.changing import Changed, Unchangeable, change
from schedules.store.database import Database, open_database
from schedules.store.diary import BookingClash, NoSuchBooking, book, cancel
from schedules.store.presses import press_button
from schedules.store.sessions import pin_due
from schedules.store.sites import touch, wish_site
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction

ROOMS = ("sala-1", "sala-2", "sala-3")
SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
""" + "".join(f'[[rooms]]\nid = "{room}"\nname = "{room}"\n' for room in ROOMS)
MORNING = datetime(2026, 10, 20, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SOME = st.lists(st.sampled_from(ROOMS), min_size=1, max_size=3, unique=True).map(tuple)
STARTS = st.sampled_from([0, 15, 30, 45, 60, 90]).map(MINUTE.__mul__)
LENGTHS = st.sampled_from([15, 30, 30, 45, 90]).map(MINUTE.__mul__)
WHICH = st.integers(0, 3)
ACTS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([15, 30, 60]), st.none(), st.none()),
    st.tuples(st.just("book"), SOME, STARTS, LENGTHS),
    st.tuples(st.just("book"), SOME, STARTS, LENGTHS),
    st.tuples(st.just("move"), st.tuples(WHICH, SOME), STARTS, LENGTHS),
    st.tuples(st.just("move"), st.tuples(WHICH, SOME), STARTS, LENGTHS),
    st.tuples(st.just("last"), WHICH, STARTS, st.none()),
    st.tuples(st.just("extend"), st.sampled_from(ROOMS), LENGTHS, st.none()),
    st.tuples(st.just("end"), st.sampled_from(ROOMS), st.none(), st.none()),
    st.tuples(st.just("cancel"), WHICH, st.none(), st.none()),
)


@dataclass
class Mine:
    """A booking as it is reckoned beside the store."""

    start: datetime
    ends: dict[str, datetime]
    """Room by room: somebody may have ended it in one."""
    revision: int = 0

    def begun(self, now: datetime) -> bool:
        return self.start <= now

    def lasting(self, now: datetime) -> list[str]:
        return [room for room, end in self.ends.items() if end > max(now, self.start)]


@dataclass
class House:
    """A store, and what it should hold."""

    db: Transaction
    now: datetime = MORNING
    kept: dict[str, Mine] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    def free(self, room: str, start: datetime, end: datetime, besides: str | None = None) -> bool:
        others = (one for name, one in self.kept.items() if name != besides and room in one.ends)
        return all(
            end <= other.start or other.ends[room] <= start or other.start == other.ends[room] for other in others
        )

    def wait(self, minutes: int, _: None, __: None) -> None:
        self.now += minutes * MINUTE
        pin_due(self.db, ROOMS, self.now)

    def book(self, rooms: tuple[str, ...], later: timedelta, length: timedelta) -> None:
        start, end = self.now + later, self.now + later + length
        wanted = Occurrence(Key(OWN_CALENDAR, str(uuid4()), start), start, end, "Consiglio", rooms, None)
        made: str | None = None
        with suppress(BookingClash), self.db.begin_nested():
            made = book(self.db, b"key", wanted, self.now).id
        assert (made is not None) == all(self.free(room, start, end) for room in rooms)
        if made is not None:
            self.made.append(made)
            self.kept[made] = Mine(start, dict.fromkeys(rooms, end))

    def move(self, which: tuple[int, tuple[str, ...]], later: timedelta, length: timedelta) -> None:
        """Other rooms and times for a booking, which has them only before it begins."""
        name, mine = self._named(which[0])
        start, end = self.now + later, self.now + later + length
        may = mine is not None and not mine.begun(self.now)
        may = may and all(self.free(room, start, end, besides=name) for room in which[1])
        same = mine is not None and mine.start == start and mine.ends == dict.fromkeys(which[1], end)
        if name is None or (mine is not None and mine.begun(self.now) and start == mine.start):
            return  # `last` asks that
        assert self._change(name, which[1], start, end) == may
        if may and mine is not None:
            self.kept[name] = Mine(start, dict.fromkeys(which[1], end), mine.revision + (not same))

    def last(self, number: int, later: timedelta, _: None) -> None:
        """Another end for a booking, also while it is live."""
        name, mine = self._named(number)
        if name is None or mine is None or not (lasting := mine.lasting(self.now)):
            return
        end = self.now + later
        same = end == max(mine.ends.values())
        may = end > max(self.now, mine.start) and all(
            self.free(room, mine.start, end, besides=name) for room in lasting if end > mine.ends[room]
        )
        if end <= mine.start and not mine.begun(self.now):
            return
        rooms = tuple(mine.ends)
        assert self._change(name, rooms, mine.start, end) == (may or same)
        if may and not same:
            mine.ends |= dict.fromkeys(lasting, end)
            mine.revision += 1

    def extend(self, room: str, length: timedelta, _: None) -> None:
        name, mine = self._live(room)
        end = mine.ends[room] + length if mine is not None else self.now + length
        lasting = mine.lasting(self.now) if mine is not None else []
        may = bool(lasting) and all(self.free(other, self.now, end, besides=name) for other in lasting)
        assert self._press(OverrideKind.EXTEND, room, end) == may
        if may and mine is not None:
            mine.ends |= dict.fromkeys(lasting, end)
            mine.revision += 1

    def end(self, room: str, _: None, __: None) -> None:
        mine = self._live(room)[1]
        assert self._press(OverrideKind.END, room, None) == (mine is not None)
        if mine is not None:
            mine.ends[room] = self.now
            mine.revision += 1

    def cancel(self, number: int, _: None, __: None) -> None:
        name, mine = self._named(number)
        if name is not None and mine is not None and not mine.begun(self.now):
            cancel(self.db, name, self.now)
            del self.kept[name]

    def holds(self) -> None:
        """The store agrees with the reckoning and with itself."""
        rows = [row for row in self.db.scalars(select(OccupancyRow)) if row.start < row.end]
        wanted = {
            (name, room): (one.start, end)
            for name, one in self.kept.items()
            for room, end in one.ends.items()
            if one.start < end
        }
        assert {(row.occurrence_id, row.room_id): (row.start, row.end) for row in rows} == wanted
        assert all(row.holding for row in rows)
        for room in ROOMS:
            taken = sorted((row.start, row.end) for row in rows if row.room_id == room)
            assert all(earlier[1] <= later[0] for earlier, later in pairwise(taken))
        revisions = {name: self.db.get_one(OccurrenceRow, name).sequence for name in self.kept}
        assert revisions == {name: one.revision for name, one in self.kept.items()}

    def _named(self, number: int) -> tuple[str | None, Mine | None]:
        name = self.made[number] if number < len(self.made) else None
        return name, self.kept.get(name) if name is not None else None

    def _live(self, room: str) -> tuple[str | None, Mine | None]:
        live = ((name, one) for name, one in self.kept.items() if one.start <= self.now < one.ends.get(room, MORNING))
        return next(live, (None, None))

    def _press(self, kind: OverrideKind, room: str, until: datetime | None) -> bool:
        try:
            with self.db.begin_nested():
                press_button(self.db, b"key", str(uuid4()), "prova", Press(kind, room, self.now, until=until))
        except PressRefused:
            return False
        return True

    def _change(self, name: str, rooms: tuple[str, ...], start: datetime, end: datetime) -> bool:
        """Whether it was changed, which tells all rooms before and after."""
        row = self.db.get_one(OccurrenceRow, name)
        before = self._rooms_of(name)
        wanted = Occurrence(Key("", "", start), start, end, row.title, rooms, row.preset)
        told, sequence = self._revisions(), row.sequence
        try:
            with self.db.begin_nested():
                entry = change(self.db, name, wanted, sequence, self.now, who="prova")
        except (NoSuchBooking, Unchangeable, BookingClash):
            return False
        assert (entry.id, set(entry.booking.rooms)) == (name, set(rooms))
        if row.sequence > sequence:
            later = self._revisions()
            moved = {room for room in ROOMS if later[room] > told[room] + 1}  # asking raises it by one
            assert moved >= set(self.kept[name].lasting(self.now)) | (self._rooms_of(name) - before)
            with pytest.raises(Changed):
                change(self.db, name, replace(wanted, title="Giunta"), sequence, self.now, who="prova")
        return True

    def _rooms_of(self, name: str) -> set[str]:
        return set(self.db.scalars(select(OccupancyRow.room_id).where(OccupancyRow.occurrence_id == name)))

    def _revisions(self) -> dict[str, int]:
        return dict(touch(self.db, ROOMS))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A store with three rooms."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('changes')}/regia.db")
    upgrade(database)
    with Transaction(database.writer) as db, db.begin():
        wish_site(db, "changes", (("a.toml", SITE),), ROOMS, MORNING)
    yield database
    database.close()


@given(acts=st.lists(ACTS, min_size=6, max_size=14))
def test_changes_given_any_order_of_acts_when_done_then_store_and_reckoning_agree(
    database: Database, acts: list[tuple[str, Any, Any, Any]]
) -> None:
    with Transaction(database.writer) as db:
        house = House(db)
        for kind, *what in acts:
            getattr(house, kind)(*what)
            house.holds()
        db.rollback()
