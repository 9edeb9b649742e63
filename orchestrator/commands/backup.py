"""`regia backup`: a whole copy of the database, made while the service runs."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import Data, DatabaseUrl, database_file
from schedules.store.copies import copy_store
from schedules.store.errors import StorageError


def backup(
    file: Annotated[Path, Parameter(help="The copy; it must not be there yet.")],
    /,
    *,
    data: Data = Path("data"),
    database: DatabaseUrl = None,
) -> None:
    """Copy the database to *file*, which is there only once it is whole and on disk. secrets.toml is not in it."""
    settings()
    try:
        copy_store(database_file(data, database), file)
    except StorageError as error:
        stop(f"No copy was made: {error}.")
    sys.stdout.write(f"{file} is a whole copy ({file.stat().st_size:,} bytes).\n")
