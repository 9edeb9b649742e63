"""The line of each key of a TOML text, which tomllib does not tell."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

KeyPath = tuple[str | int, ...]
"""From the top of a document to a value: keys of tables and indexes of lists."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r'[ \t]*([A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|\'[^\']*\')[ \t]*')
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'{3}.*?\'{3,5}|"(?:[^"\\]|\\.)*"|\'[^\']*\'',
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]+")


def line_index(text: str) -> Mapping[KeyPath, int]:
    """The first line, counted from 1, of every table, key and list member of *text*, which tomllib must have accepted."""
    return _Scanner(text).scan()


def line_of(index: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """The line of *path*, or of the innermost table or list around it; None for an empty document."""
    return next((index[path[:end]] for end in range(len(path), 0, -1) if path[:end] in index), None)


class _Scanner:
    """One pass over a text, with just enough of TOML 1.0 to tell keys from values."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = (0, 1)
        self._lines: dict[KeyPath, int] = {}
        self._tables_in_list: dict[KeyPath, int] = {}

    def scan(self) -> Mapping[KeyPath, int]:
        table: KeyPath = ()
        while self._skip_blank():
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    def _header(self) -> KeyPath:
        """Read ``[a.b]`` or ``[[a.b]]``; returns the path of the table that it opens."""
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        line = self._line()
        self._at += brackets
        path = self._keys((), line)
        self._at += brackets
        if brackets == 2:
            self._tables_in_list[path] = self._tables_in_list.get(path, -1) + 1
        path = self._innermost(path)
        self._lines.setdefault(path, line)
        return path

    def _pair(self, table: KeyPath) -> None:
        path = self._keys(table, self._line())
        self._at += 1  # the equals sign
        self._value(path)

    def _keys(self, table: KeyPath, line: int) -> KeyPath:
        """Read a dotted key below *table*, and note each part of it at *line*."""
        path = table
        while True:
            match = _KEY.match(self._text, self._at)
            if match is None:  # no TOML key: go on after this character
                self._at += 1
                return path
            self._at = match.end()
            path = (*self._innermost(path), _unquoted(match[1]))
            self._lines.setdefault(path, line)
            if not self._text.startswith(".", self._at):
                return path
            self._at += 1

    def _innermost(self, path: KeyPath) -> KeyPath:
        """*path*, or, where it is a list written with ``[[ ]]``, the path of that list's last table so far."""
        return (*path, self._tables_in_list[path]) if path in self._tables_in_list else path

    def _value(self, path: KeyPath) -> None:
        self._skip_blank()
        opening = self._text[self._at : self._at + 1]
        if opening == "[":
            self._members(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            match = _STRING.match(self._text, self._at) or _PLAIN.match(self._text, self._at)
            self._at = match.end() if match else self._at + 1  # always onwards, so that a scan always ends

    def _members(self, path: KeyPath) -> None:
        self._at += 1
        number = 0
        while self._skip_blank() and not self._text.startswith("]", self._at):
            self._lines.setdefault((*path, number), self._line())
            self._value((*path, number))
            self._skip_comma()
            number += 1
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while self._skip_blank() and not self._text.startswith("}", self._at):
            self._pair(path)
            self._skip_comma()
        self._at += 1

    def _skip_comma(self) -> None:
        self._skip_blank()
        self._at += self._text.startswith(",", self._at)

    def _skip_blank(self) -> bool:
        """Go to the next thing written; False at the end of the text."""
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._text)

    def _line(self) -> int:
        at, line = self._counted
        self._counted = (self._at, line + self._text.count("\n", at, self._at))
        return self._counted[1]


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    if key[0] == '"':
        read: Mapping[str, Any] = tomllib.loads(f"key = {key}")
        return str(read["key"])
    return key
