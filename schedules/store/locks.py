"""The locks beside the database's file."""

from pathlib import Path
from typing import IO

from config.locks import take_lock
from schedules.store.errors import StorageUnusable


def take_database_lock(database: Path, name: str) -> IO[str] | None:
    """The lock of that *name*, held until it is closed; None while another process has it. Raises StorageUnusable."""
    file = database.resolve()
    try:
        return take_lock(file.with_name(f"{file.name}.{name}"))
    except OSError as error:
        raise StorageUnusable(f"{file.parent}: {error.strerror}") from error
