"""The orchestrator's address, as a person wrote it for an agent, checked before anything connects. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from config.addresses import is_loopback


class NoAddress(ValueError):
    """The text cannot be an orchestrator's address; the message tells the person who wrote it why."""


@dataclass(frozen=True, slots=True)
class Address:
    """An orchestrator's address to which a connection can be tried."""

    url: str
    in_clear: bool
    """Whether a token would travel in clear over a network."""


def read_address(text: str) -> Address:
    """Read an address like ``https://regia.example`` or ``http://localhost:8080``. Raises NoAddress."""
    try:
        parts = urlsplit(text)
    except ValueError as error:  # such as a bracket too many
        raise NoAddress(f"{text} is no address: {error}.") from error
    if "@" in parts.netloc:  # not repeated: it may be a password
        raise NoAddress("The orchestrator's address takes no user and password: the agent signs in with its token.")
    if parts.scheme not in ("http", "https", "ws", "wss"):
        raise NoAddress(f"{text} is no address: write it like https://regia.example.")
    if parts.query or parts.fragment or re.search(r"\s", text):
        raise NoAddress(f"{text} is no address: there may be no ?, # or space in it.")
    if not _is_host(parts.hostname or ""):
        raise NoAddress(f"{text} is no address: it names no computer that there can be.")
    if not _is_port(parts):
        raise NoAddress(f"{text} is no address: its port must be a number from 1 to 65535.")
    return Address(text, in_clear=parts.scheme in ("http", "ws") and not is_loopback(parts.hostname or ""))


def _is_host(host: str) -> bool:
    """Whether a resolver can be asked for *host*: its labels have 1 to 63 characters."""
    try:
        return bool(host.encode("idna"))
    except UnicodeError:
        return False


def _is_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False
