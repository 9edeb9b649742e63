"""Whose a room is now and next, by its plan alone: an agent that is gone does not change it. Pure."""

from datetime import datetime, timedelta

from orchestrator.hub.plans import RoomPlan
from room_agents.plan import WireBooking, WireSegment
from room_agents.view import Occupancy

SOON = timedelta(minutes=15)
"""How long before a booking the room is no longer free for others."""


def occupancy(segment: WireSegment | None, coming: WireBooking | None, now: datetime) -> Occupancy:
    """Whose the room is."""
    phase = segment.phase if segment is not None else "idle"
    if phase == "live":
        return "occupied"
    if phase == "blocked":
        return "closed"
    if phase == "preparing" or (coming is not None and coming.start - now <= SOON):
        return "soon"
    return "free"


def occupancy_until(plan: RoomPlan, segment: WireSegment | None, now: datetime) -> datetime | None:
    """When that ends; None if nobody knows, as for a hold without an end and for a room that nobody has booked."""
    following = [later for later in plan.plan.segments if later.start > now]
    if segment is None:
        return None
    if segment.phase == "blocked":
        return segment.end if following else None
    if segment.phase == "live":
        return segment.end
    taken = next((later for later in following if later.phase in {"live", "blocked"}), None)
    return taken.start if taken is not None else None


def reopened(plan: RoomPlan, segment: WireSegment | None, now: datetime) -> WireBooking | None:
    """The booking that a start would reopen, because somebody ended it early; None while the room is taken."""
    if segment is not None and segment.phase in {"live", "blocked"}:
        return None
    return next((ending.booking for ending in plan.ended if ending.at <= now < ending.until), None)


def coming_booking(plan: RoomPlan, live: WireBooking | None, now: datetime) -> WireBooking | None:
    """The booking after the one that is *live*."""
    known = live.id if live is not None else None
    for segment in plan.plan.segments:
        if (
            segment.booking is not None
            and segment.phase == "live"
            and segment.end > now
            and segment.booking.id != known
        ):
            return segment.booking
    return None
