"""The page of a booking's links: whose each is, when it was used, and another one, or none, in its place."""

from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import asker_of
from orchestrator.bookings.booking_pages import zone_of
from orchestrator.bookings.refusing import as_refused
from orchestrator.bookings.told import title_of
from orchestrator.conferences.links import GUESTS, MeetingLinkKind
from orchestrator.conferences.meetings import meeting_of
from orchestrator.door.link_refusing import link_refused
from orchestrator.door.managing import LinkSeen, Meant, look_at_links, meant_by, renew_as, revoke_as
from orchestrator.outbox.keys import SENDING
from orchestrator.rooms.keys import ENDINGS
from orchestrator.site.address import service_or_path
from orchestrator.site.conferences import houses_of
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.forms import Typed, new_form, number_of, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words

LINKS = "/bookings/{booking}/links"


async def show(request: web.Request) -> web.Response:
    """All of them."""
    app, asker = request.app, asker_of(request)
    with as_refused(request):
        looked, seen = await app[DATABASE].read(
            look_at_links, asker, app[SENDING].keys, request.match_info["booking"], app[CLOCK]()
        )
    installation = app[SITE].installation
    zone: ZoneInfo = zone_of(installation, looked)
    return page(
        request,
        "door/links.html",
        looked=looked,
        booking_title=title_of(looked.booking, words(request).gettext),
        links=seen,
        value_of=value_of,
        rooms={room.id: room.name for room in installation.rooms},
        zone=zone,
        service=service_or_path(request),
        form=new_form(request, {}),
    )


async def renew(request: web.Request) -> web.Response:
    """Another link in its place."""
    typed, app = await read_form(request), request.app
    meant = _meant(typed)
    with link_refused(request):
        await app[DATABASE].write(
            renew_as, asker_of(request), app[SENDING].keys, request.match_info["booking"], meant, app[CLOCK]()
        )
    told = words(request).gettext("C’è un collegamento nuovo: quello di prima non vale più.")
    return see_other(request, _here(request), told)


async def revoke(request: web.Request) -> web.Response:
    """None in its place."""
    typed, app = await read_form(request), request.app
    meant = _meant(typed)
    with link_refused(request):
        await app[DATABASE].write(
            revoke_as, asker_of(request), app[SENDING].keys, request.match_info["booking"], meant, app[CLOCK]()
        )
    say = words(request).gettext
    is_personal = meant.holder is not None and meant.holder.kind is MeetingLinkKind.PERSONAL
    if is_personal and await _is_shown(request):
        told = say("Il collegamento non vale più. Chi è dentro da qui ne esce entro mezzo minuto.")
    elif is_personal and _moderates(request):
        told = say("Il collegamento non vale più. Chi è dentro da qui viene fatto uscire dallo schermo della sala.")
    else:
        told = say("Il collegamento non vale più. Chi è già dentro la riunione ci resta.")
    return see_other(request, _here(request), told)


def _moderates(request: web.Request) -> bool:
    """Whether a big screen is in the meeting that can put people out."""
    booking = request.match_info["booking"]
    return any(each.booking == booking and each.moderates for each in request.app[ENDINGS].attended.values())


async def _is_shown(request: web.Request) -> bool:
    """Whether our own page shows the meeting to those who come by a link, and so takes it away from them."""
    houses, booking = houses_of(request.app), request.match_info["booking"]
    meeting = await request.app[DATABASE].read(meeting_of, houses.conferences, houses.installation, booking)
    return meeting is not None and meeting.deployment is not None and meeting.deployment.embedded


def value_of(seen: LinkSeen) -> str:
    """How forms name whose link it is."""
    return f"{seen.holder.kind}:{seen.holder.id}"


def _meant(typed: Typed) -> Meant:
    """Whose link is meant, and how it was seen; guests' where nobody is named."""
    said = typed.one_each()
    return meant_by(said.get("holder", GUESTS.kind), number_of(said.get("seen", "")))


def _here(request: web.Request) -> str:
    return f"/bookings/{request.match_info['booking']}/links"


_page = partial(Route, scope=Scope.OWN, action=Action.CHANGE_BOOKING, page=True)
ROUTES = (
    _page("GET", LINKS, show, "The links into a booking's meeting."),
    _page("POST", f"{LINKS}/renew", renew, "Another link in place of one."),
    _page("POST", f"{LINKS}/revoke", revoke, "Let a link open nothing any more."),
)
