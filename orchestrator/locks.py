"""Locks beside the database's file: one holder at a time, and the kernel frees what a killed process held."""

import fcntl
from pathlib import Path
from typing import IO

from schedules.database import StorageUnusable


def take(database: Path, name: str) -> IO[str] | None:
    """The lock of that *name*, held until it is closed; None while another process has it. Raises StorageUnusable."""
    file = database.resolve()
    try:
        lock = file.with_name(f"{file.name}.{name}").open("w")
    except OSError as error:
        raise StorageUnusable(f"{file.parent}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
