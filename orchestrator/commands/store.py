"""Open the database a command was pointed at, or end with a sentence that says why not."""

import os
from pathlib import Path
from typing import IO, Annotated

from cyclopts import Parameter

from config.private import Exposed, refuse_exposed
from orchestrator.commands.stopping import stop
from orchestrator.migrations.schema import upgrade
from schedules.store.database import Database, open_database
from schedules.store.dialects import address_of
from schedules.store.errors import StorageError, StorageUnusable
from schedules.store.locks import take_database_lock

FILE = "regia.db"

Data = Annotated[Path, Parameter(help="Folder of the database; made if it is not there.", env_var="REGIA_DATA")]
DatabaseUrl = Annotated[str | None, Parameter(help="Another database than the one in the data folder.")]


def open_store(data: Path, url: str | None, *, make: bool = True) -> Database:
    """The database at *url*, or in the folder *data*, with our schema; exits with 1 and a sentence if it cannot be had.

    Where there is none it is made, unless *make* says no. What is made is readable by its owner alone: the file holds
    people's bookings and the keys of conferences.
    """
    try:
        if url is None and make:
            make_folder(data)
        database = open_database(url or address_of(data / FILE))
        _open_file(database.path, make=make)
        refuse_exposed(database.path.parent, database.path)
        upgrade(database)
    except (StorageError, Exposed) as error:
        stop(f"The database cannot be used: {error}")
    return database


def only_service(database: Database) -> IO[str]:
    """Makes this the one service over *database* until it is closed; exits with 1 and a sentence where one runs already.

    Two would each know only the agents that are connected to itself.
    """
    try:
        lock = take_database_lock(database.path, "serving")
    except StorageError as error:
        stop(f"The database cannot be used: {error}")
    if lock is None:
        stop(
            f"A service runs on {database.path} already: end that one, or give this one a folder of its own by --data."
        )
    return lock


def database_file(data: Path, url: str | None) -> Path:
    """The file of the database at *url*, or in the folder *data*; exits with 1 and a sentence if that is no address."""
    try:
        database = open_database(url or address_of(data / FILE))
    except StorageError as error:
        stop(f"The database cannot be used: {error}")
    database.close()
    return database.path


def make_folder(data: Path) -> None:
    """Make the folder, for its owner alone. Raises StorageUnusable."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnusable(f"{data}: {error.strerror}") from error


def _open_file(path: Path, *, make: bool) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | (os.O_CREAT if make else 0), 0o600))
    except OSError as error:
        raise StorageUnusable(f"{path}: {error.strerror}") from error
