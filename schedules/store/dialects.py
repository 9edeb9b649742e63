"""What each kind of database does in its own way, chosen by the name of its dialect.

A kind is a module with these acts: `schedules/store/sqlite.py`. What differs stands there, and all else in plain SQL.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import sqlalchemy
from sqlalchemy import Engine
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from schedules.store import sqlite
from schedules.store.errors import StorageError, WrongAddress
from schedules.store.sqlite import NamedFiles

NUMBERS_ONCE = {**sqlite.NUMBERS_ONCE}
"""Options of a table whose numbers are never given twice, for each kind that would."""
BY_KEY_ALONE = {**sqlite.BY_KEY_ALONE}
"""Options of a table whose rows keep nothing of the order in which they came but where they lie on the disk."""


class Dialect(Protocol):
    """The acts of one kind."""

    def checked(self, url: URL) -> URL:
        """The address as it is to be opened. Raises WrongAddress."""

    def writing_engine(self, url: URL, busy_timeout_s: float, named: NamedFiles) -> Engine:
        """What writes, one transaction after another."""

    def reading_engine(self, url: URL, busy_timeout_s: float, connections: int, named: NamedFiles) -> Engine:
        """What reads, in so many connections, beside any writer."""

    def naming(self) -> sqlalchemy.Dialect:
        """What compiles statements whose parameters the driver takes by their names."""

    def meaning_of(self, error: BaseException | None) -> StorageError | None:
        """What an error of the driver means; None if it is not the storage's fault (a constraint, a bug)."""

    def rows_written(self, connection: Connection) -> int:
        """How many rows this connection has ever written."""

    def promise_no_overlap(self, connection: Connection, message: str) -> None:
        """Let the database refuse, with *message*, rows of `occupancies` that hold one room at one time."""

    def promise_to_keep_acts(
        self, connection: Connection, same: Sequence[str], blanked: Mapping[str, str], message: str
    ) -> None:
        """Let the database refuse, with *message*, other values in rows of `acts`, and that rows go before `act_terms` says."""


_KINDS: dict[str, Dialect] = {"sqlite": sqlite}


def dialect_of(name: str) -> Dialect:
    """The kind of that *name*, as the engine's dialect has it. Raises KeyError."""
    return _KINDS[name]


def address_of(path: Path) -> str:
    """The address of the database in the file *path*."""
    return sqlite.address_of(path)


def parsed(address: str) -> URL:
    """The address, with which a database of a kind that we know can be opened. Raises WrongAddress."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise WrongAddress(f"{address!r} is not a database address; write it like sqlite:///regia.db") from error
    match url.get_backend_name():
        case name if name in _KINDS:
            return _KINDS[name].checked(url)
        case "postgresql" | "postgres":
            raise WrongAddress("PostgreSQL comes with a later version; use SQLite, like sqlite:///regia.db")
        case other:
            raise WrongAddress(f"there is no support for {other!r} databases; use SQLite, like sqlite:///regia.db")
