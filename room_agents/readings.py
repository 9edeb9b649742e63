"""What a room's tasks tell each other about one device: the wish it has, and how it was last read."""

from dataclasses import dataclass, field

from config.states import Attributes
from room_agents.clock import Instant
from room_agents.protocol import Fault


@dataclass(frozen=True, slots=True)
class Wished:
    """What is wished of a device, and since when."""

    attributes: Attributes
    since: Instant


@dataclass(frozen=True, slots=True)
class Reading:
    """A device as it was last read, and what stands in the way of its wish."""

    observed: Attributes = field(default_factory=dict)
    seen: Instant | None = None
    """When *observed* was read from the device; None before the first answer."""
    line_since: Instant | None = None
    """When the present line gave its first answer: a device that came back gets its time anew."""
    fault: Fault | None = None
    attempts: int = 0
    left_alone: tuple[str, ...] = ()
