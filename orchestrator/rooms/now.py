"""What goes on in a room, gathered once for every part of its picture. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.devices import pages_of
from config.states import Value
from orchestrator.hub.plans import RoomPlan
from orchestrator.rooms.endings import HowEnded
from room_agents.plan import WireBooking, WireSegment
from room_agents.view import DeviceView
from schedules.bookings import Entry


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room and what goes on in it, as its panel must know it."""

    plan: RoomPlan
    segment: WireSegment | None
    coming: WireBooking | None
    reopens: WireBooking | None
    wanting: Sequence[Entry]
    """As in schedules.planning.situation.Situation."""
    devices: Mapping[str, DeviceView]
    stage: Mapping[str, Value]
    """What the room's stage was last seen to show; empty if it was not seen."""
    over: HowEnded | None = None
    """How the last meeting ended, while that is news."""

    @property
    def phase(self) -> str:
        """The present phase."""
        return self.segment.phase if self.segment is not None else "idle"

    @property
    def live(self) -> WireBooking | None:
        """The booking that is live."""
        return self.segment.booking if self.segment is not None and self.segment.phase == "live" else None

    @property
    def meets(self) -> bool:
        """Whether the room's stage is to be in a meeting now."""
        return meets(self.plan, self.segment)

    @property
    def begun(self) -> bool:
        """Whether somebody has pressed Start for what is live."""
        return self.live is not None and self.live.id in self.plan.begun


def meets(plan: RoomPlan, segment: WireSegment | None) -> bool:
    """Whether the room's stage is to be in the meeting of *segment*."""
    has_stage = bool(pages_of(plan.plan.room.devices))
    conference = segment.conference if segment is not None and segment.phase == "live" else None
    return has_stage and conference is not None and conference.deployment is not None
