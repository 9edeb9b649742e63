"""Locks of files: one holder at a time, and the kernel frees what a killed process held."""

import fcntl
import os
from pathlib import Path
from typing import IO


def take_lock(path: Path) -> IO[str] | None:
    """Take the lock at *path*, which is held until it is closed; None while another process holds it.

    Raises OSError, also if *path* is a symbolic link.
    """
    lock = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
