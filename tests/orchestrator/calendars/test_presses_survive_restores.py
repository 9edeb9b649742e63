"""Random calendars, restored from random copies and cut off at random bytes, never lose a press that the copy has.

A calendar changes under people who press; its database is copied, restored and cut off as by a machine whose disk goes
back; a few lines reckon beside it what was acknowledged and what that must still come to.
"""

import shutil
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, select

from schedules.bookings import Key, Occurrence, OverrideKind
from schedules.planning.situation import Press, PressRefused
from schedules.store.copies import copy_store, damages, exchange_store, rename_store
from schedules.store.database import Database, open_database
from schedules.store.facts import store_facts
from schedules.store.presses import Pressed, press_button
from schedules.store.sessions import pin_due
from schedules.store.sites import overtake, wish_site
from schedules.store.sync import record
from schedules.store.tables import OccupancyRow, OccurrenceRow, OverrideRow, RoomRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE

QUICK = Path("/dev/shm")  # noqa: S108 - in memory: what the disk itself loses is cut off here by hand
ROOM, KEY = "sala-1", b"key"
MORNING = datetime(2026, 10, 20, 6, tzinfo=UTC)
AHEAD = timedelta(days=30)
MINUTE = timedelta(minutes=1)
QUARTERS = st.integers(0, 24).map(lambda quarters: quarters * 15 * MINUTE)
LENGTHS = st.sampled_from([15, 30, 60, 120]).map(MINUTE.__mul__)
SHARES = st.floats(0, 1)
NOTHING = st.none()
STEPS = st.one_of(
    *(st.tuples(st.just(name), QUARTERS, LENGTHS) for name in ("comes", "comes", "moves", "book")),
    *(st.tuples(st.just(name), st.integers(0, 5), NOTHING) for name in ("vanishes", "renamed")),
    *(st.tuples(st.just("lasts"), st.integers(0, 5), LENGTHS) for _ in range(2)),
    *(st.tuples(st.just(name), NOTHING, LENGTHS) for name in ("start", "extend", "wait", "wait")),
    *(st.tuples(st.just(name), NOTHING, NOTHING) for name in ("end", "copy", "restore", "follow")),
    st.tuples(st.just("cut"), SHARES, NOTHING),
)

LIVE = (
    select(OccurrenceRow.title)
    .join(OccupancyRow, OccupancyRow.occurrence_id == OccurrenceRow.id)
    .where(OccupancyRow.start <= bindparam("now"), OccupancyRow.end > bindparam("now"))
)


@dataclass(frozen=True)
class Acknowledged:
    """A press and the answer to it, and until when it says that its booking lasts."""

    id: str
    press: Press
    answer: Pressed
    booking: str | None
    title: str | None
    end: datetime | None


@dataclass
class House:
    """A database in a folder, a calendar, those who press, and an agent that holds a plan."""

    folder: Path
    now: datetime = MORNING
    events: list[Occurrence] = field(default_factory=list)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    """Oldest first."""
    copied: list[Acknowledged] | None = None
    """What was acknowledged when the copy was made."""
    held: tuple[str, int] = ("", 0)
    """Store and revision of the agent's plan."""
    number: int = 0
    edited: set[str] = field(default_factory=set)
    """Titles of events to which the calendar has given other times."""

    def __post_init__(self) -> None:
        self.database = open_database(f"sqlite:///{self.path}")
        self.held = self.room()

    @property
    def path(self) -> Path:
        return self.folder / "regia.db"

    def fetched(self) -> None:
        """The calendar is read."""
        with self._writing() as db, db.begin():
            record(db, KEY, ["sale"], self.events, self.now + AHEAD, self.now)

    # --- what happens

    def comes(self, later: timedelta, length: timedelta) -> None:
        self.number += 1
        start = self.now + later
        key = Key("sale", f"uid-{self.number}", start)
        self.events.append(Occurrence(key, start, start + length, f"Evento {self.number}", (ROOM,), None))
        self.fetched()

    def moves(self, later: timedelta, length: timedelta) -> None:
        if self.events:
            start = self.now + later
            self.edited.add(self.events[-1].title)
            self.events[-1] = replace(self.events[-1], start=start, end=start + length)
        self.fetched()

    def lasts(self, number: int, length: timedelta) -> None:
        """The calendar gives an event another end, also one that is live."""
        if self.events:
            place = number % len(self.events)
            self.edited.add(self.events[place].title)
            self.events[place] = replace(self.events[place], end=self.events[place].start + length)
        self.fetched()

    def vanishes(self, number: int, _: None) -> None:
        del self.events[number : number + 1]
        self.fetched()

    def renamed(self, number: int, _: None) -> None:
        """The calendar makes new UIDs for all its events, and one more goes."""
        del self.events[number + 1 : number + 2]
        self.number += 100
        self.events = [
            replace(event, key=replace(event.key, uid=f"uid-{self.number + place}"))
            for place, event in enumerate(self.events)
        ]
        self.fetched()

    def wait(self, _: None, length: timedelta) -> None:
        self.now += length / 2
        with self._writing() as db, db.begin():
            pin_due(db, [ROOM], self.now)

    def start(self, _: None, length: timedelta) -> None:
        self._press(OverrideKind.START, until=self.now + length)

    def book(self, later: timedelta, length: timedelta) -> None:
        start = self.now + later
        self._press(OverrideKind.BOOK, start=start, until=start + length)

    def extend(self, _: None, length: timedelta) -> None:
        self._press(OverrideKind.EXTEND, until=self.now + length)

    def end(self, _: None, __: None) -> None:
        self._press(OverrideKind.END)

    def copy(self, _: None, __: None) -> None:
        """A copy is made, while the database is open."""
        (self.folder / "copy.db").unlink(missing_ok=True)
        copy_store(self.path, self.folder / "copy.db")
        self.copied = list(self.acknowledged)

    def restore(self, _: None, __: None) -> None:
        """The copy is put in place: nothing that it has is lost, and the agent takes its plan whatever the revision is."""
        if self.copied is None:
            return
        self.number += 100
        before, old = self.room(), self.folder / f"old-{self.number}.db"
        self.database.close()
        fresh = self.folder / "fresh.db"
        copy_store(self.folder / "copy.db", fresh)
        rename_store(fresh)
        exchange_store(fresh, self.path, old)
        self.database = open_database(f"sqlite:///{self.path}")
        self.acknowledged = list(self.copied)
        assert self.room()[0] not in {before[0], self.held[0]}
        self.agrees()
        self.fetched()

    def cut(self, share: float, _: None) -> None:
        """The machine goes back to what its disk had: of the log of writes the end is missing, at any byte of it."""
        aside = self.folder / "aside"
        aside.mkdir(exist_ok=True)
        log = self.path.with_name("regia.db-wal")
        for file in (self.path, log):
            shutil.copy(file, aside / file.name)
        with (aside / log.name).open("r+b") as writes:
            writes.truncate(round(share * log.stat().st_size))
        self.database.close()
        for name in (self.path.name, log.name):
            (aside / name).replace(self.folder / name)
        self.database = open_database(f"sqlite:///{self.path}")
        with self._writing() as db:
            there = set(db.scalars(select(OverrideRow.id)))
        self.acknowledged = [one for one in self.acknowledged if one.id in there]
        assert {one.id for one in self.acknowledged} == there
        self.agrees()
        self.follow(None, None)
        self.fetched()

    def follow(self, _: None, __: None) -> None:
        """The agent comes, and has a plan of this store that is not older than its own."""
        store, revision = self.room()
        if self.held[0] == store and self.held[1] > revision:
            with self._writing() as db, db.begin():
                overtake(db, {ROOM: self.held[1]})
            assert self.room()[1] > self.held[1]
        self.held = self.room()

    # --- what holds

    def agrees(self) -> None:
        """Each acknowledged press is there, is answered as it was, and its booking ends when it says, also under a new UID."""
        ends = {one.booking: one.end for one in self.acknowledged if one.booking is not None}
        with self._writing() as db:
            stored = db.scalars(select(OverrideRow).order_by(OverrideRow.number)).all()
            assert [(row.id, row.kind, row.at) for row in stored] == [
                (one.id, one.press.kind, one.press.at) for one in self.acknowledged
            ]
            for one in self.acknowledged:
                again = press_button(db, KEY, one.id, "prova", one.press)
                assert again == replace(one.answer, repeated=True)
            for booking, end in ends.items():
                if end is not None:
                    assert db.get_one(OccupancyRow, (booking, ROOM)).end == end
            db.rollback()
            assert not self._ended() & set(db.scalars(LIVE, {"now": self.now}))
        assert damages(self.path) == ()

    def room(self) -> tuple[str, int]:
        """The store, and the revision of the room's plan."""
        with self._writing() as db, db.begin():
            return store_facts(db).store, db.get_one(RoomRow, ROOM).revision

    def _ended(self) -> set[str]:
        """Titles of events that somebody ended, and to which their calendar has given no other time."""
        titles = {event.title for event in self.events}  # what is booked at the panel has one title for all
        last = {one.title: one.press.kind for one in self.acknowledged if one.title in titles}
        return {title for title, kind in last.items() if kind is OverrideKind.END} - self.edited

    def _writing(self) -> Transaction:
        return Transaction(self.database.writer)

    def _press(self, kind: OverrideKind, **what: Any) -> None:
        client_id, press = str(uuid4()), Press(kind, ROOM, self.now, **what)
        with self._writing() as db:
            try:
                answer = press_button(db, KEY, client_id, "prova", press)
            except PressRefused:
                db.rollback()
                return
            row = db.scalars(select(OverrideRow).where(OverrideRow.id == client_id)).one()
            booking = row.occurrence_id
            end = db.get_one(OccupancyRow, (booking, ROOM)).end if booking else None
            title = db.get_one(OccurrenceRow, booking).title if booking else None
            db.commit()
        self.acknowledged.append(Acknowledged(client_id, press, answer, booking, title, end))


@pytest.fixture(scope="module")
def database_file(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a room, in a file that nobody has open."""
    path = tmp_path_factory.mktemp("begun") / "regia.db"
    shutil.copy(empty_store, path)
    database: Database = open_database(f"sqlite:///{path}")
    with closing(database), Transaction(database.writer) as db, db.begin():
        store_facts(db)
        wish_site(db, "digest", (("sito.toml", SITE),), [ROOM], MORNING)
    return path


@settings(max_examples=settings().max_examples // 2)  # each writes some twenty transactions to disk
@example(
    steps=[
        *(("comes", 0 * MINUTE, 60 * MINUTE), ("wait", None, 30 * MINUTE), ("end", None, None), ("copy", None, None)),
        *(("renamed", 0, None), ("restore", None, None), ("wait", None, 120 * MINUTE)),
        *(("comes", 0 * MINUTE, 60 * MINUTE), ("wait", None, 30 * MINUTE), ("extend", None, 120 * MINUTE)),
        *(
            ("lasts", 0, 180 * MINUTE),
            ("copy", None, None),
            ("end", None, None),
            ("renamed", 0, None),
            ("follow", None, None),
        ),
        *(("restore", None, None), ("end", None, None), ("book", 60 * MINUTE, 30 * MINUTE), ("cut", 0.9, None)),
        *(("vanishes", 0, None), ("cut", 0.3, None), ("start", None, 15 * MINUTE), ("cut", 1.0, None)),
    ]
)
@given(steps=st.lists(STEPS, min_size=12, max_size=18))
def test_presses_given_calendars_copies_and_cuts_in_any_order_when_fetched_again_then_none_is_lost(
    database_file: Path, steps: list[tuple[str, Any, Any]]
) -> None:
    with TemporaryDirectory(dir=QUICK if QUICK.exists() else None) as folder:
        shutil.copy(database_file, Path(folder) / "regia.db")
        house = House(Path(folder))
        try:
            for name, first, second in steps:
                getattr(house, name)(first, second)
                house.agrees()
        finally:
            house.database.close()
