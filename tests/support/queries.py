"""Counts the statements that a database is asked, so that a list costs as much with a thousand rows as with ten."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from schedules.store.database import Database


@contextmanager
def counted(database: Database) -> Iterator[Sequence[str]]:
    """The statements that *database* is asked meanwhile, by readers and the writer."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engines = engines_of(database)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def engines_of(database: Database) -> Sequence[Any]:
    """What it reads and writes by."""
    reader: Callable[..., Any] = vars(database)["_reader"]
    return [database.writer, reader]
