"""Locks of files: one holder at a time, and the kernel frees what a killed process held."""

import fcntl
from pathlib import Path
from typing import IO


def take_lock(path: Path) -> IO[str] | None:
    """The lock at *path*, held until it is closed; None while another process has it. Raises OSError."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
