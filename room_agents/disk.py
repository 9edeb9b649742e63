"""Files that survive a crash: written whole or not at all, readable by their owner only; and what a full disk refuses."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path

import structlog

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700
RETRY_S = 5.0
"""The pause after a disk refused."""
_log = structlog.get_logger()


class Refusal:
    """Logs what the disk may refuse for hours: a warning at first, DEBUG while it lasts, INFO when it is over."""

    def __init__(self) -> None:
        """Begin with nothing refused."""
        self._event: str | None = None

    def met(self, event: str, **values: object) -> None:
        """Note that the disk refused, for the first time or again."""
        _log.log(logging.DEBUG if event == self._event else logging.WARNING, event, **values)
        self._event = event

    def over(self, event: str, **values: object) -> None:
        """Note that the disk did not refuse."""
        if self._event is not None:
            _log.info(event, **values)
        self._event = None


def replace_file(path: Path, content: Iterable[bytes]) -> None:
    """Make *content* the file at *path*; after a crash either the old file or the new one is there. Raises OSError.

    A symbolic link in the place of the new file is not followed: it would lead to somebody else's file.
    """
    beside = path.with_name(path.name + ".new")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, PRIVATE)
    try:
        for part in content:
            _write_all(file, part)
        os.fsync(file)
    finally:
        os.close(file)
    beside.replace(path)
    sync_folder(path.parent)


def write_at(path: Path, offset: int, content: bytes) -> None:
    """Make *content* the end of the file, from *offset* on; if that fails, the file ends at *offset*. Raises OSError."""
    file = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        os.ftruncate(file, offset)
        os.lseek(file, offset, os.SEEK_SET)
        try:
            _write_all(file, content)
            os.fdatasync(file)
        except OSError:
            os.ftruncate(file, offset)
            raise
    finally:
        os.close(file)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in *folder* survive a crash. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_all(file: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(file, left) :]
