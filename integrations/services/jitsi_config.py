"""The ``config.js`` of a Jitsi deployment, as far as it says what Prosody calls the server. Pure but for the asking.

It is a script, written by hand, by Debian's package or by Docker's start; nothing here runs it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from integrations.services.jitsi_rooms import Line, text_at

LARGEST = 512 * 1024
"""Bytes; Debian's has 70 thousand."""
_LINE_COMMENT = re.compile(r"(?m)^[ \t]*//[^\n]*$")
_LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_SERVER_SIDE = re.compile(r"<!--#.*?-->")


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """What the client is told of the server; None for what is not found."""

    domain: str | None
    muc: str | None
    """Where its conferences are, like ``conference.meet.example``."""


async def client_config(line: Line, base: str) -> ClientConfig:
    """What the deployment at *base* tells its clients. Raises RoomsError."""
    return read_config(await text_at(line, f"{base.rstrip('/')}/config.js", LARGEST))


def read_config(script: str) -> ClientConfig:
    """``hosts.domain`` and ``hosts.muc``, as a table or as assignments; parts that depend on a tenant are taken for empty."""
    told = "".join(_uncommented(_LINE_COMMENT.sub("", script)))
    return ClientConfig(_value(told, "domain"), _value(told, "muc"))


def _uncommented(script: str) -> Iterator[str]:
    """What lies between block comments. No pattern: one that begins often and never ends would be sought for minutes."""
    at = 0
    while at >= 0:
        begin = script.find("/*", at)
        yield script[at:] if begin < 0 else script[at:begin]
        end = script.find("*/", begin + 2) if begin >= 0 else -1
        at = end + 2 if end >= 0 else -1


def _value(script: str, key: str) -> str | None:
    found = re.search(rf"\b{key}['\"]?\s*[:=]\s*([^,;\n}}]+)", script)
    if found is None:
        return None
    texts = [first or second for first, second in _LITERAL.findall(found[1])]
    return _SERVER_SIDE.sub("", "".join(texts)).lower() or None
