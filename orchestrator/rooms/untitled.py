"""A room's plan for those who keep its devices and are told no titles: every booking with its times, and "Occupato". Pure."""

from collections.abc import Iterable
from dataclasses import replace

from orchestrator.hub.plans import EndedBooking, RoomPlan
from room_agents.plan import WireBooking, WireSegment
from room_agents.view import ConflictView
from schedules.bookings import Entry, Segment
from schedules.fields import CONFIDENTIAL_TITLE, Audience, seen_by


def plan_without_titles(plan: RoomPlan) -> RoomPlan:
    """The same plan, whose bookings have no title."""
    return replace(
        plan,
        plan=plan.plan.model_copy(update={"segments": _segments(plan.plan.segments)}),
        past=_segments(plan.past),
        conflicts=tuple(map(_conflict, plan.conflicts)),
        ended=tuple(map(_ended, plan.ended)),
        timeline=[_planned(segment) for segment in plan.timeline],
    )


def entries_without_titles(entries: Iterable[Entry]) -> list[Entry]:
    """The same entries, whose bookings have no title."""
    return [replace(entry, booking=seen_by(entry.booking, Audience.TECHNICIAN)) for entry in entries]


def _segments(segments: Iterable[WireSegment]) -> tuple[WireSegment, ...]:
    return tuple(
        segment if segment.booking is None else segment.model_copy(update={"booking": _booking(segment.booking)})
        for segment in segments
    )


def _booking(booking: WireBooking) -> WireBooking:
    return booking.model_copy(update={"title": CONFIDENTIAL_TITLE})


def _conflict(conflict: ConflictView) -> ConflictView:
    return conflict.model_copy(update={"bookings": tuple(map(_booking, conflict.bookings))})


def _ended(ended: EndedBooking) -> EndedBooking:
    return replace(ended, booking=_booking(ended.booking), booked=replace(ended.booked, title=CONFIDENTIAL_TITLE))


def _planned(segment: Segment) -> Segment:
    booking = segment.booking
    return segment if booking is None else segment._replace(booking=replace(booking, title=CONFIDENTIAL_TITLE))
