"""Lists of people as they are pasted from mail programs and spreadsheets, read line by line. Pure."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from orchestrator.accounts.emails import NotAnAddress, address_of, key_of
from schedules.plain import plain

MOST_LINES = 500
LONGEST_TEXT = 120_000
"""Characters of all that is pasted."""
LONGEST_NAME = 80
"""As a mail writes it at most (`orchestrator.outbox.letters`)."""
_SHOWN = 120
"""Characters of a line that are shown of it."""
_MAILBOX = re.compile(r"(?P<name>[^<>]*)<\s*(?P<address>[^<>\s]+)\s*>")
_MARK = re.compile(r"[;,]")
"""Between two recipients, and within the name of one."""
_HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("nome", "name", "first name", "nome e cognome", "nominativo", "full name", "utente"), "first"),
    **dict.fromkeys(("cognome", "surname", "last name", "family name"), "last"),
    **dict.fromkeys(
        ("email", "e-mail", "mail", "posta", "posta elettronica", "indirizzo", "indirizzo e-mail", "indirizzo email"),
        "email",
    ),
}
"""What stands over the columns of spreadsheets."""


class Mistake(StrEnum):
    """Why nobody can be invited by a line."""

    NO_ADDRESS = "no_address"
    NOT_AN_ADDRESS = "not_an_address"
    SEVERAL = "several"
    """Several addresses of one person."""
    LONG_NAME = "long_name"
    REPEATED = "repeated"
    """An earlier line has the same address."""


class TooManyLines(ValueError):
    """More was pasted than is read at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person as they were pasted."""

    number: int
    """Of the line, from 1."""
    text: str
    """As it was written, cut off where it is long."""
    email: str = ""
    name: str = ""
    mistake: Mistake | None = None
    like: int = 0
    """The number of the line that has the same address."""


def read_pasted(text: str) -> Sequence[Line]:
    """The people in *text*, in order, with what is wrong with each. Raises TooManyLines."""
    if len(text) > LONGEST_TEXT:
        raise TooManyLines
    written = [(number, line.strip("\ufeff \t").rstrip(" \t;,")) for number, line in enumerate(lines_of(text), 1)]
    written = [(number, line) for number, line in written if line.strip(" \t;,")]
    columns: Sequence[str] = ()
    if written and (columns := _header(written[0][1])):
        written = written[1:]
    found = [line for number, written_line in written for line in _people(number, written_line, columns)]
    if len(found) > MOST_LINES:
        raise TooManyLines
    return tuple(_told_once(found))


def lines_of(text: str) -> Sequence[str]:
    """As people see lines: other marks that Unicode calls ends of lines stay within one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _header(line: str) -> Sequence[str]:
    """What the columns below *line* are; nothing where it is no header."""
    names = [_HEADERS.get(cell.casefold().strip(), "") for cell in cells_of(line)]
    return names if "email" in names else ()


def _people(number: int, line: str, columns: Sequence[str]) -> Iterator[Line]:
    shown = Line(number, plain(line, _SHOWN))
    if "<" in line:
        for part in _recipients(line):
            said = replace(shown, text=plain(part, _SHOWN))
            yield _mailbox(said, part) if "<" in part else _loose(said, [part])
        return
    cells = [cell for cell in cells_of(line) if cell]
    if columns:
        yield _row(shown, columns, cells_of(line))
    elif len(cells) > 1 and all("@" in cell for cell in cells):
        for cell in cells:
            yield _person(shown, cell, "")
    else:
        yield _loose(shown, cells)


def _recipients(line: str) -> Iterator[str]:
    """The parts of a list as a mail program copies it, with names or without: each ends at the mark behind its address."""
    start = 0
    for mark in _MARK.finditer(line):
        if "@" in line[start : mark.start()]:
            yield line[start : mark.start()].strip()
            start = mark.end()
    yield line[start:].strip()


def _mailbox(line: Line, part: str) -> Line:
    """``Ada Neri <ada@scuola.example>`` (RFC 5322 3.4), with its name in quotes or not."""
    found = _MAILBOX.fullmatch(part.strip(" \t;,"))
    if found is None:
        return replace(line, mistake=Mistake.NOT_AN_ADDRESS)
    return _person(line, found["address"], found["name"].strip(" \t;,").strip("\"'"))


def _row(line: Line, columns: Sequence[str], cells: Sequence[str]) -> Line:
    """A row of a spreadsheet whose header says what is where."""
    told = dict(zip(columns, cells, strict=False))
    return _person(line, told.get("email", ""), f"{told.get('first', '')} {told.get('last', '')}")


def _loose(line: Line, cells: Sequence[str]) -> Line:
    """An address, and in the cells beside it a name; numbers of telephones and classes are passed over."""
    addresses = [cell for cell in cells if "@" in cell]
    if len(addresses) > 1:
        return replace(line, mistake=Mistake.SEVERAL)
    if len(cells) == 1 and addresses and " " in cells[0]:
        *names, address = sorted(cells[0].split(), key=lambda word: "@" in word)
        return _person(line, address, " ".join(names))
    names = [cell for cell in cells if "@" not in cell and not any(char.isdigit() for char in cell)]
    return _person(line, addresses[0] if addresses else "", " ".join(names))


def _person(line: Line, address: str, name: str) -> Line:
    name = plain(name, len(name))
    if not address:
        return replace(line, name=name, mistake=Mistake.NO_ADDRESS)
    try:
        email = address_of(address.removeprefix("mailto:"))
    except NotAnAddress:
        return replace(line, name=name, mistake=Mistake.NOT_AN_ADDRESS)
    if len(name) > LONGEST_NAME:
        return replace(line, email=email, mistake=Mistake.LONG_NAME)
    return replace(line, email=email, name=name)


def cells_of(line: str) -> Sequence[str]:
    """The cells of a row, by the mark that parts them: a tab, else a semicolon, else a comma."""
    mark = next((mark for mark in "\t;," if mark in line), ";")
    try:
        (cells,) = csv.reader([line], delimiter=mark, skipinitialspace=True)
    except (csv.Error, ValueError):  # a quote too many, a cell that is longer than csv reads
        cells = line.split(mark)
    return [cell.strip() for cell in cells]


def _told_once(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines, where one that repeats an earlier address says so."""
    known: dict[str, int] = {}
    for line in lines:
        key = key_of(line.email)
        if line.mistake is None and key in known:
            yield replace(line, mistake=Mistake.REPEATED, like=known[key])
        else:
            if line.mistake is None:
                known[key] = line.number
            yield line
