"""Copies of the database file, and whether a file is whole. Each function opens the file by itself, and beside a service."""

import fcntl
import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from schedules.store.errors import StorageBusy, StorageUnusable
from schedules.store.sqlite import copy_file, has_any, logs_of, mistakes_in, opened, play_log, refusals

TABLES = frozenset({"alembic_version", "facts", "overrides"})
"""What a database of ours has."""


def damages(path: Path, *, within_s: float | None = None) -> tuple[str, ...] | None:
    """What is wrong with the database file, in English; None where *within_s* was too short to see it all.

    Raises StorageError where the file cannot be opened at all.
    """
    return mistakes_in(path, None if within_s is None else time.monotonic() + within_s)


def has_rows(path: Path, table: str, column: str, values: Collection[str]) -> bool:
    """Whether the file's *table*, if it has one, has a row with one of *values* in *column*. Raises StorageError."""
    with opened(path) as connection:
        return has_any(connection, table, column, values)


def copy_store(source: Path, target: Path, *, look: Callable[[Path], None] = lambda _copy: None) -> None:
    """Make *target* a whole copy of the database, as it is at one instant, readable by its owner alone.

    The service goes on writing meanwhile. *target* is not there before it is whole and on disk, and *look* had nothing
    against the copy: what that raises comes through. Raises StorageError, also where *target* is there already.
    """
    if os.path.lexists(target):
        raise StorageUnusable(f"{target} is there already, and nothing is overwritten")
    beside = target.with_name(f"{target.name}.new")
    with _claimed(beside), refusals():
        _copy(source, beside)
        look(beside)
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
    with refusals(), opened(path) as connection:
        connection.execute("UPDATE facts SET value = ? WHERE key = 'store'", (str(uuid4()).encode(),))


def exchange_store(fresh: Path, path: Path, old: Path) -> None:
    """Give *fresh*, a whole database that nobody has open, the name *path*; what had it is called *old* from then on.

    Nobody may be working on either. A crash leaves the one or the other under the name. Raises StorageError.
    """
    with refusals():
        if path.exists():
            play_log(path)
        _set_logs_aside(path, old)
        if path.exists():
            os.link(path, old)
        fresh.replace(path)
        sync_folder(path.parent)


def remove_store(path: Path) -> None:
    """Remove the database file, if it is there, and what lies beside it. Raises StorageError."""
    with refusals():
        for file in (path, *logs_of(path)):
            file.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames in *folder* last. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _set_logs_aside(path: Path, old: Path) -> None:
    """Leave no log of writes beside *path*, also of a file that is gone: it would be played into what comes."""
    for beside, with_old in zip(logs_of(path), logs_of(old), strict=True):
        if beside.exists():
            beside.rename(with_old)
    sync_folder(path.parent)


def _copy(source: Path, target: Path) -> None:
    copy_file(source, target, TABLES)
    with target.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _claimed(path: Path) -> Iterator[None]:
    """Make *path* an empty file of ours until the end; it is no link, and what a killed process left is begun anew."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise StorageUnusable(f"{path}: {error.strerror}") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(file, 0)
        os.fchmod(file, 0o600)
        for of_killed in logs_of(path):
            of_killed.unlink(missing_ok=True)
    except BlockingIOError as error:
        os.close(file)
        raise StorageBusy(f"another copy to {path} is being made") from error
    try:
        yield
    finally:
        for leftover in (path, *logs_of(path)):
            leftover.unlink(missing_ok=True)
        os.close(file)
