"""What SQLite alone does: its engines and how they are set up, its files, what its errors mean, its promise.

A second writing connection would only meet the first in its busy handler, which sleeps: there is one.
"""

import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.dialects import registry, sqlite
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, Connection
from sqlalchemy.util import LRUCache

from schedules.store.errors import (
    StorageBusy,
    StorageError,
    StorageFull,
    StorageMoved,
    StorageUnusable,
    WrongAddress,
)

_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_OF_A_WRITER = (
    "auto_vacuum = INCREMENTAL",  # first: it is settled before anything is in a new file
    "secure_delete = ON",
    *_PRAGMAS,
)
_OF_A_READER = (*_PRAGMAS, "query_only = ON")
_NAMING = sqlite.dialect(paramstyle="named")
NUMBERS_ONCE = {"sqlite_autoincrement": True}
"""For a table whose numbers are never given twice, also after the newest row was deleted."""
BY_KEY_ALONE = {"sqlite_with_rowid": False}
"""For a table whose rows get no number besides their key, which would say in what order they came."""
_STEPS = 10_000
"""Of SQLite's machine, between two looks at the time."""
_MISTAKES_TOLD = 5
_PAGES = 200
"""Given back at a time, in some milliseconds."""
_LOGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file, and plays into whatever has the file's name when it is opened next."""


def address_of(path: Path) -> str:
    """The address of the database in the file *path*."""
    return f"sqlite:///{path.absolute()}"


def checked(url: URL) -> URL:
    """The address of a file, by the driver that we use. Raises WrongAddress."""
    if not url.database or url.database == ":memory:":
        raise WrongAddress("SQLite in memory would be forgotten at the end; name a file, like sqlite:///regia.db")
    return url.set(drivername="sqlite")


class AlikeDialect(SQLiteDialect_pysqlite):
    """The dialect of all engines here, which are set up alike: what one compiled, the others take.

    SQLAlchemy keeps compiled statements by the dialect, and would have each engine compile everything for itself.
    """

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AlikeDialect)

    def __hash__(self) -> int:
        return hash(AlikeDialect)


registry.register("sqlite.alike", __name__, AlikeDialect.__name__)
_COMPILED: LRUCache[object, object] = LRUCache(2000)


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

    def about_to_open(self, _dialect: object, _record: object, opened: list[str], arguments: dict[str, object]) -> None:
        """A reader is about to open the file, and makes none where it was removed just now. Raises StorageMoved."""
        self.check()
        opened[0] = f"{self._path.absolute().as_uri()}?mode=rw"
        arguments["uri"] = True

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


def writing_engine(url: URL, busy_timeout_s: float, named: NamedFiles) -> Engine:
    """The one connection that writes; its transactions begin by taking the file's lock."""
    engine = _engine(url, busy_timeout_s, begin="BEGIN IMMEDIATE", connections=1, pragmas=_OF_A_WRITER)
    event.listen(engine, "connect", named.opened)
    return engine


def reading_engine(url: URL, busy_timeout_s: float, connections: int, named: NamedFiles) -> Engine:
    """So many connections that cannot write, beside any writer."""
    engine = _engine(url, busy_timeout_s, begin="BEGIN", connections=connections, pragmas=_OF_A_READER)
    # A reader that opens another file of that name would empty the shared memory under the others' feet: SIGBUS.
    event.listen(engine, "do_connect", named.about_to_open)
    return engine


def _engine(url: URL, busy_timeout_s: float, *, begin: str, connections: int, pragmas: tuple[str, ...]) -> Engine:
    # The transactions are ours, not the sqlite3 module's: it would begin them late, and deferred.
    arguments = {"check_same_thread": False, "timeout": busy_timeout_s, "isolation_level": None}
    engine = create_engine(
        url.set(drivername="sqlite+alike"),
        execution_options={"compiled_cache": _COMPILED},
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


def naming() -> Dialect:
    """What compiles statements whose parameters have names. Engines give them by place, which is faster for many rows."""
    return _NAMING


def meaning_of(error: BaseException | None) -> StorageError | None:
    """What an error of the driver means; None if it is not the storage's fault (a constraint, a bug)."""
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


def rows_written(connection: Connection) -> int:
    """How many rows this connection has ever written."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - for the types alone
    return driver.total_changes


def promise_no_overlap(connection: Connection, message: str) -> None:
    """Let the database refuse, with *message*, rows of `occupancies` that hold one room at one time.

    Rows that hold their room are disjoint already, so the first one that ends after the new one starts is also the one that
    starts first: looking at it alone is enough. The index begins with the end for the same reason everywhere: the past
    grows for ever, what has not ended yet does not.
    """
    clash = f"""
    SELECT RAISE(ABORT, '{message}') WHERE NEW.holding AND NEW."end" > (
        SELECT start FROM occupancies
        WHERE room_id = NEW.room_id AND holding AND "end" > NEW.start AND occurrence_id <> NEW.occurrence_id
        ORDER BY "end", start LIMIT 1
    );
"""  # noqa: S608
    for when in ("INSERT", "UPDATE"):
        name = f"occupancies_no_overlap_{when.lower()}"
        connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {when} ON occupancies BEGIN{clash}END")


def promise_to_keep_acts(connection: Connection, same: Sequence[str], blanked: Mapping[str, str], message: str) -> None:
    """Let the database refuse, with *message*, other values in rows of `acts`, and that rows go before `act_terms` says.

    Columns that are *blanked* may lose what they say, and all others stay the *same*.
    """
    is_same = [f'NEW."{name}" IS OLD."{name}"' for name in same]
    is_less = [f"""NEW."{name}" IN (OLD."{name}", '{blank}')""" for name, blank in blanked.items()]
    gone = 'OLD.at < (SELECT "before" FROM act_terms WHERE action = OLD.action)'
    for when, allowed in (("UPDATE", " AND ".join([*is_same, *is_less])), ("DELETE", f"coalesce({gone}, 0)")):
        refuse = f"SELECT RAISE(ABORT, '{message}');"
        trigger = f"CREATE TRIGGER acts_kept_{when.lower()} BEFORE {when} ON acts WHEN NOT ({allowed})"
        connection.exec_driver_sql(f"{trigger} BEGIN {refuse} END")


# --- a file that nobody need have open


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, which must be there, beside whoever works on it. Raises StorageError."""
    with (
        refusals(),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as connection,
    ):
        yield connection


@contextmanager
def refusals() -> Iterator[None]:
    """Raise StorageError for what the driver or the file's system refuses within."""
    try:
        yield
    except sqlite3.Error as error:
        raise meaning_of(error) or StorageUnusable(str(error)) from error
    except OSError as error:
        raise StorageUnusable(f"{error.filename or 'the file'}: {error.strerror}") from error


def logs_of(path: Path) -> Sequence[Path]:
    """What may lie beside the file and belongs to it."""
    return [path.with_name(path.name + suffix) for suffix in _LOGS]


def mistakes_in(path: Path, deadline: float | None = None) -> tuple[str, ...] | None:
    """What is wrong with the file, as SQLite says it; None where it was not all seen by *deadline*, a monotonic time."""
    with opened(path) as connection:
        if deadline is not None:
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            return _mistakes(connection)
        except sqlite3.DatabaseError as error:
            match error.sqlite_errorcode & 0xFF:
                case sqlite3.SQLITE_INTERRUPT:
                    return None
                case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                    return (str(error),)
            raise


def has_any(connection: sqlite3.Connection, table: str, column: str, values: Collection[str]) -> bool:
    """Whether *table*, if there is one, has a row with one of *values* in *column*; the names are our own."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone():
        return False
    places = ", ".join("?" for _ in values)
    found = connection.execute(f"SELECT 1 FROM {table} WHERE {column} IN ({places}) LIMIT 1", tuple(values))  # noqa: S608
    return found.fetchone() is not None


def copy_file(source: Path, target: Path, tables: frozenset[str]) -> None:
    """Make *target*, an empty file, a whole copy of *source* as it is at one instant.

    Raises StorageError, also where *source* lacks one of *tables* or is damaged.
    """
    with opened(source) as here, closing(sqlite3.connect(target, isolation_level=None)) as there:
        found = {str(row[0]) for row in here.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not found >= tables:
            raise StorageUnusable(f"{source} is no database of Regia")
        here.backup(there)  # in one step: of one instant, and no writer has to wait for it
        there.execute("PRAGMA journal_mode = DELETE").fetchall()
        mistakes = _mistakes(there)
    if mistakes:
        raise StorageUnusable(f"{source} is damaged: {'; '.join(mistakes)}")


def play_log(path: Path) -> None:
    """Play the log of writes into *path*. One that is too damaged stays as it is. Raises StorageBusy."""
    try:
        with opened(path) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except StorageBusy:
        raise
    except (StorageError, sqlite3.DatabaseError):
        pass


def _mistakes(connection: sqlite3.Connection) -> tuple[str, ...]:
    found = tuple(str(row[0]) for row in connection.execute(f"PRAGMA quick_check({_MISTAKES_TOLD})"))
    return () if found == ("ok",) else found


# --- freed space; each on the writer's connection, between two transactions


def give_back_space(connection: sqlite3.Connection) -> bool:
    """Give some free pages back to the disk; whether there are more. A file of an earlier version keeps them for its own use."""
    free = _number(connection, "freelist_count")
    connection.executescript(f"PRAGMA incremental_vacuum({_PAGES})")  # `execute` would stop after its first page
    return 0 < _number(connection, "freelist_count") < free


def empty_log(connection: sqlite3.Connection) -> bool:
    """Play the log of writes into the file and cut it to nothing; whether nobody was in the way."""
    patience_ms = _number(connection, "busy_timeout")
    connection.execute("PRAGMA busy_timeout = 0").fetchall()  # who writes next waits for us
    try:
        ((busy, *_),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience_ms}").fetchall()
    return not busy


def write_anew(connection: sqlite3.Connection) -> None:
    """Write the whole file anew, without what it holds of deleted rows.

    SQLite overwrites what is deleted (`secure_delete`), but for copies that stay behind, seldom, where it once moved rows
    from page to page.
    """
    connection.execute("VACUUM")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
