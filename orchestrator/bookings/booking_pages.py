"""The page of one booking: what it is, what may be done with it, and taking it back."""

from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web
from markupsafe import Markup

from config.rooms import Installation
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.codes import qr_of
from orchestrator.audit.acts import ActObject, ObjectKind
from orchestrator.audit.pages import reader_of
from orchestrator.audit.seeking import Sought
from orchestrator.audit.telling import timeline_of
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.bookings.doing import cancel_as
from orchestrator.bookings.looking import Looked, look_at
from orchestrator.bookings.meeting_link import guests_meeting
from orchestrator.bookings.picks import prefilled
from orchestrator.bookings.refusing import as_refused
from orchestrator.bookings.told import number_of, rooms_of, title_of, when_words
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.forms import new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

BOOKING = "/bookings/{booking}"
MOST_TOLD = 20
"""Acts of its history."""


async def show(request: web.Request) -> web.Response:
    """One booking; what is foreign is not there."""
    asker, installation = asker_of(request), request.app[SITE].installation
    looked = await looked_at(request, asker)
    say, language = words(request).gettext, page_language(request)
    zone = zone_of(installation, looked)
    booking = looked.booking
    preset = installation.presets.get(booking.preset or "")
    about = Sought(about=ActObject(ObjectKind.BOOKING, looked.entry.id))
    meeting = None if looked.withdrawn else await guests_meeting(request, asker, looked.entry.id, booking)
    link = None if meeting is None else meeting.link
    happened = await request.app[DATABASE].read(timeline_of, about, reader_of(request), MOST_TOLD)
    return page(
        request,
        "bookings/booking.html",
        looked=looked,
        title=title_of(booking, say),
        when=when_words(looked.entry.start, looked.entry.end, zone, language),
        rooms={room.id: room.name for room in installation.rooms},
        zone=zone,
        number=number_of(looked.entry.id),
        kind=preset.title if preset is not None and not looked.masked else None,
        link=link,
        meeting_password=None if meeting is None else meeting.password,
        qr=None if link is None else Markup(qr_of(link)),  # noqa: S704  our own drawing
        again=_again(request, asker, looked, zone),
        happened=happened,
        may_see_presence=looked.entry.start <= request.app[CLOCK]()
        and not booking.confidential
        and not looked.masked
        and asker.may(Action.SEE_PRESENCE, booking.rooms, booking.organisation, booking.booked_by),
        form=new_form(request, {}),
    )


async def take_back(request: web.Request) -> web.Response:
    """Take it back, and go on to its page, which says so and offers to book it anew."""
    await read_form(request)
    app, asker, installation = request.app, asker_of(request), request.app[SITE].installation
    looked = await looked_at(request, asker)
    say, address = words(request).gettext, f"/bookings/{looked.entry.id}"
    if looked.withdrawn:  # sent twice
        return see_other(request, address, say("Era già annullata."))
    with as_refused(request):
        await app[DATABASE].write(partial(cancel_as, asker=asker, booking_id=looked.entry.id, now=app[CLOCK]()))
    return see_other(request, address, say("Annullata: %(rooms)s.") % {"rooms": rooms_of(looked.booking, installation)})


async def looked_at(request: web.Request, asker: Asker) -> Looked:
    """The booking of the path. Raises ApiError 404."""
    with as_refused(request):
        return await request.app[DATABASE].read(look_at, asker, request.match_info["booking"], request.app[CLOCK]())


def zone_of(installation: Installation, looked: Looked) -> ZoneInfo:
    """In whose time its page speaks: that of its first room, or of the first site."""
    sites = [installation.site_of(room) for room in installation.rooms if room.id in looked.booking.rooms]
    return ZoneInfo((sites or installation.sites)[0].timezone)


def _again(request: web.Request, asker: Asker, looked: Looked, zone: ZoneInfo) -> str | None:
    """The form that books the same anew, for whom it is there: at the same time where that is to come."""
    booking = looked.booking
    may = any(area.rooms is None or area.rooms.issuperset(booking.rooms) for area in asker.reach(Action.BOOK).areas)
    if not may or booking.closure or looked.masked:
        return None
    return prefilled(
        booking.rooms, looked.entry.start, looked.entry.end, zone, request.app[CLOCK](), like=looked.entry.id
    )


ROUTES = (
    Route("GET", BOOKING, show, "One booking.", scope=Scope.OWN, action=Action.SEE_BOOKINGS, page=True),
    Route(
        "POST",
        f"{BOOKING}/cancel",
        take_back,
        "Take it back.",
        scope=Scope.OWN,
        action=Action.CHANGE_BOOKING,
        page=True,
        status=303,
    ),
)
