"""The link by which guests come into a booking's meeting, for those who may change the booking."""

from dataclasses import dataclass, field

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.bookings.asking import Asker
from orchestrator.conferences.meetings import meeting_of
from orchestrator.conferences.shared_links import guests_path
from orchestrator.outbox.keys import SENDING
from orchestrator.site.address import service_or_path
from orchestrator.site.conferences import houses_of
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.bookings import Occurrence
from schedules.fields import is_masked


@dataclass(frozen=True, slots=True)
class GuestsMeeting:
    """How guests come into a meeting."""

    link: str
    """Where nobody knows the service's own address, it begins with its path."""
    password: str | None = field(repr=False)


async def guests_link(request: web.Request, asker: Asker, booking_id: str, booking: Occurrence) -> str | None:
    """Its address; None where there is no meeting, or none that whoever asks may give away."""
    told = await guests_meeting(request, asker, booking_id, booking)
    return None if told is None else told.link


async def guests_meeting(
    request: web.Request, asker: Asker, booking_id: str, booking: Occurrence
) -> GuestsMeeting | None:
    """The same with its password."""
    if booking.confidential or is_masked(booking, asker.audience(booking)):
        return None
    if not asker.may(Action.CHANGE_BOOKING, booking.rooms, booking.organisation, booking.booked_by):
        return None
    app, houses = request.app, houses_of(request.app)
    meeting = await app[DATABASE].read(meeting_of, houses.conferences, houses.installation, booking_id)
    if meeting is None:
        return None
    path = await guests_path(app[DATABASE], app[SENDING].keys, booking_id, app[CLOCK]())
    return None if path is None else GuestsMeeting(f"{service_or_path(request)}{path}", meeting.password)
