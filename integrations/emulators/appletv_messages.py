"""The messages of the Companion protocol that an emulated Apple TV knows, by their numbers."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class Frame(IntEnum):
    """The kinds of frame."""

    SETUP_START = 3
    SETUP_NEXT = 4
    VERIFY_START = 5
    VERIFY_NEXT = 6
    MESSAGE = 8
    """OPACK, encrypted."""


class MessageKind(IntEnum):
    """The `_t` of a message."""

    EVENT = 1
    REQUEST = 2
    RESPONSE = 3


class Attention(IntEnum):
    """The power that FetchAttentionState answers and SystemStatus reports."""

    ASLEEP = 1
    AWAKE = 3


class Hid(IntEnum):
    """The buttons (`_hidC`) that do something."""

    SLEEP = 12
    WAKE = 13


Message = Mapping[Any, Any]


def spoken(name: str, content: Message) -> str:
    """A request in the words in which the emulator tells what it heard, like ``wake`` or ``launch BUNDLE``."""
    match name:
        case "_hidC" if content["_hidC"] in set(Hid):
            return Hid(content["_hidC"]).name.lower()
        case "_launchApp":
            return f"launch {content.get('_bundleID')}"
    return name
