"""Whole transactions in one thread hop, over a real SQLite file."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from schedules.store.database import Database, open_database
from schedules.store.errors import StorageBusy, StorageFull, StorageUnusable, WrongAddress
from schedules.store.rows import Base
from schedules.store.tables import FactRow, RoomRow, SiteTextRow
from schedules.store.transaction import Transaction
from tests.support.waiting import WITHIN_S

NOON = datetime(2026, 10, 19, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/regia.db", busy_timeout_s=WITHIN_S)
    with database.writer.begin() as connection:
        Base.metadata.create_all(connection)
    yield database
    database.close()


def store_text(db: Transaction, digest: str, at: datetime) -> None:
    db.add(SiteTextRow(digest=digest, texts=[["a.toml", "x"]], stored_at=at))


def stored_at(db: Transaction, digest: str) -> datetime | None:
    return db.scalar(select(SiteTextRow.stored_at).where(SiteTextRow.digest == digest))


def press(db: Transaction) -> int:
    """Read, then write what was read plus one: wrong as soon as two run at once."""
    room = db.get_one(RoomRow, "sala-1")
    room.revision += 1
    return room.revision


def revision(db: Transaction) -> int:
    return db.get_one(RoomRow, "sala-1").revision


def add_room(db: Transaction) -> None:
    db.add(RoomRow(id="sala-1"))


def fill(db: Transaction, key: str, size: int) -> None:
    db.add(FactRow(key=f"{key} first", value=b""))
    db.flush()
    db.add(FactRow(key=key, value=bytes(size)))


def fact_keys(db: Transaction) -> list[str]:
    return list(db.scalars(select(FactRow.key).order_by(FactRow.key)))


def pages_at_most(db: Transaction, more: int | None) -> None:
    """What the disk would do, done by SQLite itself: it answers SQLITE_FULL beyond so many pages."""
    used: int = db.scalar(text("PRAGMA page_count")) or 0
    db.execute(text(f"PRAGMA max_page_count = {2**30 if more is None else used + more}"))


async def test_given_a_time_in_another_zone_when_stored_then_it_comes_back_in_utc(database: Database) -> None:
    local = datetime(2026, 10, 25, 2, 30, 0, 123_456, tzinfo=timezone(timedelta(hours=2)))

    await database.write(store_text, "a", local)

    assert await database.read(stored_at, "a") == datetime(2026, 10, 25, 0, 30, 0, 123_000, tzinfo=UTC)


async def test_given_a_time_before_1970_when_stored_then_it_comes_back(database: Database) -> None:
    await database.write(store_text, "a", datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC))

    assert await database.read(stored_at, "a") == datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)


async def test_given_a_time_without_zone_when_stored_then_it_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        await database.write(store_text, "a", datetime(2026, 10, 19, 12))  # noqa: DTZ001


async def test_given_a_function_that_raises_when_written_then_nothing_of_it_is_stored(database: Database) -> None:
    def fail(db: Transaction) -> None:
        store_text(db, "a", NOON)
        db.flush()
        raise LookupError("our own")

    with pytest.raises(LookupError, match="our own"):
        await database.write(fail)

    assert await database.read(stored_at, "a") is None


async def test_given_a_function_that_writes_when_read_then_it_is_refused(database: Database) -> None:
    with pytest.raises(StorageUnusable):
        await database.read(store_text, "a", NOON)

    assert await database.read(stored_at, "a") is None


async def test_given_many_presses_at_once_when_written_then_none_is_lost(database: Database) -> None:
    await database.write(add_room)

    revisions = await asyncio.gather(*(database.write(press) for _ in range(64)))

    assert sorted(revisions) == list(range(1, 65))
    assert await database.read(revision) == 64


async def test_given_a_slow_writer_when_others_read_then_they_do_not_wait_and_see_the_state_before(
    database: Database,
) -> None:
    await database.write(add_room)
    begun, go_on = threading.Event(), threading.Event()

    def press_slowly(db: Transaction) -> int:
        pressed = press(db)
        db.flush()
        begun.set()
        assert go_on.wait(WITHIN_S)
        return pressed

    writing = asyncio.ensure_future(database.write(press_slowly))
    await asyncio.to_thread(begun.wait, WITHIN_S)
    before = await database.read(revision)
    go_on.set()

    assert (before, await writing, await database.read(revision)) == (0, 1, 1)


async def test_given_another_process_that_writes_briefly_when_written_then_it_waits(
    database: Database, tmp_path: Path
) -> None:
    await database.write(add_room)
    other = sqlite3.connect(tmp_path / "regia.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    writing = asyncio.ensure_future(database.write(press))
    await asyncio.sleep(0.1)
    waited = not writing.done()
    other.execute("COMMIT")
    other.close()

    assert waited
    assert await writing == 1


async def test_given_another_process_that_does_not_let_go_when_written_then_it_is_busy_after_the_timeout(
    database: Database, tmp_path: Path
) -> None:
    await database.write(add_room)
    other = sqlite3.connect(tmp_path / "regia.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    hasty = open_database(f"sqlite:///{tmp_path}/regia.db", busy_timeout_s=0.5)
    began = time.monotonic()
    with pytest.raises(StorageBusy):
        await hasty.write(press)
    waited_s = time.monotonic() - began
    hasty.close()
    other.execute("ROLLBACK")
    other.close()

    assert waited_s > 0.4
    assert await database.write(press) == 1


async def test_given_a_full_disk_when_written_then_nothing_is_half_stored_and_it_goes_on_once_there_is_room(
    database: Database,
) -> None:
    await database.write(pages_at_most, 2)
    with pytest.raises(StorageFull):
        await database.write(fill, "too much", 100_000)
    kept = await database.read(fact_keys)

    await database.write(pages_at_most, None)
    await database.write(fill, "much", 100_000)

    assert kept == []
    assert await database.read(fact_keys) == ["much", "much first"]


async def test_given_a_file_that_is_no_database_when_read_then_it_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "regia.db").write_bytes(b"not a database at all" * 100)
    database = open_database(f"sqlite:///{tmp_path}/regia.db")

    with pytest.raises(StorageUnusable):
        await database.read(fact_keys)
    database.close()


async def test_given_a_folder_that_is_not_there_when_written_then_it_is_unusable(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/nowhere/regia.db")

    with pytest.raises(StorageUnusable):
        await database.write(add_room)
    database.close()


def test_given_a_database_when_closed_then_the_file_alone_holds_everything(database: Database, tmp_path: Path) -> None:
    asyncio.run(database.write(add_room))
    database.close()

    assert [path.name for path in tmp_path.iterdir()] == ["regia.db"]
    with sqlite3.connect(tmp_path / "regia.db") as again:
        found = again.execute("SELECT id FROM rooms").fetchall()
    again.close()
    assert found == [("sala-1",)]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://regia@db/regia", "PostgreSQL comes with a later version"),
        ("mysql://regia@db/regia", "no support for 'mysql'"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("regia.db", "is not a database address"),
    ],
)
def test_given_a_url_we_cannot_use_when_opened_then_it_says_why(url: str, why: str) -> None:
    with pytest.raises(WrongAddress, match=why):
        open_database(url)
