"""The user as whom the service runs: root sets everything up as that user, everybody else for themselves."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USUAL = "regia"


class NoSuchUser(Exception):
    """This machine has no user of that name."""


class NotRoot(Exception):
    """Only root can set something up for another user."""


def owner_named(name: str | None) -> pwd.struct_passwd:
    """The user of that name; without one whoever runs this, but for root USUAL. Raises NoSuchUser, NotRoot."""
    own = pwd.getpwuid(os.geteuid())
    if name is None and own.pw_uid != 0:
        return own
    try:
        found = pwd.getpwnam(name or USUAL)
    except (KeyError, ValueError):
        raise NoSuchUser(name or USUAL) from None
    if own.pw_uid not in (0, found.pw_uid):
        raise NotRoot(found.pw_name)
    return found


def become(owner: pwd.struct_passwd) -> None:
    """Do as *owner* whatever is done from now on; nothing changes for who is that user already."""
    if os.geteuid() != owner.pw_uid:
        os.initgroups(owner.pw_name, owner.pw_gid)
        os.setegid(owner.pw_gid)
        os.seteuid(owner.pw_uid)


def make_folder(path: Path, owner: pwd.struct_passwd) -> None:
    """Make the folder for *owner* alone, where it is not there yet. Raises OSError."""
    if not path.is_dir():
        with _as_at_first(owner):
            path.mkdir(mode=0o700, parents=True)
            os.chown(path, owner.pw_uid, owner.pw_gid)


@contextmanager
def _as_at_first(owner: pwd.struct_passwd) -> Iterator[None]:
    """Do as whoever started this what is done within."""
    os.seteuid(os.getuid())
    try:
        yield
    finally:
        os.seteuid(owner.pw_uid)
