"""Freed space: given back to the disk, and without the copies that SQLite leaves behind where it moved rows."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from orchestrator.migrations.schema import upgrade
from schedules.database import Database, open_database
from schedules.traces import without_traces

INSERT = text(
    "INSERT INTO occurrences (id, calendar, uid, recurrence, start, end, title, confidential, closure, sequence, withdrawn,"
    " created_at) VALUES (:id, 'sale', :uid, 0, 0, :end, :title, 0, 0, 0, 0, 0)"
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    upgrade(database)
    yield database
    database.close()


def fill(session: Session) -> set[str]:
    """Five thousand bookings, of which every seventh grows; gives the words of those that will go."""
    chance = random.Random(3)
    words = set()
    for number in range(5000):
        secret, end = number % 3 == 0, chance.randrange(10**9)
        key = hashlib.sha256(b"%d" % number).hexdigest()[:24]
        title, uid = (
            f"{'Zibellina' if secret else 'Riunione'}{number}",
            f"{'quisquilia' if secret else 'x'}{end}-{number}",
        )
        words |= {title, uid} if secret else set()
        session.execute(INSERT, {"id": key, "uid": uid, "end": end, "title": title * chance.randint(1, 4)})
        if number % 7 == 0:
            longer = "UPDATE occurrences SET title = title || title WHERE rowid = :row"
            session.execute(text(longer), {"row": chance.randint(1, number + 1)})
    return words


async def test_traces_given_rows_that_were_moved_from_page_to_page_when_deleted_then_no_byte_of_them_is_left(
    database: Database,
) -> None:
    words = await database.write(fill)
    await database.write(
        lambda session: session.execute(text("DELETE FROM occurrences WHERE title LIKE 'Zib%'")).rowcount
    )
    await without_traces(database, (), pause_s=0)
    size, before = database.path.stat().st_size, database.path.read_bytes()

    await without_traces(database, words, pause_s=0)

    left = [path.read_bytes() for path in database.path.parent.iterdir()]
    assert not [word for word in (b"Zibellina", b"quisquilia") for content in left if word in content]
    assert database.path.with_name("regia.db-wal").stat().st_size == 0
    assert b"Zibellina" in before or b"quisquilia" in before, "SQLite left nothing, and this proves nothing"
    assert database.path.stat().st_size <= size
    assert await database.read(lambda session: session.scalar(text("SELECT count(*) FROM occurrences"))) == 3333


async def test_traces_given_words_that_something_still_says_when_looked_for_then_the_file_is_not_written_anew(
    database: Database,
) -> None:
    words = sorted(await database.write(fill))[:50]
    changes = await database.read(lambda session: session.scalar(text("PRAGMA schema_version")))

    await without_traces(database, words, pause_s=0)

    assert await database.read(lambda session: session.scalar(text("PRAGMA schema_version"))) == changes
