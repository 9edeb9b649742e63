"""Files that are written once: whole under their name or not at all, and never over another."""

import os
from contextlib import suppress
from pathlib import Path

from schedules.store.copies import sync_folder


def put(path: Path, text: str, mode: int) -> bool:
    """Write *text* to a new file; False, and nothing happens, where anything has that name. Raises OSError.

    What an earlier try left that was killed is written anew.
    """
    if os.path.lexists(path):
        return False
    beside = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        beside.unlink()
    try:
        _write(beside, text, mode)
        path.hardlink_to(beside)  # unlike a renaming, never over a file that came meanwhile
    except FileExistsError:
        return False
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    sync_folder(path.parent)
    return True


def _write(path: Path, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, mode)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
