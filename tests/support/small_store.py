"""A store of a few MiB with a past, as old as wanted, made in seconds; and what is in one, looked at without touching it."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from orchestrator.migrations.run import unmake
from orchestrator.migrations.schema import upgrade
from schedules.store.database import open_database
from schedules.store.facts import store_facts
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction

SECRET = "Zibellina"
"""In the titles of confidential bookings, and nowhere else."""
INSERT = text(
    "INSERT INTO occurrences (id, calendar, uid, recurrence, start, end, title, confidential, closure, sequence, withdrawn,"
    " created_at) VALUES (:id, 'sale', :uid, 0, :start, :end, :title, :confidential, 0, 0, 0, 0)"
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a database says: its schema's revision, its store's id, and its bookings' titles by their ids."""

    revision: str
    store: bytes
    titles: Mapping[str, str]
    rooms: Mapping[str, tuple[str | None, str | None]]
    """The version of the room files that each follows, and the one it is to follow."""


def make_store(path: Path, site: str, name: str, bookings: int, *, revision: str | None = None) -> None:
    """A store with so many bookings, called *name*, over the last thousand days; every third confidential.

    An older *revision* is as a service of that time left it.
    """
    database = open_database(f"sqlite:///{path}")
    with closing(database):
        upgrade(database)
        with Transaction(database.writer) as db, db.begin():
            store_facts(db)
            wish_site(
                db,
                hashlib.sha256(site.encode()).hexdigest(),
                (("sito.toml", site),),
                ["sala-1", "sala-2"],
                _ago(0),
            )
            _fill(db.connection(), name, bookings)
        if revision is not None:
            with database.writer.begin() as connection:
                unmake(connection, revision)


def content_of(path: Path, beside: Path) -> Content:
    """What the database at *path* says, with the log of writes that lies there; read from copies in *beside*.

    So nothing there is repaired by the looking. Raises AssertionError if it is not whole.
    """
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")):
        if file.exists():
            shutil.copy(file, beside / file.name)
    with closing(sqlite3.connect(beside / path.name)) as database:
        assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        ((revision,),) = database.execute("SELECT version_num FROM alembic_version")
        ((store,),) = database.execute("SELECT value FROM facts WHERE key = 'store'")
        titles = dict(database.execute("SELECT id, title FROM occurrences"))
        versions = database.execute("SELECT id, active_digest, wished_digest FROM rooms")
        return Content(revision, store, titles, {room: (follows, wished) for room, follows, wished in versions})


def _fill(connection: Connection, name: str, bookings: int) -> None:
    connection.execute(INSERT, list(_rows(name, bookings)))


def _rows(name: str, bookings: int) -> Iterator[Mapping[str, object]]:
    for number in range(bookings):
        secret = number % 3 == 0
        start = _ago(1 + 1000 * number / bookings)
        yield {
            "id": hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:24],
            "uid": f"{name}-{number}",
            "start": round(start.timestamp() * 1000),
            "end": round((start + timedelta(minutes=10)).timestamp() * 1000),
            "title": f"{SECRET if secret else 'Consiglio'} {name} {number} " * 5,
            "confidential": secret,
        }


def _ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)
