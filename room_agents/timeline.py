"""What a plan says of one moment. Pure."""

from dataclasses import dataclass
from datetime import datetime

from config.rooms import Device
from config.states import Value, Wishes
from room_agents.protocol import Booking, Plan, Segment


@dataclass(frozen=True, slots=True)
class Present:
    """A moment of a room: its segment (None before the plan's first and after its last) and what is wished."""

    segment: Segment | None
    wishes: Wishes
    until: datetime | None
    """When the plan next says something else; None if it never does."""
    next: Booking | None = None
    """The first booking that is not the present one."""


def present_at(plan: Plan, at: datetime) -> Present:
    """The plan at *at*. After its last segment: what it wishes of an idle room, and no segment."""
    started = [segment for segment in plan.segments if segment.start <= at]
    coming = [segment for segment in plan.segments if segment.start > at]
    until = coming[0].start if coming else None
    if not started:
        return Present(None, {}, until, _next_booking(coming, None))
    segment = started[-1]
    if at < segment.end:
        upcoming = _next_booking(coming, segment.booking)
        return Present(segment, _wishes(plan, segment), until or segment.end, upcoming)
    idle = Segment(start=segment.end, end=segment.end, phase="idle", desired=plan.idle)
    return Present(None, _wishes(plan, idle), until, _next_booking(coming, None))


def _next_booking(coming: list[Segment], present: Booking | None) -> Booking | None:
    known = present.id if present else None
    return next((one.booking for one in coming if one.booking and one.booking.id != known), None)


def _wishes(plan: Plan, segment: Segment) -> Wishes:
    """The segment's wishes for the devices the room has; the stage follows the phase by itself."""
    return {name: _wish(device, segment, name) for name, device in plan.room.devices.items()}


def _wish(device: Device, segment: Segment, name: str) -> dict[str, Value]:
    if device.driver != "stage":
        return dict(segment.desired.get(name, {}))
    ours = segment.conference is not None and segment.conference.deployment is not None
    joined: dict[str, Value] = {"joined": True} if segment.phase == "live" and ours else {}
    return {"shown": segment.phase, **joined}
