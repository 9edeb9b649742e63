"""The characters of a calendar text: by its byte order mark, else UTF-8 line by line, else the answer's charset. Pure.

RFC 5545 3.1.4 says UTF-8 where no charset is told. Many tell a wrong charset or none, so what is valid UTF-8 is UTF-8; bytes
that it has no meaning for, in a line that is another encoding's, practically always say so.
"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_MARK = ((b"B\0E\0", "utf-16-le"), (b"\0B\0E", "utf-16-be"))
_OF_LINES = re.compile(
    r"(?:iso8859|cp(?:125[0-8]|437|85[028]|86[0-9]|874|932|949|950)|koi8|mac-|gb|big5|euc|shift|ptcp|tis)", re.ASCII
)
"""Codecs for text whose lines are those of ASCII. Python has others, that unpack or evaluate: no answer may name them."""
_LATIN_1 = "iso8859-1"
WINDOWS = "cp1252"
"""What is written where nobody says what; browsers take ISO-8859-1 for it as well (https://encoding.spec.whatwg.org)."""


def in_bytes_of_ascii(text: bytes) -> bytes:
    """The text in UTF-8 if its first bytes say that it is in another form of Unicode, and without that mark."""
    for mark, encoding in _MARKS:
        if text.startswith(mark):
            told = text[len(mark) :]
            return told if encoding == "utf-8" else told.decode(encoding, "replace").encode()
    for begin, encoding in _WITHOUT_MARK:
        if text.startswith(begin):
            return text.decode(encoding, "replace").encode()
    return text


class LineReader:
    """Decodes the lines of one text."""

    def __init__(self, charset: str | None = None) -> None:
        """*charset*: what the server named, right or wrong."""
        self._charset = _codec(charset)
        self.guessed = False
        """Whether a line was neither UTF-8 nor of a charset that was named."""

    def read(self, line: bytes) -> str:
        """The line; never fails."""
        try:
            return line.decode()
        except UnicodeDecodeError:
            pass
        if self._charset is not None:
            try:
                return line.decode(self._charset)
            except UnicodeDecodeError:
                pass
        self.guessed = True
        return line.decode(WINDOWS, "replace")


def _codec(charset: str | None) -> str | None:
    """The codec of a charset that is known and may be that of lines; UTF-8 is tried anyway."""
    try:
        name = codecs.lookup((charset or "").strip("\"' ")).name
    except (LookupError, ValueError):
        return None
    if name == _LATIN_1:
        return WINDOWS
    return name if _OF_LINES.match(name) else None
