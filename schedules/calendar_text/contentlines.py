"""iCalendar text as components and properties (RFC 5545 3.1): unfolding, decoding, parameters and escapes."""

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from sys import intern
from types import MappingProxyType
from typing import NamedTuple

from schedules.calendar_text.encodings import LineReader, in_bytes_of_ascii
from schedules.reasons import Broken, Reason, Told

_FOLD = re.compile(rb"\n[ \t]")
_PARAM = r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)'
_LINE = re.compile(rf"([A-Za-z0-9-]+)((?:{_PARAM})*):(.*)", re.DOTALL)
_PARAMS = re.compile(_PARAM)
_PARAM_VALUE = re.compile(r'"([^"]*)"|([^",]+)')
_NAME = re.compile(r"[A-Za-z0-9-]+")
_TEXT_IN_LIST = re.compile(r"(?:\\.|[^\\,])+", re.DOTALL)
_DEEPEST = 8  # components in each other; RFC 5545 needs three
MAX_LINES = 1_500_000
"""Of one text, folded lines counted one by one: a hundred thousand events of fifteen lines."""
MAX_COMPONENTS = 300_000
"""Of one text: as many events with two alarms each."""
MAX_LINE = 64 * 1024
"""Bytes of an unfolded line: an EXDATE of three thousand days."""
_NEVER_READ = frozenset(
    {
        b"ATTACH",
        b"COMMENT",
        b"CREATED",
        b"DESCRIPTION",
        b"IMAGE",
        b"LAST-MODIFIED",
        b"STYLED-DESCRIPTION",
        b"X-ALT-DESC",
    }
)
"""What may be long or is in every event, and says nothing of rooms or times: passed over, whatever its length."""
_LONGEST_NAME = 200  # of a component, with its BEGIN; what is longer is none
_OTHER = (b"", b"", b"")
_LINE_NAME = re.compile(rb"[A-Za-z0-9-]+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARETED = re.compile(r"\^([n'^])")
_NO_PARAMS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class BrokenCalendar(Exception):
    """The whole text is no calendar, or it is cut off: keep the last good events."""

    def __init__(self, detail: str, kind: Broken, value: str = "") -> None:
        super().__init__(detail, kind, value)  # all, for it goes from process to process
        self.kind = kind
        self.value = value
        """Of a text that is cut off, the number of its last line."""

    def __str__(self) -> str:
        return str(self.args[0])


class Unreadable(Exception):
    """One component or value cannot be read; the argument is a sentence that says why."""

    def __init__(self, detail: str, reason: Reason = Reason.VALUE, about: str = "") -> None:
        super().__init__(detail)
        self.reason = reason
        self.about = about


def reason_of(error: Exception) -> Told:
    """Why a component cannot be read: what Unreadable says, and of an OverflowError what it means."""
    if isinstance(error, Unreadable):
        return Told(error.reason, str(error), error.about)
    return Told(Reason.VALUE, "its times are out of range")


class Property(NamedTuple):
    """One content line. *name* and the parameters' names are in upper case; *value* is as written, still escaped."""

    name: str
    params: Mapping[str, tuple[str, ...]]
    value: str

    def param(self, name: str) -> str | None:
        """The first value of a parameter."""
        return next(iter(self.params.get(name, ())), None)


@dataclass(slots=True)
class Component:
    """BEGIN to END, without the lines of the components inside it.

    *problem* says why it cannot be trusted; it is not *whole* where lines of it may be missing. *calendar* is the number
    of the calendar object it stands in.
    """

    name: str
    calendar: int = 0
    lines: dict[str, list[Property]] = field(default_factory=dict)
    """By the name of the property, in their order."""
    inner: list["Component"] = field(default_factory=list)
    """Of a VTIMEZONE."""
    problem: str | None = None
    whole: bool = True

    def all(self, name: str) -> Sequence[Property]:
        """The properties of that name, in their order."""
        return self.lines.get(name, ())

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        found = self.lines.get(name)
        return found[0] if found else None

    def spoil(self, problem: str, *, whole: bool = False) -> None:
        """Note the first reason not to trust it."""
        self.problem = self.problem or problem
        self.whole = self.whole and whole


def unfolded(text: bytes) -> bytes:
    """The lines of a calendar, whole, with one LF after each but the last. Raises BrokenCalendar for what is none."""
    whole = _lines(in_bytes_of_ascii(text))
    if whole[: len("BEGIN:VCALENDAR\n")].strip().upper() != b"BEGIN:VCALENDAR":
        raise BrokenCalendar("this is no calendar: it does not begin with BEGIN:VCALENDAR", Broken.NO_CALENDAR)
    if whole[whole.rfind(b"\n") + 1 :].strip().upper() != b"END:VCALENDAR":
        told = in_bytes_of_ascii(text).rstrip()
        last = (told.count(b"\n") or told.count(b"\r")) + 1
        raise BrokenCalendar(
            f"this is not a whole calendar: it ends at line {last} without END:VCALENDAR", Broken.CUT_OFF, str(last)
        )
    return whole


def components_of(whole: bytes, wanted: Collection[str], reader: LineReader) -> Iterator[Component]:
    """The components of the *wanted* names, the inner ones before those around them. Raises BrokenCalendar.

    One by one, as each closes: all together take ten times the memory of the text. A missing END spoils the components it
    stands in, and no other.
    """
    said = whole.upper()
    if not any(name.encode() in said for name in wanted):
        return iter(())
    return (component for component in _closed(BytesIO(whole), wanted, reader) if component.name in wanted)


def text_of(value: str) -> str:
    """A TEXT value without its escapes (RFC 5545 3.3.11)."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def texts_of(value: str) -> list[str]:
    """The members of a comma separated list of TEXT values."""
    if "\\" not in value:
        return [*filter(None, value.split(","))]
    return [text_of(part) for part in _TEXT_IN_LIST.findall(value)]


def _lines(text: bytes) -> bytes:
    if max(text.count(b"\n"), text.count(b"\r")) > MAX_LINES:  # before there is an object for each
        raise BrokenCalendar(f"it has more than {MAX_LINES} lines", Broken.TOO_LARGE)
    # Some servers send CR CR LF. Texts that were put together have a byte order mark each.
    text = text.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # Unfolding comes before decoding: a fold may split a character's bytes (RFC 5545 3.1).
    return _FOLD.sub(b"", text.replace(BOM_UTF8 + b"BEGIN:", b"BEGIN:").strip())


def _closed(lines: Iterable[bytes], wanted: Collection[str], reader: LineReader) -> Iterator[Component]:
    """Each component as it closes, with its lines if it is *wanted*."""
    around: list[Component] = []
    begun = calendars = 0
    taking = False
    for line in lines:
        word, _, name = line[:_LONGEST_NAME].partition(b":") if line[0] in b"BbEe" else _OTHER
        if (mark := word.strip().upper()) not in (b"BEGIN", b"END"):
            if taking:
                _add(line, around[-1], reader)
            continue
        of = name.strip().decode("ascii", "replace").upper()
        if mark == b"END":
            yield from _close(of, around, cleanly=True)
        else:
            begun += 1
            if begun > MAX_COMPONENTS:
                raise BrokenCalendar(f"it has more than {MAX_COMPONENTS} components", Broken.TOO_LARGE)
            calendars += of == "VCALENDAR"
            if of in ("VEVENT", "VCALENDAR"):
                yield from _close(of, around, cleanly=False)
            _open(Component(of, calendars), around)
        taking = bool(around) and around[-1].name in wanted
    while around:
        yield from _close(around[-1].name, around, cleanly=False)


def _open(opened: Component, around: list[Component]) -> None:
    if len(around) >= _DEEPEST:
        around[-1].spoil("has components too deep in each other")
    else:
        around.append(opened)


def _close(name: str, around: list[Component], *, cleanly: bool) -> Iterator[Component]:
    """Close the innermost component of that name, and what was left open in it."""
    if all(component.name != name for component in around):
        return
    while True:
        closed = around.pop()
        last = closed.name == name
        if not (last and cleanly):
            closed.spoil(f"has no END:{closed.name}")
        if around and closed.name != "VEVENT":
            _nest(closed, around[-1])
        yield closed
        if last:
            return


def _nest(inner: Component, outer: Component) -> None:
    if outer.name == "VTIMEZONE":
        outer.inner.append(inner)
    if inner.problem and outer.name != "VCALENDAR":
        outer.spoil(inner.problem, whole=inner.whole)  # lines meant for the outer one may have ended in the inner one


def _add(line: bytes, component: Component, reader: LineReader) -> None:
    name = _LINE_NAME.match(line)
    if name is not None and name[0].upper() in _NEVER_READ:
        return
    if len(line) > MAX_LINE:
        component.spoil(f"has a line of more than {MAX_LINE // 1024} KiB", whole=True)
        return
    text = reader.read(line)
    if found := _property(text):
        component.lines.setdefault(found.name, []).append(found)


def _property(text: str) -> Property | None:
    """The content line; without its value where it is none, so that it is missed."""
    name, _, value = text.partition(":")
    if _NAME.fullmatch(name):
        return Property(intern(name.upper()), _NO_PARAMS, value.strip())
    if match := _LINE.fullmatch(text):
        return _with_zone(intern(match[1].upper()), _params(match[2]), match[5].strip())
    return Property(match[0].upper(), _NO_PARAMS, "") if (match := _NAME.match(text)) else None


def _with_zone(name: str, params: dict[str, tuple[str, ...]], value: str) -> Property:
    """The content line. A TZID of several words may lack its quotes, and be cut at the comma or colon in it."""
    if "TZID" in params:
        head, colon, tail = value.rpartition(":")
        params["TZID"] = (",".join(params["TZID"]) + colon + head,)
        return Property(name, params, tail)
    return Property(name, params, value)


def _params(text: str) -> dict[str, tuple[str, ...]]:
    return {
        match[1].upper(): tuple(_uncareted(quoted or plain) for quoted, plain in _PARAM_VALUE.findall(match[2]))
        for match in _PARAMS.finditer(text)
    }


def _uncareted(value: str) -> str:
    """RFC 6868: how a parameter writes what it may not contain."""
    return _CARETED.sub(lambda match: {"n": "\n", "'": '"', "^": "^"}[match[1]], value)
