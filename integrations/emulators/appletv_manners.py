"""Manners of an emulated Apple TV: how some tvOS and networks differ from the protocol's description."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Fetch(Enum):
    """What the device does with the question whether it is awake (FetchAttentionState)."""

    ANSWERED = auto()
    REFUSED = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a device differs from the protocol's description."""

    fetch: Fetch = Fetch.ANSWERED
    pushes: bool = True
    """Whether the device reports changes of power by itself."""
    hangs_up: bool = False
    """Whether the device ends each connection a moment after the session began."""
    leaves: bool = False
    """Whether the device leaves the network when it falls asleep, until it wakes."""


MANNERS: Mapping[str, Manner] = {
    "mute-fetch": Manner(Fetch.REFUSED),
    "mute-state": Manner(Fetch.REFUSED, pushes=False),
    "silent-fetch": Manner(Fetch.SILENT),
    "silent-state": Manner(Fetch.SILENT, pushes=False),
    "hang-up": Manner(hangs_up=True),
    "deep-sleep": Manner(leaves=True),
}
"""Each manner by its control word; `clear` ends it."""
