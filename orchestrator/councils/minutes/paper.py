"""A paper as blocks of text that know nothing of a file format, so that PDF and DOCX say the same. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """What a line means, beyond its words; never told by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARNING = "warning"


class Size(StrEnum):
    """How large a paragraph is set."""

    BODY = "body"
    SMALL = "small"


class Side(StrEnum):
    """To which side a column's cells stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class RowHeight(StrEnum):
    """How high a table's rows are: as their text, or with room for a mark or a signature by hand."""

    TEXT = "text"
    MARK = "mark"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a paragraph that are set in one way."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the paper's outline; *level* from 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: tuple[Span, ...]
    size: Size = Size.BODY


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what is to be said under each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list whose numbers are given: an agenda."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; its *width* in millimetres, or None for a share of what is left."""

    title: str
    width: float | None = None
    side: Side = Side.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header that each page repeats."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    height: RowHeight = RowHeight.TEXT


@dataclass(frozen=True, slots=True)
class Note:
    """A label and a sentence under it that nobody should miss."""

    label: str
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote: its title, what was voted, the counts, the lines that justify the outcome, and the outcome."""

    title: str
    about: str
    text: str
    tallies: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    outcome: Note
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on: the office, and the name under it; with what is signed to, so that no page has lines alone."""

    places: tuple[tuple[str, str], ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Codes:
    """Labels with codes that people compare letter by letter."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block = Heading | Paragraph | Facts | Numbered | Bullets | Table | Note | Ballot | Signatures | Codes | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper in Italian."""

    title: str
    subtitle: str
    heading: tuple[str, ...]
    """Whose paper it is: the first line is the name."""
    running: str
    """What each page but the first has at its top."""
    foot: tuple[tuple[str, str], ...]
    """Labels and codes at the bottom of each page."""
    stamp: str
    """What is written across each page, such as ``BOZZA``; empty for nothing."""
    author: str
    at: datetime
    """The time that the file carries, so that equal papers are equal bytes."""
    blocks: tuple[Block, ...]


def told(paper: Paper, write: Callable[[str], str]) -> dict[str, object]:
    """The paper as plain data for JSON, each text through *write*; blocks carry their kind as ``is``."""
    return _dictionary(paper, write)


def _dictionary(value: object, write: Callable[[str], str]) -> dict[str, object]:
    names = (field.name for field in fields(value))  # type: ignore[arg-type]
    return {"is": type(value).__name__} | {name: _plain(getattr(value, name), write) for name in names}


def _plain(value: object, write: Callable[[str], str]) -> object:
    match value:
        case StrEnum():
            return value.value
        case str():
            return write(value)
        case bool() | int() | float() | None:
            return value
        case datetime():
            return value.isoformat()
        case tuple():
            return [_plain(each, write) for each in value]
        case _ if is_dataclass(value):
            return _dictionary(value, write)
    raise TypeError(f"a paper holds no {type(value).__name__}")
