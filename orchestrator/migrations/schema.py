"""Bring a database to the schema of this program, one process at a time.

A new database is made from the tables as they are, an older one by the revisions that it lacks; a test holds the two to
be the same, to the letter. alembic costs a fresh start 0.2 s and 10 MiB, so only an older database loads it.
"""

import time
from pathlib import Path
from typing import IO

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, inspect, select
from sqlalchemy.exc import DBAPIError

from orchestrator.migrations.tables import METADATA
from schedules.store.database import Database
from schedules.store.errors import StorageBusy, StorageError
from schedules.store.locks import take_database_lock
from schedules.store.transaction import Transaction

HEAD = "0044"
"""The newest revision; a test compares it with what alembic finds in versions/."""
LOCK_WAIT_S = 60.0
"""Longer than any migration of a town's database takes."""

_ALEMBIC_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""As alembic makes it, which keeps one row in it."""


class SchemaTooNew(StorageError):
    """A later version of the program has changed this database."""


def version(db: Transaction) -> str | None:
    """The revision the database has; None where it is empty."""
    return _version(db.connection())


def upgrade(database: Database) -> None:
    """Make or apply what is missing, all or nothing. Raises StorageError, SchemaTooNew among them."""
    with _alone(database.path):
        try:
            with database.writer.begin() as connection:
                _bring_to_head(connection)
        except DBAPIError as error:
            raise database.meaning_of(error) from error.orig


def _bring_to_head(connection: Connection) -> None:
    if not _is_versioned(connection):
        _make(connection)
    elif (found := _version(connection)) != HEAD:
        _migrate(connection, found)


def _make(connection: Connection) -> None:
    METADATA.create_all(connection)
    _ALEMBIC_VERSION.create(connection)
    connection.execute(_ALEMBIC_VERSION.insert(), {"version_num": HEAD})


def _migrate(connection: Connection, found: str | None) -> None:
    from orchestrator.migrations.run import knows, migrate

    if found is not None and not knows(found):
        raise SchemaTooNew(
            f"this database was changed by a later version of Regia (schema {found}, this one has {HEAD})"
        )
    migrate(connection, HEAD)


def _is_versioned(connection: Connection) -> bool:
    return inspect(connection).has_table(_ALEMBIC_VERSION.name)


def _version(connection: Connection) -> str | None:
    return connection.scalar(select(_ALEMBIC_VERSION.c.version_num)) if _is_versioned(connection) else None


def _alone(path: Path) -> IO[str]:
    """Wait for the lock that whoever prepares a database holds."""
    deadline = time.monotonic() + LOCK_WAIT_S
    while (lock := take_database_lock(path, "lock")) is None:
        if time.monotonic() > deadline:
            raise StorageBusy(f"another process has been preparing {path} for {LOCK_WAIT_S:.0f} seconds")
        time.sleep(0.05)
    return lock
