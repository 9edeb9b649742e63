"""Bring a database to the schema of this program, one process at a time.

alembic takes a while to load and is loaded only when there is something to do.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from schedules.database import Database, StorageBusy, StorageError, StorageUnusable, storage_error

HEAD = "0001"
"""The newest revision; a test compares it with what alembic finds in versions/."""
LOCK_WAIT_S = 60.0
"""Longer than any migration of a town's database takes."""


class SchemaTooNew(StorageError):
    """A later version of the program has changed this database."""


def version(session: Session) -> str | None:
    """The revision the database has; None where it is empty."""
    return _version(session.connection())


def upgrade(database: Database) -> None:
    """Apply what is missing, all or nothing. Raises StorageError, SchemaTooNew among them."""
    with _alone(database.path):
        try:
            with database.writer.begin() as connection:
                if _version(connection) != HEAD:
                    _migrate(connection)
        except DBAPIError as error:
            raise storage_error(error) or error from error.orig


def _migrate(connection: Connection) -> None:
    from orchestrator.migrations.run import knows, migrate

    found = _version(connection)
    if found is not None and not knows(found):
        raise SchemaTooNew(
            f"this database was changed by a later version of Regia (schema {found}, this one has {HEAD})"
        )
    migrate(connection, HEAD)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock beside the database; the kernel frees it even if we are killed."""
    try:
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise StorageUnusable(f"{path.parent}: {error.strerror}") from error
    with lock:
        deadline = time.monotonic() + LOCK_WAIT_S
        while not _locked(lock.fileno()):
            if time.monotonic() > deadline:
                raise StorageBusy(f"another process has been preparing {path} for {LOCK_WAIT_S:.0f} seconds")
            time.sleep(0.05)
        yield


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
