"""`regia store check`: whether the database is whole; and the same look, bounded in time, before the service begins."""

import sys
from pathlib import Path

import structlog

from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop
from orchestrator.commands.store import Data, DatabaseUrl, database_file
from schedules.store.copies import damages
from schedules.store.errors import StorageError

AT_START_WITHIN_S = 10.0
"""A town's database of years takes under a second; one that takes longer is looked at by `regia store check`."""
log = structlog.get_logger()


def check(*, data: Data = Path("data"), database: DatabaseUrl = None) -> None:
    """Say whether the database is whole; it exits with 1 if it is not."""
    settings()
    path = database_file(data, database)
    try:
        found = damages(path)
    except StorageError as error:
        stop(f"The database {path} cannot be used: {error}.")
    if found:
        stop(_sentence(path, found))
    sys.stdout.write(f"{path} is whole.\n")


def only_whole(data: Path, url: str | None) -> None:
    """End the command with a sentence if the database that is there is damaged."""
    path = database_file(data, url)
    try:
        if not path.exists() or path.stat().st_size == 0:
            return  # it will be made
        found = damages(path, within_s=AT_START_WITHIN_S)
    except (StorageError, OSError) as error:
        stop(f"The database cannot be used: {error}")
    if found is None:
        log.warning("store.unchecked", path=str(path), within_s=AT_START_WITHIN_S)
    elif found:
        stop(_sentence(path, found))


def _sentence(path: Path, found: tuple[str, ...]) -> str:
    return (
        f"The database {path} is damaged: {'; '.join(found)}. "
        "Keep the file, and put the newest backup in its place: regia restore FILE."
    )
