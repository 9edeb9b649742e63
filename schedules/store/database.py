"""The database: whole transactions as plain functions of a session, each run in one thread hop.

SQLite now: one writer thread, a few readers. Awaiting every statement by itself would cost twenty times as much as
SQLite does, and a second writing connection would only meet the first in SQLite's busy handler, which sleeps.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import BigInteger, Dialect, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

from schedules.store.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
READERS = 3
"""Threads."""
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_OF_A_WRITER = (
    "auto_vacuum = INCREMENTAL",  # first: it is settled before anything is in a new file
    "secure_delete = ON",
    *_PRAGMAS,
)
_OF_A_READER = (*_PRAGMAS, "query_only = ON")


TOUCHED = "touched"
"""In a session's info: the rooms whose plans its transaction changes."""
PRESSED = "pressed"
"""Likewise: those in which somebody stands and waits for what they pressed."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """The rooms that a commit concerns; those of a transaction that was undone may be among them."""

    touched: frozenset[str]
    pressed: frozenset[str]


Listener = Callable[[Session, Concerned], Callable[[], None]]
"""Called before each commit, in the writer's thread, and may read; what it returns is called after the commit.

What it raises undoes the transaction; what it returns raises nothing.
"""


def portions(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    """*ids* in lists short enough for one statement: a database takes a limited number of parameters."""
    ordered = sorted(ids)
    return (ordered[at : at + 500] for at in range(0, len(ordered), 500))


class StorageError(Exception):
    """The database cannot do what was asked, and nothing of it was stored."""


class WrongAddress(StorageError):
    """The database URL is none that this version can use; the text says why."""


class StorageFull(StorageError):
    """The disk is full."""


class StorageBusy(StorageError):
    """Another process held the database too long: ask again."""


class StorageUnusable(StorageError):
    """The file or its folder cannot be opened, read or written."""


class StorageMoved(StorageError):
    """The file that is open has its name no more: what was written into it would be gone with it."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as whole milliseconds since 1970 UTC, so that it compares alike in every database.

    Refuses naive values with ValueError; gives back UTC. What is finer than a millisecond is cut off.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
        return (value - EPOCH) // MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + value * MILLISECOND


class Base(DeclarativeBase):
    """The root of all mapped rows. Constraints are named by rule: names of indexes are unique in a whole schema."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime}


class Database:
    """One SQLite file: `write` and `read` run a function of a session as one transaction, off the event loop.

    The transaction is committed before `write` returns, and leaves nothing behind when the function raises; a writing
    function may be run a second time for that, so it does nothing but read and write. A caller cancelled
    meanwhile does not stop it. The function must return values, not rows: the session is closed by then. Both raise
    StorageError; what the function itself raises comes through, IntegrityError too.
    """

    def __init__(self, url: URL, busy_timeout_s: float) -> None:
        self.url = url
        self.named = NamedFiles(Path(str(url.database)))
        self.writer = _engine(url, busy_timeout_s, begin="BEGIN IMMEDIATE", connections=1, pragmas=_OF_A_WRITER)
        """For migrations; everything else goes through `write`."""
        self._reader = _engine(url, busy_timeout_s, begin="BEGIN", connections=READERS, pragmas=_OF_A_READER)
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

    def _before_commit(self, session: Session) -> Sequence[Callable[[], None]]:
        self.named.check()
        concerned = Concerned(frozenset(session.info.get(TOUCHED, ())), frozenset(session.info.get(PRESSED, ())))
        return [listen(session, concerned) for listen in list(self.listeners)] if concerned.touched else []

    async def write(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* alone among all writers; what it checks still holds when it stores."""
        try:
            written = self._writer.submit(lambda session: function(session, *args, **kwargs))
            return cast("T", await asyncio.wrap_future(written))
        except DBAPIError as error:
            raise self._meaning(error) from error.orig

    async def read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *function* on one unchanging picture of the database, beside any writer. It cannot write."""
        return await asyncio.get_running_loop().run_in_executor(
            self._read_threads, partial(self._read, function, *args, **kwargs)
        )

    def _read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with Session(self._reader, expire_on_commit=False) as session, session.begin():
                return function(session, *args, **kwargs)
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


class NamedFiles:
    """Whether the files that are open are those that have the database's name, the log of writes among them.

    SQLite itself goes on writing into a file that was removed or replaced, and everything is lost with it.
    """

    def __init__(self, path: Path) -> None:
        """The files of the database at *path*, which is not yet open."""
        real = path.resolve()  # SQLite keeps its log beside what a link leads to
        self._path, self._log = path, real.with_name(f"{real.name}-wal")
        self._files: dict[Path, tuple[int, int]] = {}

    def opened(self, *_: object) -> None:
        """The writer has just opened the file anew."""
        self._files = {}
        self._take(self._path)

    def about_to_open(self, *_: object) -> None:
        """A reader is about to open the file. Raises StorageMoved."""
        self.check()

    def check(self) -> None:
        """Raise StorageMoved if another file, or none, has a name. Called within a transaction, when all files are there."""
        for path in (self._path, self._log):
            known = self._files.get(path) or self._take(path)
            if known is not None and _identity(path) != known:
                raise StorageMoved(f"{path} was removed or replaced while it was open")

    def _take(self, path: Path) -> tuple[int, int] | None:
        found = _identity(path)
        if found is not None:
            self._files[path] = found
        return found


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def storage_error(error: DBAPIError) -> StorageError | None:
    """What a database error means for the caller; None if it is not the storage's fault (a constraint, a bug)."""
    return meaning_of(error.orig)


def meaning_of(error: BaseException | None) -> StorageError | None:
    """What an error of the sqlite3 module means; None if it is not the storage's fault."""
    code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the primary result code: https://www.sqlite.org/rescode.html
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:  # what is shared cannot grow: the first that fails on a full disk
        return StorageFull("database or disk is full")
    match code and code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StorageFull(str(error))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageBusy(str(error))
        case (
            sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_IOERR
            | sqlite3.SQLITE_NOTADB
            | sqlite3.SQLITE_CORRUPT
        ):
            return StorageUnusable(str(error))
    return None


def _engine(url: URL, busy_timeout_s: float, *, begin: str, connections: int, pragmas: tuple[str, ...]) -> Engine:
    # The transactions are ours, not the sqlite3 module's: it would begin them late, and deferred.
    arguments = {"check_same_thread": False, "timeout": busy_timeout_s, "isolation_level": None}
    engine = create_engine(
        url,
        connect_args=arguments,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # an error's text reaches logs, where no title may stand
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
