"""TOML documents and the line of everything in them; several documents are joined into one."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.site_file.draft import Table
from config.site_file.lines import KeyPath, line_index, line_of

_MOST_BYTES = 1 << 20
_LISTS = ("sites", "calendars", "jitsi", "rooms", "providers")
_TABLES = ("presets", "idle", "retention", "mail", "service")
_PLACE_IN_ERROR = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class NotRead(Exception):
    """A file or text could not be read at all; *code* and *params* are those of a Finding."""

    def __init__(self, code: str, line: int | None = None, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.params = params


@dataclass(frozen=True, slots=True)
class Source:
    """A room file's text. Messages call it *file*; it is stored under *name*."""

    file: str
    name: str
    text: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source read as TOML: its table, and the line of each key path."""

    source: Source
    table: Table
    lines: Mapping[KeyPath, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is written: a document and the path in it."""

    document: Document
    path: KeyPath

    @property
    def file(self) -> str:
        return self.document.source.file

    @property
    def line(self) -> int | None:
        """The value's line, or that of the innermost table around it."""
        return line_of(self.document.lines, self.path)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Joined:
    """Documents joined into one *table*, the place of each part, and what is written *twice*: name, first, second."""

    table: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    twice: list[tuple[str, Place, Place]] = field(default_factory=list)

    def place(self, path: KeyPath) -> Place | None:
        """Where *path* of the joined table is written; None if no document holds it."""
        start = self.places.get(path[:2])
        return Place(start.document, (*start.path, *path[2:])) if start else None


def read_source(path: Path) -> Source:
    """The room file at *path*. Raises NotRead."""
    try:
        if not path.exists():
            raise NotRead("file_missing")
        if not path.is_file():
            raise NotRead("file_special")
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise NotRead("file_unreadable", detail=getattr(error, "strerror", None) or str(error)) from error
    if len(content) > _MOST_BYTES:
        raise NotRead("file_big", limit=_MOST_BYTES)
    try:
        text = content.decode("utf-8-sig")  # editors on Windows put a mark in front
    except UnicodeDecodeError as error:
        raise NotRead("file_not_text", line=content.count(b"\n", 0, error.start) + 1) from error
    return Source(str(path), path.name, text, path.parent)


def parse(source: Source) -> Document:
    """Read *source* as TOML. Raises NotRead."""
    try:
        table = tomllib.loads(source.text)
        lines = line_index(source.text)
    except ValueError as error:  # also a number of thousands of digits, which is no TOMLDecodeError
        place = _PLACE_IN_ERROR.search(str(error))
        line = int(place[1]) if place and place[1] else source.text.rstrip().count("\n") + 1
        raise NotRead("toml", line, detail=_PLACE_IN_ERROR.sub("", str(error))) from error
    except RecursionError as error:
        raise NotRead("toml_deep", 1) from error
    if not table:
        raise NotRead("file_empty", 1)
    return Document(source, table, lines)


def join(documents: Sequence[Document]) -> Joined:
    """Append lists and merge tables; of a name that two tables have, the first counts."""
    joined = Joined()
    for document in documents:
        for key, name, value in _parts(document.table):
            _add(joined, Place(document, (key, name)), key, value)
    for document in documents:
        for key in set(document.table) - set(joined.table):  # of the wrong shape, or with nothing in it
            joined.table[key] = document.table[key]
    return joined


def _parts(table: Table) -> Iterator[tuple[str, str | int, Any]]:
    for key in _LISTS:
        rows = table.get(key)
        yield from ((key, index, row) for index, row in enumerate(rows if isinstance(rows, list) else ()))
    for key in _TABLES:
        inner = table.get(key)
        yield from ((key, name, value) for name, value in (inner.items() if isinstance(inner, dict) else ()))


def _add(joined: Joined, place: Place, key: str, value: object) -> None:
    name = place.path[1]
    if key in _LISTS:
        rows = joined.table.setdefault(key, [])
        joined.places[key, len(rows)] = place
        rows.append(value)
    elif (key, name) in joined.places:
        joined.twice.append((str(name), joined.places[key, name], place))
    else:
        joined.table.setdefault(key, {})[name] = value
        joined.places[key, name] = place
