"""Freed space: given back to the disk, and without the copies that SQLite leaves behind where it moved rows."""

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from orchestrator.migrations.schema import upgrade
from schedules.store.database import Database, open_database
from schedules.store.sqlite import give_back_space
from schedules.store.traces import without_traces
from schedules.store.transaction import Transaction

INSERT = text(
    "INSERT INTO occurrences (id, calendar, uid, recurrence, start, end, title, confidential, closure, sequence, withdrawn,"
    " created_at) VALUES (:id, 'sale', :uid, 0, 0, :end, :title, 0, 0, 0, 0, 0)"
)
SECRETS = (b"Zibellina", b"quisquilia")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    upgrade(database)
    yield database
    database.close()


async def with_traces(folder: Path) -> tuple[Database, set[str]]:
    """A database in which deleted words are still to be found, and those words: SQLite leaves some in one of three."""
    for seed in range(40):
        database = open_database(f"sqlite:///{folder}/{seed}.db")
        upgrade(database)
        words = await database.write(fill, seed)
        await database.write(lambda db: db.execute(text("DELETE FROM occurrences WHERE title LIKE 'Zib%'")).close())
        await without_traces(database, (), pause_s=0)
        if any(word in database.path.read_bytes() for word in SECRETS):
            return database, words
        database.close()
        database.path.unlink()
    raise AssertionError("SQLite leaves nothing any more, and this proves nothing")


def fill(db: Transaction, seed: int) -> set[str]:
    """Five thousand bookings, of which every seventh grows; gives the words of those that will go."""
    chance = random.Random(seed)
    words = set()
    for number in range(5000):
        secret, end = number % 3 == 0, chance.randrange(10**9)
        key = hashlib.sha256(b"%d" % number).hexdigest()[:24]
        title, uid = (
            f"{'Zibellina' if secret else 'Riunione'}{number}",
            f"{'quisquilia' if secret else 'x'}{end}-{number}",
        )
        words |= {title, uid} if secret else set()
        db.execute(INSERT, {"id": key, "uid": uid, "end": end, "title": title * chance.randint(1, 4)})
        if number % 7 == 0:
            longer = "UPDATE occurrences SET title = title || title WHERE rowid = :row"
            db.execute(text(longer), {"row": chance.randint(1, number + 1)})
    return words


async def test_traces_given_rows_that_were_moved_from_page_to_page_when_deleted_then_no_byte_of_them_is_left(
    tmp_path: Path,
) -> None:
    database, words = await with_traces(tmp_path)
    size = database.path.stat().st_size
    try:
        await without_traces(database, words, pause_s=0)

        left = [path.read_bytes() for path in database.path.parent.iterdir()]
        assert not [word for word in SECRETS for content in left if word in content]
        assert database.path.with_name(f"{database.path.name}-wal").stat().st_size == 0
        assert database.path.stat().st_size <= size
        assert await database.read(lambda db: db.scalar(text("SELECT count(*) FROM occurrences"))) == 3333
    finally:
        database.close()


async def test_traces_given_words_that_something_still_says_when_looked_for_then_the_file_is_not_written_anew(
    database: Database,
) -> None:
    words = sorted(await database.write(fill, 3))[:50]
    changes = await database.read(lambda db: db.scalar(text("PRAGMA schema_version")))

    await without_traces(database, words, pause_s=0)

    assert await database.read(lambda db: db.scalar(text("PRAGMA schema_version"))) == changes


async def test_space_given_pages_that_are_free_when_some_is_given_back_then_it_is_two_hundred_pages_at_a_time(
    database: Database,
) -> None:
    await database.write(fill, 3)
    await database.write(lambda db: db.execute(text("DELETE FROM occurrences")).close())

    def free(driver: sqlite3.Connection) -> int:
        return int(driver.execute("PRAGMA freelist_count").fetchone()[0])

    before = await database.between(free)
    assert await database.between(give_back_space)
    assert before - await database.between(free) == 200
