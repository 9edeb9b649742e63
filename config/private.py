"""Whether other users can reach our folders and files, and whether we run as root."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS_WRITE = stat.S_IWOTH
OTHERS_READ = stat.S_IRGRP | stat.S_IROTH


class Exposed(Exception):
    """Everybody on this machine may change a folder or file of ours; the text says which command mends that."""


def refuse_exposed(*paths: Path) -> None:
    """Raise Exposed if everybody may write to one of *paths*; a missing path is passed over. Raises OSError."""
    for path in paths:
        if path.exists() and path.stat().st_mode & OTHERS_WRITE:
            mode = "700" if path.is_dir() else "600"
            raise Exposed(f"anybody on this machine may write to {path}; run: chmod {mode} {path}")


def exposures(*paths: Path) -> Iterator[str]:
    """A sentence for each smaller weakness: a file that others can read, another user's file, running as root."""
    if os.geteuid() == 0:
        yield "This runs as root, which nothing here needs: give it a user of its own."
    for path in paths:
        if not path.exists():
            continue
        found = path.stat()
        if found.st_uid not in {os.geteuid(), 0}:
            yield f"{path} belongs to another user (uid {found.st_uid})."
        if path.is_file() and found.st_mode & OTHERS_READ:
            yield f"Others can read {path}; run: chmod 600 {path}"
