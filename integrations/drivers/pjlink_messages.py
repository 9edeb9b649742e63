"""The lines of PJLink, read generously since displays write them freely (PJLink Specifications 2.00, sections 2 and 5). Pure."""

import hashlib
import re

LONGEST_LINE = 256
"""Bytes kept of a line; no line of the specification is half as long."""

_LINE_END = re.compile(rb"[\r\n]")
_CONTROLS = bytes((*range(0x20), 0x7F))
_GREETING = re.compile(r"PJLINK +(?:0\b.*|1 +(\S+).*)", re.IGNORECASE)
_LOCKED_OUT = re.compile(r"PJLINK\W*ERRA\b.*", re.IGNORECASE)
_ANSWER = re.compile(r"%\d(\w{4})=(.*)")


class Lines:
    """Cuts what a display sends into lines: at CR, LF or both, without empty ones, control characters and outer spaces."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """The lines that *data* completes, in order."""
        *lines, rest = _LINE_END.split(self._rest + data)
        self._rest = rest[:LONGEST_LINE]
        return [text for line in lines if (text := _text(line[:LONGEST_LINE]))]


def encode(command: str, parameter: str, digest: str = "") -> bytes:
    """The bytes of a command, its class digit first; a connection's first command carries the *digest* if one is needed."""
    return f"{digest}%{command} {parameter}\r".encode("ascii")


def digest(salt: str, password: str) -> str:
    """The digest that proves that we know the password (section 5.1)."""
    return hashlib.md5((salt + password).encode()).hexdigest()  # noqa: S324 - PJLink's


def parse_greeting(line: str) -> str | None:
    """The salt in a greeting, empty if no password is needed; None for a line that is no greeting."""
    match = _GREETING.fullmatch(line)
    return match and (match[1] or "")


def is_locked_out(line: str) -> bool:
    """Whether *line* says that the password is wrong or missing."""
    return _LOCKED_OUT.fullmatch(line) is not None


def answer_to(command: str, line: str) -> str | None:
    """The value in *line* if it answers *command*, in capitals; None for any other line.

    The class digit is ignored: some displays answer class 2 with class 1, or the reverse.
    """
    match = _ANSWER.fullmatch(line.upper().replace(" ", ""))
    return match[2] if match and match[1] == command[1:] else None


def _text(line: bytes) -> str:
    return line.translate(None, _CONTROLS).decode("ascii", "replace").strip()
