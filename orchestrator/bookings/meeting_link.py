"""The link by which guests come into a booking's meeting, for those who may change the booking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.bookings.asking import Asker
from orchestrator.conferences.meetings import Houses, meeting_of
from orchestrator.conferences.names import Naming
from orchestrator.conferences.shared_links import guests_path, guests_paths
from orchestrator.outbox.keys import SENDING
from orchestrator.site.address import service_or_path
from orchestrator.site.conferences import houses_of
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.bookings import Entry, Occurrence
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
    if not _may_give_away(asker, booking):
        return None
    app, houses = request.app, houses_of(request.app)
    meeting = await app[DATABASE].read(meeting_of, houses.conferences, houses.installation, booking_id)
    if meeting is None:
        return None
    path = await guests_path(app[DATABASE], app[SENDING].keys, booking_id, app[CLOCK]())
    return None if path is None else GuestsMeeting(f"{service_or_path(request)}{path}", meeting.password)


async def guests_links_of(request: web.Request, asker: Asker, entries: Sequence[Entry]) -> Mapping[str, str]:
    """The same addresses for a list of bookings, by their ids: in two queries, and a write where some were never asked for."""
    app, houses = request.app, houses_of(request.app)
    bookings = {
        entry.id for entry in entries if _may_give_away(asker, entry.booking) and _may_meet(houses, entry.booking)
    }
    if not bookings:
        return {}
    paths = await guests_paths(app[DATABASE], app[SENDING].keys, bookings, app[CLOCK]())
    return {booking: f"{service_or_path(request)}{path}" for booking, path in paths.items()}


def _may_give_away(asker: Asker, booking: Occurrence) -> bool:
    if booking.confidential or is_masked(booking, asker.audience(booking)):
        return False
    return asker.may(Action.CHANGE_BOOKING, booking.rooms, booking.organisation, booking.booked_by)


def _may_meet(houses: Houses, booking: Occurrence) -> bool:
    """Whether it has a meeting, whatever that is called."""
    preset = houses.installation.presets.get(booking.preset or "")
    nameless = Naming("", "")
    return not booking.closure and houses.conferences.place_of(nameless, booking.link, preset) is not None
