"""The database's own promise: two occurrences never hold one room at the same time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from schedules.store.database import Database, open_database
from schedules.store.rows import Base
from schedules.store.tables import OVERLAP, OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction

EIGHT = datetime(2026, 10, 19, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("overlap")
    database = open_database(f"sqlite:///{folder}/regia.db")
    with database.writer.begin() as connection:
        Base.metadata.create_all(connection)
    yield database
    database.close()


@pytest.fixture
def db(database: Database) -> Iterator[Transaction]:
    with Transaction(database.writer) as db:
        yield db
        db.rollback()


def hold(db: Transaction, name: str, start: int, end: int, *, room: str = "sala-1", holding: bool = True) -> None:
    """Store an occurrence from minute *start* to minute *end* after eight."""
    times = {"start": EIGHT + start * MINUTE, "end": EIGHT + end * MINUTE}
    known = {"id": name, "calendar": "regia", "uid": name, "recurrence": EIGHT, "title": name, "created_at": EIGHT}
    with db.begin_nested():
        db.execute(insert(OccurrenceRow), [{**known, **times}])
        db.execute(insert(OccupancyRow), [{"occurrence_id": name, "room_id": room, "holding": holding, **times}])


def move(db: Transaction, name: str, **values: object) -> None:
    with db.begin_nested():
        db.execute(update(OccupancyRow).where(OccupancyRow.occurrence_id == name).values(**values))


@pytest.mark.parametrize(
    ("start", "end"), [(0, 60), (30, 90), (-30, 30), (10, 20), (-10, 70), (59, 60), (-1, 1), (30, 30)]
)
def test_given_a_held_room_when_another_wants_it_meanwhile_then_the_database_refuses(
    db: Transaction, start: int, end: int
) -> None:
    hold(db, "first", 0, 60)

    with pytest.raises(IntegrityError, match=OVERLAP):
        hold(db, "second", start, end)


@pytest.mark.parametrize(("start", "end"), [(60, 90), (-30, 0), (0, 0), (60, 60), (100, 110)])
def test_given_a_held_room_when_another_only_touches_then_both_are_stored(
    db: Transaction, start: int, end: int
) -> None:
    hold(db, "first", 0, 60)
    hold(db, "second", start, end)

    assert db.query(OccupancyRow).count() == 2


def test_given_a_held_room_when_another_does_not_hold_or_is_elsewhere_then_all_are_stored(db: Transaction) -> None:
    hold(db, "first", 0, 60)
    hold(db, "clash", 30, 90, holding=False)
    hold(db, "elsewhere", 30, 90, room="sala-2")

    assert db.query(OccupancyRow).count() == 3


def test_given_an_end_before_its_start_when_stored_then_the_database_refuses(db: Transaction) -> None:
    with pytest.raises(IntegrityError, match="ck_occupancies_forwards"):
        hold(db, "backwards", 60, 0)


def test_given_two_that_touch_when_one_is_stretched_or_begins_to_hold_then_the_database_refuses(
    db: Transaction,
) -> None:
    hold(db, "first", 0, 60)
    hold(db, "second", 60, 120)
    hold(db, "clash", 30, 90, holding=False)

    with pytest.raises(IntegrityError, match=OVERLAP):
        move(db, "first", end=EIGHT + 61 * MINUTE)
    with pytest.raises(IntegrityError, match=OVERLAP):
        move(db, "clash", holding=True)
    move(db, "first", end=EIGHT + 45 * MINUTE)  # its own old place is not in its way
    with pytest.raises(IntegrityError, match=OVERLAP):
        move(db, "clash", holding=True)


def test_given_a_booking_deleted_when_another_wants_its_place_then_it_gets_it(db: Transaction) -> None:
    hold(db, "first", 0, 60)
    db.execute(delete(OccurrenceRow).where(OccurrenceRow.id == "first"))

    hold(db, "second", 0, 60)

    assert [row.occurrence_id for row in db.query(OccupancyRow)] == ["second"]


minutes = st.integers(0, 12)


@given(st.lists(st.tuples(minutes, minutes, st.sampled_from(["sala-1", "sala-2"])), max_size=14))
def test_given_any_bookings_when_stored_one_by_one_then_exactly_those_that_overlap_none_are_taken(
    database: Database, wanted: list[tuple[int, int, str]]
) -> None:
    taken: list[tuple[int, int, str]] = []
    with Transaction(database.writer) as db:
        for number, (one, other, room) in enumerate(wanted):
            start, end = sorted((one, other))
            free = not any(r == room and s < end and e > start for s, e, r in taken)
            try:
                hold(db, str(number), start, end, room=room)
                stored = True
            except IntegrityError:
                stored = False
            assert stored == free
            taken += [(start, end, room)] if stored else []
        db.rollback()
