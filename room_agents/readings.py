"""What a room's tasks tell each other about one device: the wish it has, and how it was last read."""

from collections.abc import Collection
from dataclasses import dataclass, field

from config.states import Attributes
from room_agents.clock import Instant
from room_agents.protocol import Fault
from room_agents.remembered import Turn


@dataclass(frozen=True, slots=True)
class Wished:
    """What is wished of a device, and since when."""

    attributes: Attributes
    since: Instant
    turn: Turn = None
    off: Collection[str] = ()
    """Outputs that nobody may have on, because the booking is confidential."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A device as it was last read, and what stands in the way of its wish."""

    observed: Attributes = field(default_factory=dict)
    seen: Instant | None = None
    """When *observed* was read from the device; None before the first answer."""
    able_since: Instant | None = None
    """Since when it could obey: a device gets its time anew when its line does, and when a lamp has cooled or warmed
    that was wished otherwise."""
    fault: Fault | None = None
    reached: bool = True
    """Whether it answered when it was last asked."""
    asleep: bool = False
    """It is out of reach since it was seen off, as sets are that leave the network."""
    sleeper: bool = False
    """It left the network as part of going off."""
    turn: Turn = None
    """Whose time it was when it was last read."""
    waits_for_person: bool = False
    """It is tried again when somebody asks for it, and not before."""
    attempts: int = 0
    left_alone: tuple[str, ...] = ()
