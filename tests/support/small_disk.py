"""A folder that is a small disk of its own, where this machine lets us mount one."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FILLER = "filler"


@contextmanager
def small_disk(folder: Path, size_mib: int) -> Iterator[bool]:
    """Make *folder* a disk of that size until the end; whether that could be done."""
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={size_mib}m,mode=0700", "tmpfs", str(folder)]
    mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave not one byte on that disk."""
    with (folder / FILLER).open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(bytes(4096)):
            pass
