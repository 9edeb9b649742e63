"""What is read to compare a calendar with the store: what is kept of others costs it nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schedules.bookings import Key, Occurrence
from schedules.events import Placed
from schedules.matching.changes import Added, Change, Vanished
from schedules.store.database import Database, open_database
from schedules.store.dialects import address_of
from schedules.store.rows import Base
from schedules.store.sync import find_changes, in_portions, write_changes
from schedules.store.transaction import Transaction

NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
UNTIL = NOW + timedelta(days=400)
HOUR = timedelta(hours=1)
LATER = NOW + 5 * HOUR
"""Some of the bookings are over by then, and still told."""
FEW, MANY = 20, 300


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(address_of(tmp_path / "regia.db"))
    Base.metadata.create_all(database.writer)
    yield database
    database.close()


def placed(calendar: str, number: int) -> Placed:
    """So many hours one after another, each calendar's in a room of its own."""
    hours = [NOW + (at + 1) * HOUR for at in range(number)]
    return Placed(
        tuple(
            Occurrence(
                Key(calendar, f"uid-{start:%s}", start), start, start + HOUR, "Riunione", (f"sala-{calendar}",), None
            )
            for start in hours
        )
    )


def changes_of(db: Transaction, told: Placed, calendar: str, now: datetime = NOW) -> list[Change]:
    return list(find_changes(db, b"key", [calendar], told, UNTIL, now))


def stored(db: Transaction, calendar: str, number: int) -> None:
    for portion in in_portions(changes_of(db, placed(calendar, number), calendar)):
        write_changes(db, portion, NOW)
        db.flush()


def steps_of(db: Transaction, told: Placed, calendar: str) -> int:
    """How many steps the database makes to find what has changed."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    driver = db.connection().connection.driver_connection
    assert driver is not None
    driver.set_progress_handler(count, 1)
    try:
        assert changes_of(db, told, calendar, LATER) == []
    finally:
        driver.set_progress_handler(None, 0)
    return steps


async def test_calendar_given_many_bookings_of_another_when_it_is_compared_then_it_costs_no_more(
    database: Database,
) -> None:
    told = placed("nostro", FEW)
    await database.write(stored, "nostro", FEW)
    before = await database.write(steps_of, told, "nostro")

    await database.write(stored, "altro", MANY)
    after = await database.write(steps_of, told, "nostro")

    assert after / before == pytest.approx(1, abs=0.1), before


async def test_calendar_given_what_another_holds_when_it_is_compared_then_only_its_own_changes(
    database: Database,
) -> None:
    await database.write(stored, "nostro", 2)
    await database.write(stored, "altro", FEW)

    changes = await database.read(changes_of, placed("nostro", 0), "nostro")
    more = await database.read(changes_of, placed("nostro", 3), "nostro")

    assert [type(change) for change in changes] == [Vanished, Vanished]
    assert [type(change) for change in more] == [Added]
