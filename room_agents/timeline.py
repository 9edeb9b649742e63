"""What a plan says about one moment. Pure."""

from dataclasses import dataclass
from datetime import datetime

from config.devices import is_page
from config.states import Attributes, Wishes
from room_agents.plan import Conference, PhaseName, Plan, WireBooking, WireSegment
from room_agents.remembered import Turn


@dataclass(frozen=True, slots=True)
class Present:
    """One moment of a room: its segment (None before the plan's first and after its last), and the wishes."""

    segment: WireSegment | None
    wishes: Wishes
    until: datetime | None
    """When the plan next changes; None if it never does."""
    next: WireBooking | None = None
    """The first booking that is not the present one."""
    next_needs: tuple[str, ...] = ()
    """The devices that *next* needs."""
    next_deployment: str | None = None
    """The Jitsi server of the meeting of *next*; None if it has none."""

    @property
    def turn(self) -> Turn:
        """Whose time it is."""
        booking = self.segment.booking if self.segment is not None else None
        return booking.id if booking is not None else None

    @property
    def deployment(self) -> str | None:
        """The Jitsi server of the meeting that is being prepared; None if there is none."""
        preparing = self.segment is not None and self.segment.phase == "preparing"
        conference = self.segment.conference if preparing and self.segment is not None else None
        return conference.deployment if conference is not None else None

    @property
    def confidential(self) -> bool:
        """Whether the booking whose time it is, is confidential."""
        booking = self.segment.booking if self.segment is not None else None
        return booking is not None and booking.confidential


def present_at(plan: Plan, at: datetime) -> Present:
    """What *plan* says about *at*. After its last segment there is no segment, and the wishes are those of an idle room."""
    started = [segment for segment in plan.segments if segment.start <= at]
    coming = [segment for segment in plan.segments if segment.start > at]
    until = coming[0].start if coming else None
    if not started:
        return Present(None, {}, until, *_next_booking(coming, None))
    segment = started[-1]
    if at < segment.end:
        upcoming = _next_booking(coming, segment.booking)
        wishes = _wishes(plan, segment.phase, segment.desired, segment.conference)
        return Present(segment, wishes, until or segment.end, *upcoming)
    return Present(None, _wishes(plan, "idle", plan.idle), until, *_next_booking(coming, None))


def led_by(plan: Plan, before: Plan, at: datetime) -> Plan:
    """*plan*, preceded by what *before* says about the time from *at* to its beginning, if it begins later than *at*.

    Plans begin in the past by the hub's clock. A plan that does not comes from a hub whose clock is ahead, which must end
    no meeting.
    """
    begins = plan.segments[0].start if plan.segments else at
    earlier = tuple(segment for segment in before.segments if segment.start < begins and segment.end > at)
    return plan.model_copy(update={"segments": (*earlier, *plan.segments)}) if begins > at else plan


def _next_booking(
    coming: list[WireSegment], present: WireBooking | None
) -> tuple[WireBooking | None, tuple[str, ...], str | None]:
    """The first booking that is not the *present* one, what it needs, and the Jitsi server of its meeting."""
    known = present.id if present else None
    others = (segment for segment in coming if segment.booking and segment.booking.id != known)
    first = next(others, None)
    if first is None:
        return None, (), None
    return first.booking, first.needs, first.conference.deployment if first.conference else None


def _wishes(plan: Plan, phase: PhaseName, desired: Wishes, conference: Conference | None = None) -> Wishes:
    """What is *desired* of each device of the room; the wish for the stage follows from the phase."""
    stage = _stage_wish(phase, conference)
    return {
        name: stage if is_page(device.driver) else desired.get(name, {}) for name, device in plan.room.devices.items()
    }


def _stage_wish(phase: PhaseName, conference: Conference | None) -> Attributes:
    ours = conference is not None and conference.deployment is not None
    return {"shown": phase, "joined": True} if phase == "live" and ours else {"shown": phase}
