"""The one writer: what is committed together is told by itself."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from schedules.store.database import TOUCHED, Concerned, Database, open_database
from schedules.store.rows import Base
from schedules.store.tables import FactRow
from schedules.store.transaction import Transaction


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/regia.db")
    Base.metadata.create_all(database.writer)
    yield database
    database.close()


@pytest.fixture
async def queue(database: Database) -> AsyncIterator[threading.Event]:
    """Hold the writer up, so that all that is written before the event is set waits together."""
    go = threading.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(database.write(lambda _session: go.wait(10)), name="holding the writer up")
        await asyncio.sleep(0)
        yield go
        go.set()


def store(db: Transaction, key: str) -> str:
    db.add(FactRow(key=key, value=b""))
    return key


def store_of_a_room(db: Transaction, key: str) -> str:
    db.info[TOUCHED] = {"sala-1"}
    return store(db, key)


def store_and_fail(db: Transaction, key: str) -> None:
    store(db, key)
    db.flush()
    raise ValueError(key)


def refuse(_db: Transaction) -> None:
    raise LookupError("nothing written")


def stored(db: Transaction) -> set[str]:
    return set(db.scalars(select(FactRow.key)))


def committed(database: Database) -> set[str]:
    """What anybody else can see by now."""
    with sqlite3.connect(database.path) as other:
        return {key for (key,) in other.execute("SELECT key FROM facts")}


async def gathered(database: Database, queue: threading.Event, *writes: tuple[Any, ...]) -> list[object]:
    """The outcome of each of *writes*, which waited together."""
    waiting: list[asyncio.Future[object]] = [asyncio.ensure_future(database.write(*write)) for write in writes]
    await asyncio.sleep(0)
    queue.set()
    return list(await asyncio.gather(*waiting, return_exceptions=True))


async def test_given_writes_that_wait_when_committed_then_each_gets_its_own_answer(
    database: Database, queue: threading.Event
) -> None:
    answers = await gathered(database, queue, *((store, name) for name in "abc"))

    assert answers == ["a", "b", "c"]
    assert await database.read(stored) == {"a", "b", "c"}


async def test_given_one_that_refuses_without_writing_when_committed_then_the_others_are_stored(
    database: Database, queue: threading.Event
) -> None:
    a, refused, c = await gathered(database, queue, (store, "a"), (refuse,), (store, "c"))

    assert (a, c) == ("a", "c")
    assert isinstance(refused, LookupError)
    assert await database.read(stored) == {"a", "c"}


async def test_given_one_that_writes_and_raises_when_committed_then_it_alone_leaves_nothing(
    database: Database, queue: threading.Event
) -> None:
    a, failed, c = await gathered(database, queue, (store, "a"), (store_and_fail, "b"), (store, "c"))

    assert (a, c) == ("a", "c")
    assert isinstance(failed, ValueError)
    assert await database.read(stored) == {"a", "c"}


async def test_given_one_that_breaks_a_constraint_at_its_end_when_committed_then_it_alone_is_told(
    database: Database, queue: threading.Event
) -> None:
    first, again, other = await gathered(database, queue, (store, "a"), (store, "a"), (store, "b"))

    assert (first, other) == ("a", "b")
    assert type(again).__name__ == "IntegrityError"
    assert await database.read(stored) == {"a", "b"}


async def test_given_a_write_when_another_waits_behind_it_then_that_sees_what_it_stored(
    database: Database, queue: threading.Event
) -> None:
    _, seen = await gathered(database, queue, (store, "a"), (stored,))

    assert seen == {"a"}


async def test_given_a_caller_that_leaves_before_its_turn_when_committed_then_its_write_is_not_run(
    database: Database, queue: threading.Event
) -> None:
    leaving = asyncio.ensure_future(database.write(store, "left"))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await gathered(database, queue, (store, "a")) == ["a"]
    assert await database.read(stored) == {"a"}


async def test_listener_given_a_write_when_committed_then_it_reads_before_and_what_it_returned_follows_after(
    database: Database,
) -> None:
    heard: list[object] = []

    def listen(db: Transaction, concerned: Concerned) -> Callable[[], None]:
        heard.append((concerned.touched, stored(db)))
        return lambda: heard.append(committed(database))

    database.listeners.append(listen)
    await database.write(store_of_a_room, "a")

    assert heard == [({"sala-1"}, {"a"}), {"a"}]


async def test_listener_given_one_that_fails_when_written_then_nothing_is_stored_and_nothing_follows(
    database: Database,
) -> None:
    followed: list[str] = []

    def fail(_db: Transaction, _concerned: Concerned) -> Callable[[], None]:
        raise LookupError("not read")

    database.listeners.extend([lambda *_: lambda: followed.append("told"), fail])
    with pytest.raises(LookupError):
        await database.write(store_of_a_room, "a")

    assert (committed(database), followed) == (set(), [])
