"""What is remembered of one attribute of a device, so that hands are told from faults, also over a restart of the agent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from config.states import Attributes, Value

Turn = str | None
"""Whose time it is: the id of the booking from its preparing to the end of its closing, None in a free room."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A command that was sent and has not been seen to be done."""

    value: Value
    at_s: float
    """By the monotonic clock."""
    until_s: float
    """So long its effect may still come."""


@dataclass(slots=True)
class Remembered:
    """One attribute under its present wish."""

    verified: bool = False
    """It was read as wished since it was wished, and everything that changed since then was a hand's."""
    left: Value | None = None
    """What a hand left it at, and where it stays."""
    asked: bool = False
    """It was sent since it was wished; one that the device never tells is sent no second time."""
    sent: Sent | None = None
    last: Value | None = None
    """Where it was last seen to come to rest."""
    cut: bool = field(default=False, compare=False)
    """The device was out of reach, or the agent was not there, since it was last read."""


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """All that is remembered of one device."""

    turn: Turn
    wished: Attributes
    attributes: Mapping[str, Remembered]
    put_back: datetime | None = None
    """When somebody pressed *put back*, the last time that it was heeded."""
