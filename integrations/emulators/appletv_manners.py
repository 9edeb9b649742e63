"""How an emulated Apple TV may differ from what the protocol's description leads one to expect, as some tvOS and networks do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Fetch(Enum):
    """What becomes of the question whether it is awake (FetchAttentionState)."""

    ANSWERED = auto()
    REFUSED = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a device differs from what the protocol's description leads one to expect."""

    fetch: Fetch = Fetch.ANSWERED
    pushes: bool = True
    """Whether it tells of changes of power by itself."""
    hangs_up: bool = False
    """Whether it ends each connection a moment after the session stands."""
    leaves: bool = False
    """Whether it is off the network while it is asleep, once it fell asleep."""


MANNERS: Mapping[str, Manner] = {
    "mute-fetch": Manner(Fetch.REFUSED),
    "mute-state": Manner(Fetch.REFUSED, pushes=False),
    "silent-fetch": Manner(Fetch.SILENT),
    "silent-state": Manner(Fetch.SILENT, pushes=False),
    "hang-up": Manner(hangs_up=True),
    "deep-sleep": Manner(leaves=True),
}
"""By the word that takes them; `clear` ends them."""
