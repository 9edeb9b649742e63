"""What a room's tasks tell each other about one device: its wish and its last reading."""

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
    """The last reading of a device, and what stands in the way of its wish."""

    observed: Attributes = field(default_factory=dict)
    seen: Instant | None = None
    """When *observed* was read from the device; None before the first answer."""
    able_since: Instant | None = None
    """Since when the device can obey. This begins anew with each line, and when a lamp has finished warming or cooling
    against its wish."""
    fault: Fault | None = None
    reached: bool = True
    """Whether the device answered when it was last asked."""
    asleep: bool = False
    """Whether the device is out of reach after it was last seen off, as a set is that leaves the network."""
    sleeper: bool = False
    """Whether the device left the network as part of going off."""
    turn: Turn = None
    """Whose time it was at the last reading."""
    waits_for_person: bool = False
    """Whether the device is tried again only when somebody asks for it."""
    attempts: int = 0
    left_alone: tuple[str, ...] = ()
