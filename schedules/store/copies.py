"""Copies of the database file, and whether one is whole. Each function opens the file by itself, and beside a service."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from schedules.store.errors import StorageBusy, StorageError, StorageUnusable
from schedules.store.sqlite import meaning_of

STEPS = 10_000
"""Of SQLite's machine, between two looks at the time."""
MISTAKES_TOLD = 5
LOGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file, and plays into whatever has the file's name when it is opened next."""


def damages(path: Path, *, within_s: float | None = None) -> tuple[str, ...] | None:
    """What is wrong with the database file, as SQLite says it; None where *within_s* was too short to see it all.

    Raises StorageError where the file cannot be opened at all.
    """
    deadline = None if within_s is None else time.monotonic() + within_s
    with _open(path) as connection:
        if deadline is not None:
            connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
        try:
            found = [str(row[0]) for row in connection.execute(f"PRAGMA quick_check({MISTAKES_TOLD})")]
        except sqlite3.DatabaseError as error:
            match error.sqlite_errorcode & 0xFF:
                case sqlite3.SQLITE_INTERRUPT:
                    return None
                case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                    return (str(error),)
            raise
    return () if found == ["ok"] else tuple(found)


def copy_store(source: Path, target: Path) -> None:
    """Make *target* a whole copy of the database, as it is at one instant, readable by its owner alone.

    The service goes on writing meanwhile. *target* is not there before it is whole and on disk. Raises StorageError,
    also where *target* is there already.
    """
    if os.path.lexists(target):
        raise StorageUnusable(f"{target} is there already, and nothing is overwritten")
    beside = target.with_name(f"{target.name}.new")
    with _claimed(beside), _refusals():
        _copy(source, beside)
        try:
            os.link(beside, target)  # unlike a renaming, never over a file that came meanwhile
        except FileExistsError as error:
            raise StorageUnusable(f"{target} is there already, and nothing is overwritten") from error
        except OSError:  # a stick's file system has no links
            beside.rename(target)
        beside.unlink(missing_ok=True)
        sync_folder(target.parent)


def rename_store(path: Path) -> None:
    """Give the database file a new identity, so that agents take its plans whatever their revisions are."""
    with _refusals(), _open(path) as connection:
        connection.execute("UPDATE facts SET value = ? WHERE key = 'store'", (str(uuid4()).encode(),))


def exchange_store(fresh: Path, path: Path, old: Path) -> None:
    """Give *fresh*, a whole database that nobody has open, the name *path*; what had it is called *old* from then on.

    Nobody may be working on either. A crash leaves the one or the other under the name. Raises StorageError.
    """
    with _refusals():
        if path.exists():
            _settle(path)
        _set_logs_aside(path, old)
        if path.exists():
            os.link(path, old)
        fresh.replace(path)
        sync_folder(path.parent)


def remove_store(path: Path) -> None:
    """Remove the database file, if it is there, and what lies beside it. Raises StorageError."""
    with _refusals():
        for one in (path, *_logs(path)):
            one.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames in *folder* last. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _settle(path: Path) -> None:
    """Play the log of writes into *path*."""
    try:
        with _open(path) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except StorageBusy:
        raise
    except (StorageError, sqlite3.DatabaseError):
        pass  # it is too damaged for that; its log goes with it


def _set_logs_aside(path: Path, old: Path) -> None:
    """Leave no log of writes beside *path*, also of a file that is gone: it would be played into what comes."""
    for beside, with_old in zip(_logs(path), _logs(old), strict=True):
        if beside.exists():
            beside.rename(with_old)
    sync_folder(path.parent)


def _logs(path: Path) -> Sequence[Path]:
    return [path.with_name(path.name + suffix) for suffix in LOGS]


def _copy(source: Path, target: Path) -> None:
    with _open(source) as here, closing(sqlite3.connect(target, isolation_level=None)) as there:
        tables = {str(row[0]) for row in here.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= {"alembic_version", "facts", "overrides"}:
            raise StorageUnusable(f"{source} is no database of Regia")
        here.backup(there)  # in one step: of one instant, and no writer has to wait for it
        there.execute("PRAGMA journal_mode = DELETE").fetchall()
        found = [str(row[0]) for row in there.execute(f"PRAGMA quick_check({MISTAKES_TOLD})")]
    if found != ["ok"]:
        raise StorageUnusable(f"{source} is damaged: {'; '.join(found)}")
    with target.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _claimed(path: Path) -> Iterator[None]:
    """Make *path* an empty file of ours until the end; it is no link, and a killed one's is begun anew."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StorageUnusable(f"{path}: {error.strerror}") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(file, 0)
        os.fchmod(file, 0o600)
        for of_killed in _logs(path):
            of_killed.unlink(missing_ok=True)
    except BlockingIOError as error:
        os.close(file)
        raise StorageBusy(f"another copy to {path} is being made") from error
    try:
        yield
    finally:
        for leftover in (path, *_logs(path)):
            leftover.unlink(missing_ok=True)
        os.close(file)


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, which must be there."""
    with (
        _refusals(),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as connection,
    ):
        yield connection


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise meaning_of(error) or StorageUnusable(str(error)) from error
    except OSError as error:
        raise StorageUnusable(f"{error.filename or 'the file'}: {error.strerror}") from error
