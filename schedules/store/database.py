"""The database: whole transactions as plain functions of *db*, each run in one thread hop.

One writer thread, a few readers: awaiting every statement by itself would cost twenty times as much as the statements do.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from schedules.store.errors import StorageMoved, WrongAddress
from schedules.store.sqlite import NamedFiles, meaning_of, reading_engine, storage_error, writing_engine
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


@dataclass(frozen=True, slots=True)
class Concerned:
    """The rooms that a commit concerns; those of a transaction that was undone may be among them."""

    touched: frozenset[str]
    pressed: frozenset[str]


Listener = Callable[[Transaction, Concerned], Callable[[], None]]
"""Called before each commit, in the writer's thread, and may read; what it returns is called after the commit.

What it raises undoes the transaction; what it returns raises nothing.
"""


class Database:
    """One SQLite file: `write` and `read` run a function of *db* as one transaction, off the event loop.

    The transaction is committed before `write` returns, and leaves nothing behind when the function raises; a writing
    function may be run a second time for that, so it does nothing but read and write. A caller cancelled
    meanwhile does not stop it. The function must return values, not rows: the transaction is over by then. Both raise
    StorageError; what the function itself raises comes through, IntegrityError too.
    """

    def __init__(self, url: URL, busy_timeout_s: float) -> None:
        self.url = url
        self.named = NamedFiles(Path(str(url.database)))
        self.writer = writing_engine(url, busy_timeout_s)
        """For migrations; everything else goes through `write`."""
        self._reader = reading_engine(url, busy_timeout_s, READERS)
        event.listen(self.writer, "connect", self.named.opened)
        # A reader that opens another file of that name would empty the shared memory under the others' feet: SIGBUS.
        event.listen(self._reader, "do_connect", self.named.about_to_open)
        self._writer = Writer(self.writer, self._before_commit)
        self.listeners: list[Listener] = []
        self._read_threads = ThreadPoolExecutor(READERS, thread_name_prefix="database-read")

    @property
    def path(self) -> Path:
        """The file."""
        return Path(str(self.url.database))

    def _before_commit(self, db: Transaction) -> Sequence[Callable[[], None]]:
        self.named.check()
        concerned = Concerned(frozenset(db.info.get(TOUCHED, ())), frozenset(db.info.get(PRESSED, ())))
        return [listen(db, concerned) for listen in list(self.listeners)] if concerned.touched else []

    async def write(self, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* alone among all writers; what it checks still holds when it stores."""
        try:
            written = self._writer.submit(lambda db: function(db, *args, **kwargs))
            return cast("T", await asyncio.wrap_future(written))
        except DBAPIError as error:
            raise self._meaning(error) from error.orig

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
            raise self._meaning(error) from error.orig

    async def between(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run *function* on the writer's connection, between two transactions. What it does, nobody waits for long."""
        try:
            return await asyncio.wrap_future(self._writer.between(function))
        except sqlite3.Error as error:
            raise meaning_of(error) or error from error

    def _meaning(self, error: DBAPIError) -> Exception:
        """What to raise for *error*. A file that has just come under the name has none of our tables: that is no bug."""
        try:
            self.named.check()
        except StorageMoved as moved:
            return moved
        return storage_error(error) or error

    def close(self) -> None:
        """End the threads, after the transactions that have begun, and close the file."""
        self._writer.close()
        self._read_threads.shutdown(cancel_futures=True)
        self._reader.dispose()
        self.writer.dispose()  # last: the closing of the last connection empties the write-ahead log


def open_database(url: str, *, busy_timeout_s: float = 5.0) -> Database:
    """The database at *url*, like ``sqlite:////var/lib/regia/regia.db``. The file is touched at the first transaction.

    A transaction waits *busy_timeout_s* for another process's; `regia token add` takes milliseconds. Raises WrongAddress.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise WrongAddress(f"{url!r} is not a database address; write it like sqlite:///regia.db") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return Database(parsed.set(drivername="sqlite"), busy_timeout_s)
        case "sqlite":
            raise WrongAddress("SQLite in memory would be forgotten at the end; name a file, like sqlite:///regia.db")
        case "postgresql" | "postgres":
            raise WrongAddress("PostgreSQL comes with a later version; use SQLite, like sqlite:///regia.db")
        case other:
            raise WrongAddress(f"there is no support for {other!r} databases; use SQLite, like sqlite:///regia.db")
