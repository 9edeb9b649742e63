"""The database: whole transactions as plain functions of *db*, each run in one thread hop.

One writer thread, a few readers: awaiting every statement by itself would cost twenty times as much as the statements do.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from schedules.store.dialects import dialect_of, parsed
from schedules.store.errors import StorageMoved
from schedules.store.sqlite import NamedFiles
from schedules.store.transaction import Transaction
from schedules.store.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
"""Threads."""
TOUCHED = "touched"
"""In a transaction's info: the rooms whose plans its transaction changes."""
PRESSED = "pressed"
"""Likewise: those in which somebody stands and waits for what they pressed."""
SIGNALS = "signals"
"""Likewise: the names of what else is written, and waited for by somebody."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """The rooms that a commit concerns, and signals; those of a transaction that was undone may be among them."""

    touched: frozenset[str]
    pressed: frozenset[str]
    signals: frozenset[str] = frozenset()


Listener = Callable[[Transaction, Concerned], Callable[[], None]]
"""Called before each commit, in the writer's thread, and may read; what it returns is called after the commit.

What it raises undoes the transaction; what it returns raises nothing.
"""


class Database:
    """One database: `write` and `read` run a function of *db* as one transaction, off the event loop.

    The transaction is committed before `write` returns, and leaves nothing behind when the function raises; a writing
    function may be run a second time for that, so it does nothing but read and write. A caller cancelled
    meanwhile does not stop it. The function must return values, not rows: the transaction is over by then. Both raise
    StorageError; what the function itself raises comes through, IntegrityError too.
    """

    def __init__(self, url: URL, busy_timeout_s: float) -> None:
        self.url = url
        self._dialect = dialect_of(url.get_backend_name())
        self.named = NamedFiles(self.path)
        self.writer = self._dialect.writing_engine(url, busy_timeout_s, self.named)
        """For migrations; everything else goes through `write`."""
        self._reader = self._dialect.reading_engine(url, busy_timeout_s, READERS, self.named)
        self._writer = Writer(self.writer, self._dialect.rows_written, self._before_commit)
        self.listeners: list[Listener] = []
        self._read_threads = ThreadPoolExecutor(READERS, thread_name_prefix="database-read")

    @property
    def path(self) -> Path:
        """The file."""
        return Path(str(self.url.database))

    def _before_commit(self, db: Transaction) -> Sequence[Callable[[], None]]:
        self.named.check()
        concerned = Concerned(*(frozenset(db.info.get(name, ())) for name in (TOUCHED, PRESSED, SIGNALS)))
        somebody = concerned.touched or concerned.signals
        return [listen(db, concerned) for listen in list(self.listeners)] if somebody else []

    async def write(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* alone among all writers; what it checks still holds when it stores."""
        try:
            written = self._writer.submit(lambda db: function(db, *args, **kwargs))
            return cast("T", await asyncio.wrap_future(written))
        except DBAPIError as error:
            raise self.meaning_of(error) from error.orig

    async def read(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* on one unchanging picture of the database, beside any writer. It cannot write."""
        return await asyncio.get_running_loop().run_in_executor(
            self._read_threads, partial(self._read, function, *args, **kwargs)
        )

    def _read(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with Transaction(self._reader, expire_on_commit=False) as db, db.begin():
                return function(db, *args, **kwargs)
        except DBAPIError as error:
            raise self.meaning_of(error) from error.orig

    async def between(self, function: Callable[[Any], T]) -> T:
        """Run *function* on the driver's own connection, between two transactions. What it does, nobody waits for long."""
        try:
            return await asyncio.wrap_future(self._writer.between(function))
        except Exception as error:
            meaning = self._dialect.meaning_of(error)
            if meaning is None:
                raise
            raise meaning from error

    def meaning_of(self, error: DBAPIError) -> Exception:
        """What to raise for *error*. A file that has just come under the name has none of our tables: that is no bug."""
        try:
            self.named.check()
        except StorageMoved as moved:
            return moved
        return self._dialect.meaning_of(error.orig) or error

    def close(self) -> None:
        """End the threads, after the transactions that have begun, and close the file."""
        self._writer.close()
        self._read_threads.shutdown(cancel_futures=True)
        self._reader.dispose()
        self.writer.dispose()  # last: with the last connection what was written goes into the file


def open_database(address: str, *, busy_timeout_s: float = 5.0) -> Database:
    """The database at *address*. A file is touched at the first transaction.

    A transaction waits *busy_timeout_s* for another process's; `regia token add` takes milliseconds. Raises WrongAddress.
    """
    return Database(parsed(address), busy_timeout_s)
