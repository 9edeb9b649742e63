"""Statements that are compiled once and run on the driver's own cursor.

For the few that each press and each plan runs: to build, look up and map them costs ten times what SQLite itself takes.
They belong to the transaction like all others, and see what it has not flushed yet.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

from schedules.store.transaction import Transaction

_Convert = Callable[[Any], Any]
_DIALECT = sqlite.dialect(paramstyle="named")


class Prepared:
    """A statement that gives columns, each with a name of its own. Its parameters are single values with names, too."""

    def __init__(self, statement: ReturnsRows) -> None:
        self._statement = statement

    def all(self, db: Transaction, **values: object) -> Sequence[Any]:
        """All rows: named tuples with the statement's columns. Raises DBAPIError."""
        db.flush()
        driver: Any = db.connection().connection.driver_connection
        try:
            found = driver.execute(self._compiled.sql, self._compiled.parameters(values)).fetchall()
        except sqlite3.Error as error:
            raise DBAPIError.instance(self._compiled.sql, None, error, sqlite3.Error, hide_parameters=True) from error
        return self._compiled.rows(found)

    def first(self, db: Transaction, **values: object) -> Any:
        """The first row; None without any."""
        return next(iter(self.all(db, **values)), None)

    @cached_property
    def _compiled(self) -> "_Compiled":
        compiled = self._statement.compile(dialect=_DIALECT)
        types: Mapping[str, TypeEngine[Any]] = {name: one.type for name, one in compiled.binds.items()}
        bind = {name: convert for name, kind in types.items() if (convert := kind.bind_processor(_DIALECT))}
        constants = {name: value for name, value in (compiled.params or {}).items() if value is not None}
        columns = list(self._statement.exported_columns)
        read = [column.type.result_processor(_DIALECT, None) for column in columns]
        row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        return _Compiled(str(compiled), constants, bind, read, row._make)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as the driver takes it."""

    sql: str
    constants: Mapping[str, object]
    bind: Mapping[str, _Convert]
    """From our values to the driver's, where they differ."""
    read: Sequence[_Convert | None]
    """From the driver's values to ours, by column."""
    row: Callable[[Iterable[Any]], Any]

    def parameters(self, values: Mapping[str, object]) -> dict[str, object]:
        bind = self.bind
        return {**self.constants, **{name: bind[name](one) if name in bind else one for name, one in values.items()}}

    def rows(self, found: Iterable[Sequence[Any]]) -> Sequence[Any]:
        read = self.read
        return [
            self.row([convert(one) if convert else one for convert, one in zip(read, row, strict=True)])
            for row in found
        ]
