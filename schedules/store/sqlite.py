"""What SQLite alone does: its engines and how they are set up, its files, and what its errors mean.

A second writing connection would only meet the first in its busy handler, which sleeps: there is one.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError

from schedules.store.errors import StorageBusy, StorageError, StorageFull, StorageMoved, StorageUnusable

_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_OF_A_WRITER = (
    "auto_vacuum = INCREMENTAL",  # first: it is settled before anything is in a new file
    "secure_delete = ON",
    *_PRAGMAS,
)
_OF_A_READER = (*_PRAGMAS, "query_only = ON")


def writing_engine(url: URL, busy_timeout_s: float) -> Engine:
    """The one connection that writes; its transactions begin by taking the file's lock."""
    return _engine(url, busy_timeout_s, begin="BEGIN IMMEDIATE", connections=1, pragmas=_OF_A_WRITER)


def reading_engine(url: URL, busy_timeout_s: float, connections: int) -> Engine:
    """So many connections that cannot write, beside any writer."""
    return _engine(url, busy_timeout_s, begin="BEGIN", connections=connections, pragmas=_OF_A_READER)


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
