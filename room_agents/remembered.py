"""What is remembered of a device's attributes, so that hands are told from faults, also after a restart of the agent. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from config.states import Attributes, Value

Turn = str | None
"""Whose time it is: the id of the booking from its preparing to the end of its closing; None in a free room."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A command that was sent and whose effect has not been seen yet."""

    value: Value
    at_s: float
    """When it was sent, by the monotonic clock."""
    until_s: float
    """Until when its effect may still come."""


@dataclass(slots=True)
class Remembered:
    """One attribute under its present wish."""

    verified: bool = False
    """Whether it was read as wished under this wish, so that a later change is a hand's."""
    left: Value | None = None
    """The value at which a hand left it, and at which it therefore stays."""
    asked: bool = False
    """Whether it was sent under this wish; an attribute that the device never tells is sent no second time."""
    sent: Sent | None = None
    last: Value | None = None
    """The value at which it was last seen to come to rest."""
    cut: bool = field(default=False, compare=False)
    """Whether the device was out of reach, or the agent was away, since it was last read."""

    def begin_anew(self) -> None:
        """Forget what happened under the wish before."""
        self.verified, self.left, self.asked = False, None, False

    def awaits(self, value: Value, now_s: float) -> bool:
        """Whether a command for *value* was sent whose effect was not seen yet and may still come."""
        return self.sent is not None and self.sent.value == value and now_s < self.sent.until_s

    def is_ours(self, seen: Value, rests: Value, now_s: float) -> bool:
        """Whether *seen*, which comes to rest at *rests*, is the effect of our command."""
        ours = self.awaits(rests, now_s)
        if ours and seen == rests:
            self.sent = None
        return ours


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """Everything that is remembered of one device."""

    turn: Turn
    wished: Attributes
    attributes: Mapping[str, Remembered]
    put_back: datetime | None = None
    """When somebody pressed *put back* for the last time that it was done."""
