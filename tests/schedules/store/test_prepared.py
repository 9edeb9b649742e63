"""Prepared statements beside the session's own: the same transaction, the same values, the same errors."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from schedules.store.database import Database, open_database
from schedules.store.errors import StorageError
from schedules.store.prepared import Prepared
from schedules.store.rows import Base
from schedules.store.tables import RoomRow, SiteTextRow
from schedules.store.transaction import Transaction

NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
ROOM = Prepared(
    select(RoomRow.id, RoomRow.revision, RoomRow.put_back_at).where(
        RoomRow.id == bindparam("room"), RoomRow.revision < 100
    )
)
MADE_LATER = Prepared(
    update(RoomRow)
    .where(RoomRow.id == bindparam("room"))
    .values(revision=RoomRow.revision + 1, put_back_at=bindparam("at"))
    .returning(RoomRow.revision, RoomRow.put_back_at)
)
MADE = Prepared(insert(RoomRow).values(id=bindparam("room"), revision=0).returning(RoomRow.id))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    with database.writer.begin() as connection:
        Base.metadata.create_all(connection)
    yield database
    database.close()


def with_room(db: Transaction) -> None:
    db.add(RoomRow(id="sala", revision=7, put_back_at=NOON))


async def test_statement_given_rows_that_are_not_flushed_when_run_then_it_sees_them_with_our_values(
    database: Database,
) -> None:
    def look(db: Transaction) -> list[tuple[object, ...]]:
        with_room(db)
        return [tuple(row) for row in ROOM.all(db, room="sala")]

    assert await database.write(look) == [("sala", 7, NOON)]
    assert await database.read(lambda db: ROOM.first(db, room="sala").put_back_at) == NOON
    assert await database.read(lambda db: ROOM.first(db, room="altra")) is None


async def test_statement_given_one_that_writes_when_run_then_it_is_part_of_the_transaction(database: Database) -> None:
    await database.write(with_room)

    def change_and_fail(db: Transaction) -> None:
        row = MADE_LATER.first(db, room="sala", at=None)
        assert tuple(row) == (8, None)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(change_and_fail)
    assert (await database.read(lambda db: ROOM.first(db, room="sala"))).revision == 7


async def test_statement_given_what_the_database_refuses_when_run_then_the_error_is_as_any_others(
    database: Database,
) -> None:
    await database.write(with_room)

    with pytest.raises(IntegrityError) as refused:
        await database.write(lambda db: MADE.first(db, room="sala"))
    with pytest.raises(StorageError):
        await database.read(lambda db: MADE.first(db, room="altra"))

    assert "sala" not in str(refused.value)


async def test_statement_given_a_naive_time_when_run_then_it_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        await database.write(lambda db: MADE_LATER.first(db, room="sala", at=NOON.replace(tzinfo=None)))


async def test_statement_given_rows_of_the_mapper_in_the_session_when_run_then_both_are_of_one_transaction(
    database: Database,
) -> None:
    def both(db: Transaction) -> tuple[int, int]:
        db.add(SiteTextRow(digest="x", texts=[], stored_at=NOON))
        with_room(db)
        MADE_LATER.all(db, room="sala", at=NOON)
        return db.query(SiteTextRow).count(), ROOM.first(db, room="sala").revision

    assert await database.write(both) == (1, 8)
