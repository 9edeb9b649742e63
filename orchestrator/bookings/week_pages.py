"""The pages of days: a week or a day of all halls of a site, and the sheet that hangs on a hall's door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web

from config.rooms import Room, Site
from orchestrator.access.auth import may
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import asker_of
from orchestrator.bookings.door import door_days
from orchestrator.bookings.halls import new_address, week_of_halls
from orchestrator.bookings.looks import Look, look_of, site_named
from orchestrator.bookings.seeing import reader_of, rooms_at, sites_in
from orchestrator.bookings.typed_times import whole_days
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.pages import page
from schedules.bookings import AudienceOf, as_room
from schedules.store.stays import Stay, stays_in

WEEK, DOOR = "/bookings", "/bookings/door"


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that a page shows, of one site."""

    look: Look
    site: Site
    rooms: Sequence[Room]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The site's."""
        return ZoneInfo(self.site.timezone)


async def week(request: web.Request) -> web.Response:
    """All halls of a site, for a week or a day."""
    sites = sites_in(request)
    if not sites:
        return page(request, "bookings/no-halls.html")
    days = _asked(request, WEEK, sites)
    stays = await _stays(request, days, asker_of(request).audience)
    reader = reader_of(request)
    shown = week_of_halls(days.rooms, stays, days.look.days, days.site, days.now, reader)
    bookable = next((room.id for room in days.rooms if reader.may_book(room.id)), None)
    return page(
        request,
        "bookings/week.html",
        look=days.look,
        week=shown,
        site=days.site,
        sites=sites,
        doors=[room for room in days.rooms if may(request, Action.BOOK, room=room.id)],
        told=days.now,
        book=_book_there(days, bookable) if bookable is not None else None,
    )


async def door(request: web.Request) -> web.Response:
    """What a hall is taken for, for whoever passes by. Those print it who book the hall for all."""
    installation, hall = request.app[SITE].installation, request.match_info["hall"]
    room = next((room for room in installation.rooms if room.id == hall), None)
    if room is None:
        raise ApiError(404, "not_found")
    if not may(request, Action.BOOK, room=room.id):
        raise ApiError(404, "not_found")
    days = _asked(request, f"{DOOR}/{room.id}", [installation.site_of(room)])
    stays = await _stays(request, _Days(days.look, days.site, [room], days.now), as_room)
    shown = door_days(stays, days.look.days, days.zone)
    return page(request, "bookings/door.html", look=days.look, room=room, site=days.site, days=shown, told=days.now)


def _asked(request: web.Request, path: str, sites: Sequence[Site]) -> _Days:
    now, by_id = request.app[CLOCK](), {site.id: site for site in sites}
    site = by_id[site_named(request.query, list(by_id))]
    look = look_of(path, request.query, list(by_id), now.astimezone(ZoneInfo(site.timezone)).date())
    return _Days(look, site, rooms_at(request.app[SITE].installation, site.id), now)


async def _stays(request: web.Request, days: _Days, audience: AudienceOf) -> Sequence[Stay]:
    """What is in its halls on those days."""
    shown = whole_days(days.look.days[0], days.look.days[-1], days.zone)
    rooms = [room.id for room in days.rooms]
    return await request.app[DATABASE].read(partial(stays_in, audience=audience), rooms, shown.start, shown.end)


def _book_there(days: _Days, room: str) -> str:
    """The form, for the first day that is shown and not over."""
    local = days.now.astimezone(days.zone)
    first = max(days.look.days[0], local.date())
    if first not in days.look.days:
        return "/bookings/new"
    start = datetime.combine(first, local.time().replace(minute=0, second=0, microsecond=0), days.zone)
    start = start + timedelta(hours=1) if first == local.date() else start.replace(hour=9)
    return new_address(room, start, start + timedelta(hours=1), days.zone)


ROUTES = (
    Route("GET", WEEK, week, "A week of all halls.", scope=Scope.OWN, action=Action.SEE_BOOKINGS, page=True),
    Route("GET", f"{DOOR}/{{hall}}", door, "A hall's door.", scope=Scope.OWN, action=Action.SEE_BOOKINGS, page=True),
)
