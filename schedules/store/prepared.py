"""Statements that are compiled once and run on the driver's own cursor.

For the few that each press and each plan runs: to build, look up and map them costs ten times what the database itself takes.
They belong to the transaction like all others, and see what it has not flushed yet.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

from schedules.store.dialects import dialect_of
from schedules.store.transaction import Transaction

_Convert = Callable[[Any], Any]


class Prepared:
    """A statement that gives columns, each with a name of its own. Its parameters are single values with names, too."""

    def __init__(self, statement: ReturnsRows) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}
        """By the name of the dialect."""

    def all(self, db: Transaction, **values: object) -> Sequence[Any]:
        """All rows: named tuples with the statement's columns. Raises DBAPIError."""
        db.flush()
        connection = db.connection()
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect_of(dialect.name).naming())
        driver: Any = connection.connection.driver_connection
        refused: type[Exception] = dialect.loaded_dbapi.Error
        try:
            found = driver.execute(compiled.sql, compiled.parameters(values)).fetchall()
        except refused as error:
            raise DBAPIError.instance(compiled.sql, None, error, refused, hide_parameters=True) from error
        return compiled.rows(found)

    def first(self, db: Transaction, **values: object) -> Any:
        """The first row; None without any."""
        return next(iter(self.all(db, **values)), None)

    def _compile(self, dialect: Dialect) -> "_Compiled":
        compiled = self._statement.compile(dialect=dialect)
        types: Mapping[str, TypeEngine[Any]] = {name: bound.type for name, bound in compiled.binds.items()}
        bind = {name: convert for name, kind in types.items() if (convert := kind.bind_processor(dialect))}
        constants = {name: value for name, value in (compiled.params or {}).items() if value is not None}
        columns = list(self._statement.exported_columns)
        read = [column.type.result_processor(dialect, None) for column in columns]
        row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        made = self._compiled[dialect.name] = _Compiled(str(compiled), constants, bind, read, row._make)
        return made


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
        return {
            **self.constants,
            **{name: bind[name](value) if name in bind else value for name, value in values.items()},
        }

    def rows(self, found: Iterable[Sequence[Any]]) -> Sequence[Any]:
        read = self.read
        return [
            self.row([convert(value) if convert else value for convert, value in zip(read, row, strict=True)])
            for row in found
        ]
