"""The first page: today in the house, and what waits for whoever looks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from config.rooms import Installation, Room
from orchestrator.access.auth import reach_in
from orchestrator.access.permissions import Action, Role
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.bookings.seeing import reader_of, rooms_at, sites_in
from orchestrator.bookings.told import rooms_of, title_of
from orchestrator.bookings.typed_times import whole_days
from orchestrator.councils.convening.mine_pages import own_councils
from orchestrator.councils.convening.words import status_word
from orchestrator.home.today import place_today
from orchestrator.home.waiting import Waiting, waiting_for
from orchestrator.hub.keys import PLANS, PRESENCES
from orchestrator.outbox.words import told
from orchestrator.rooms.picture import Beside, room_view
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.forms import new_form
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from room_agents.view import RoomView
from schedules.store.stays import Stay, stays_in
from schedules.store.transaction import Transaction


async def home(request: web.Request) -> web.Response:
    """Today in the house, as whoever looks may see it."""
    app, now, asker = request.app, request.app[CLOCK](), asker_of(request)
    installation, sites = app[SITE].installation, sites_in(request)
    stays, waiting = await app[DATABASE].read(_read, asker, installation, now)
    views = await _views(request, installation.rooms, now)
    reader, language, say = reader_of(request), page_language(request), words(request).gettext
    places = [place_today(site, rooms_at(installation, site.id), stays, now, reader, views) for site in sites]
    technical = reach_in(request, Action.INSPECT_ROOMS)
    troubled = [
        hall
        for place in places
        for hall in place.halls
        if hall.view is not None and hall.has_devices and technical is not None and technical.includes(hall.room.id)
        if hall.view.verdict in {"limited", "not_ready", "unknown"}
    ]
    return page(
        request,
        "home/home.html",
        places=places,
        waiting=waiting,
        troubled=troubled,
        now=now,
        may_book=reach_in(request, Action.BOOK) is not None,
        title_of=lambda booking: title_of(booking, say),
        rooms_of=lambda booking: rooms_of(booking, installation),
        zone_of=lambda booking: _zone_of(installation, booking.rooms),
        why_failed=lambda mail: told(mail.error or "", mail.reply, language),
        people=_people(asker),
        mine=await own_councils(request),
        sitting_state=lambda dossier: status_word(dossier.status, say),
        form=new_form(request, {}),
    )


def _read(db: Transaction, asker: Asker, installation: Installation, now: datetime) -> tuple[Sequence[Stay], Waiting]:
    """All that the page tells of bookings and of what waits, in one transaction."""
    days = [(now.astimezone(ZoneInfo(site.timezone)).date(), ZoneInfo(site.timezone)) for site in installation.sites]
    spans = [whole_days(day, day, zone) for day, zone in days]
    waiting = waiting_for(db, asker, installation, now)
    if not spans:
        return (), waiting
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    rooms = [room.id for room in installation.rooms]
    return stays_in(db, rooms, start, end, asker.audience), waiting


async def _views(request: web.Request, rooms: Sequence[Room], now: datetime) -> Mapping[str, RoomView]:
    """How the rooms are that whoever asks may see, without what only panels need."""
    reach, app = reach_in(request, Action.SEE_ROOMS), request.app
    seen = [room.id for room in rooms if reach is not None and reach.includes(room.id)]
    if not seen:
        return {}
    plans = await app[PLANS].each(seen, now)
    language = page_language(request)
    return {room: room_view(plan, app[PRESENCES][room], Beside(), now, language) for room, plan in plans.items()}


def _people(asker: Asker) -> str:
    """Where those are who have not come yet, for whoever invited them."""
    if asker.reach(Action.MANAGE_PEOPLE).areas:
        return "/people?state=invited"
    managed = [each.organisation for each in asker.identity.holdings if each.role is Role.MANAGER and each.organisation]
    return f"/organisations/{managed[0]}" if len(managed) == 1 else "/organisations"


def _zone_of(installation: Installation, rooms: Sequence[str]) -> ZoneInfo:
    sites = [installation.site_of(room) for room in installation.rooms if room.id in rooms]
    return ZoneInfo((sites or installation.sites)[0].timezone)


ROUTES = (Route("GET", "/", home, "Today.", scope=Scope.OWN, action=Action.KEEP_ACCOUNT, page=True),)
