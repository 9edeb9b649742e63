"""Members of an organ as they are pasted from a spreadsheet or a file (CSV), read line by line. Pure."""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from orchestrator.accounts.emails import NotAnAddress, address_of, key_of
from orchestrator.councils.organs.days import NotADay, day_of, is_day
from orchestrator.councils.organs.organ import LONGEST_CODE, MOST_SEATS
from orchestrator.people.pasted import LONGEST_NAME, cells_of, lines_of
from schedules.plain import plain

MOST_LINES = MOST_SEATS
LONGEST_TEXT = 600_000
"""Characters of all that is pasted."""
_SHOWN = 120
"""Characters of a line that are shown of it."""
_MAILBOX = re.compile(r"(?P<name>[^<>]*)<\s*(?P<address>[^<>\s]+)\s*>")
_SEPARATOR = re.compile(r"sep=.", re.IGNORECASE)
"""The line by which Excel is told what parts cells."""
_HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("nome", "name", "first name", "cognome", "surname", "last name"), "name"),
    **dict.fromkeys(("nome e cognome", "cognome e nome", "nominativo", "docente", "componente", "full name"), "name"),
    **dict.fromkeys(("email", "e-mail", "mail", "posta", "posta elettronica", "indirizzo", "indirizzo e-mail"), "mail"),
    **dict.fromkeys(("codice", "code", "matricola", "id"), "code"),
    **dict.fromkeys(("di diritto", "ex officio", "membro di diritto"), "ex_officio"),
    **dict.fromkeys(("dal", "da", "since", "from", "in carica dal", "data inizio", "inizio"), "since"),
    **dict.fromkeys(("al", "fino al", "a", "until", "to", "in carica fino al", "data fine", "fine"), "until"),
}
"""What stands over the columns of spreadsheets."""
_EX_OFFICIO = frozenset({"di diritto", "ex officio"})
_YES = _EX_OFFICIO | {"sì", "si", "s", "x", "yes", "y", "1", "vero", "true"}


class Mistake(StrEnum):
    """Why a line gives nobody a seat."""

    NO_NAME = "no_name"
    NOT_AN_ADDRESS = "not_an_address"
    SEVERAL = "several"
    """Several addresses of one person."""
    LONG_NAME = "long_name"
    LONG_CODE = "long_code"
    NOT_A_DAY = "not_a_day"
    BACKWARDS = "backwards"
    """The last day is before the first."""
    REPEATED = "repeated"
    """An earlier line, or somebody of the organ, has the same code or address."""
    NAMESAKE = "namesake"
    """An earlier line, or somebody of the organ, has the same name, and no code tells the two apart."""


class TooManyLines(ValueError):
    """More was pasted than is read at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One member as they were pasted. What a line does not say is None, or ""."""

    number: int
    """Of the line, from 1."""
    text: str
    """As it was written, cut off where it is long."""
    name: str = ""
    mail: str = ""
    code: str = ""
    ex_officio: bool | None = None
    since: date | None = None
    until: date | None = None
    mistake: Mistake | None = None
    like: int = 0
    """The number of the line that it repeats, or is a namesake of; 0 where that is somebody of the organ."""


def read_pasted(text: str) -> Sequence[Line]:
    """The members in *text*, in order, with what is wrong with each. Raises TooManyLines."""
    if len(text) > LONGEST_TEXT:
        raise TooManyLines
    written = [(number, line.strip("\ufeff ")) for number, line in enumerate(lines_of(text), 1)]
    written = [(number, line) for number, line in written if line.strip(" \t;,") and not _SEPARATOR.fullmatch(line)]
    columns: Sequence[str] = ()
    if written and (columns := _header(written[0][1])):
        written = written[1:]
    if len(written) > MOST_LINES:
        raise TooManyLines
    return tuple(told_apart(_line(number, line, columns) for number, line in written))


def text_of(content: bytes) -> str | None:
    """The text of a file as spreadsheets save it: UTF-8 or UTF-16 with or without its mark, else as Windows does; None of what is none."""
    if b"\0" in content and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    for encoding in (
        ("utf-16",) if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ("utf-8-sig", "cp1252")
    ):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def folded_name(name: str) -> str:
    """What namesakes have in common: the words of the name in whatever order."""
    return " ".join(sorted(name.casefold().split()))


def _header(line: str) -> Sequence[str]:
    """What the columns below *line* are; nothing where it is no header."""
    names = [_heading(cell.casefold().strip()) for cell in cells_of(line)]
    return names if "name" in names else ()


def _heading(cell: str) -> str:
    """What stands below a heading, as ``E-mail istituzionale``; "" for what we do not ask for."""
    return _HEADERS.get(cell) or ("mail" if "mail" in cell else "")


def _line(number: int, line: str, columns: Sequence[str]) -> Line:
    shown = Line(number, plain(line, _SHOWN))
    if columns:
        return _checked(shown, _by_column(columns, cells_of(line)))
    if "<" in line:
        found = _MAILBOX.fullmatch(line.strip(" \t;,"))
        if found is None:
            return replace(shown, mistake=Mistake.NOT_AN_ADDRESS)
        return _checked(shown, {"name": found["name"].strip(" \t;,\"'"), "mail": found["address"]})
    cells = [cell for cell in cells_of(line) if cell]
    if sum("@" in cell for cell in cells) > 1:
        return replace(shown, mistake=Mistake.SEVERAL)
    return _checked(shown, _by_look(cells))


def _by_column(columns: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    told: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell:
            told[column] = f"{told[column]} {cell}" if column == "name" and column in told else cell
    if "mail" not in told and (mail := next((cell for cell in cells if "@" in cell), "")):
        told["mail"] = mail  # an address is one, whatever stands over it
    if "ex_officio" in columns:
        told.setdefault("ex_officio", "no")
    return told


def _by_look(cells: Iterable[str]) -> Mapping[str, str]:
    """Cells without a header: days, an address, a code are what they look like, all else is the name."""
    told: dict[str, str] = {}
    names: list[str] = []
    for cell in cells:
        if "@" in cell:
            told["mail"] = next(word for word in cell.split() if "@" in word)
            names.extend(word for word in cell.split() if "@" not in word)
        elif is_day(cell):
            told["until" if "since" in told else "since"] = cell
        elif cell.casefold() in _EX_OFFICIO:
            told["ex_officio"] = cell
        elif any(character.isdigit() for character in cell):
            told.setdefault("code", cell)
        else:
            names.append(cell)
    return {**told, "name": " ".join(names)}


def _checked(line: Line, told: Mapping[str, str]) -> Line:
    name, code = plain(told.get("name", ""), 10_000), plain(told.get("code", ""), 10_000)
    ex_officio = told["ex_officio"].casefold() in _YES if "ex_officio" in told else None
    line = replace(line, name=name[: LONGEST_NAME + 1], code=code[: LONGEST_CODE + 1], ex_officio=ex_officio)
    mail = told.get("mail", "")
    try:
        line = replace(line, mail=address_of(mail.removeprefix("mailto:")) if mail else "")
        days = {side: day_of(told[side]) for side in ("since", "until") if side in told}
        line = replace(line, since=days.get("since"), until=days.get("until"))
    except NotAnAddress:
        return replace(line, mistake=Mistake.NOT_AN_ADDRESS)
    except NotADay:
        return replace(line, mistake=Mistake.NOT_A_DAY)
    return checked(line)


def checked(line: Line) -> Line:
    """The same, with what is wrong with it by itself."""
    return replace(line, mistake=_mistake(line))


def _mistake(line: Line) -> Mistake | None:
    if not line.name:
        return Mistake.NO_NAME
    if len(line.name) > LONGEST_NAME:
        return Mistake.LONG_NAME
    if len(line.code) > LONGEST_CODE:
        return Mistake.LONG_CODE
    if line.since is not None and line.until is not None and line.until < line.since:
        return Mistake.BACKWARDS
    return None


def told_apart(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines, where one that repeats an earlier one, or cannot be told from a namesake, says so."""
    codes: dict[str, int] = {}
    mails: dict[str, int] = {}
    names: dict[str, Line] = {}
    for line in lines:
        code, mail, name = line.code.casefold(), key_of(line.mail), folded_name(line.name)
        if line.mistake is not None:
            yield line
        elif like := codes.get(code, 0) or mails.get(mail, 0):
            yield replace(line, mistake=Mistake.REPEATED, like=like)
        elif name in names and not (code and names[name].code):
            yield replace(line, mistake=Mistake.NAMESAKE, like=names[name].number)
        else:
            if code:
                codes[code] = line.number
            if mail:
                mails[mail] = line.number
            if name not in names or not code:
                names[name] = line
            yield line
