"""One setting up at a time in a data folder, and whether an earlier one was killed before it had told all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.locks import take_lock

NAME = "regia.db.init"


class AtWork(Exception):
    """Another one works in this folder."""


@dataclass(slots=True)
class Work:
    """A setting up that has not ended."""

    again: bool
    """Whether an earlier one did not end: what it made may have been told to nobody."""
    stored: bool = False
    """Whether it has made something that has to be told."""


@contextmanager
def work_in(data: Path) -> Iterator[Work]:
    """Work alone in that folder. A file there says so until all has been told. Raises AtWork, OSError."""
    path = data / NAME
    work = Work(again=path.exists())
    lock = take_lock(path)
    if lock is None:
        raise AtWork
    with lock:
        try:
            yield work
        except BaseException:
            if not (work.again or work.stored):
                path.unlink()
            raise
        path.unlink()
