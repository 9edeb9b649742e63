"""Counts the statements that a database is asked, so that a list costs as much with a thousand rows as with ten."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from schedules.store.database import Database

_ASKING = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def counted(database: Database) -> Iterator[Sequence[str]]:
    """The statements that *database* is asked meanwhile, by readers and the writer, those too that go past SQLAlchemy's cursors."""
    asked: list[str] = []
    over = False

    def note(statement: str) -> None:
        if not over and statement.lstrip().startswith(_ASKING):
            asked.append(statement)

    def trace(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_trace_callback(note)

    def leave(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_trace_callback(None)

    # Each connection is told by who has it: SQLite would let another wait for them, and they for that one's interpreter.
    engines = engines_of(database)
    for engine in engines:
        event.listen(engine, "checkout", trace)
        event.listen(engine, "checkin", leave)
    try:
        yield asked
    finally:
        over = True
        for engine in engines:
            event.remove(engine, "checkout", trace)


def engines_of(database: Database) -> Sequence[Any]:
    """What it reads and writes by."""
    reader: Callable[..., Any] = vars(database)["_reader"]
    return [database.writer, reader]
