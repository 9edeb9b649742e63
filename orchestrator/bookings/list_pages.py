"""The list of bookings that somebody may know of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from aiohttp import web

from config.rooms import Installation
from orchestrator.access.auth import reach_in
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.organisations import Organisation, list_organisations
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.bookings.listed import Sought, list_bookings
from orchestrator.bookings.seeing import sites_in
from orchestrator.bookings.told import rooms_of, title_of
from orchestrator.bookings.typed_times import day_of_text, whole_days
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.listing import Listing, listing
from orchestrator.web.shell.pages import page, words
from schedules.bookings import Entry
from schedules.fields import is_masked

LIST = "/bookings/list"
YES = "yes"


@dataclass(frozen=True, slots=True)
class Line:
    """One booking of the list."""

    entry: Entry
    title: str
    masked: bool
    rooms: str
    zone: ZoneInfo
    organisation: str


async def show(request: web.Request) -> web.Response:
    """A page of it."""
    asker, installation, sites = asker_of(request), request.app[SITE].installation, sites_in(request)
    if not sites:
        return page(request, "bookings/no-halls.html")
    zone = ZoneInfo(sites[0].timezone)
    today = request.app[CLOCK]().astimezone(zone).date()
    organisations: Sequence[Organisation] = await request.app[DATABASE].read(list_organisations)
    offered = _offered(organisations, asker)
    look = _look(request, installation, [each.id for each in offered])
    sought = _sought(look, installation, today, zone)
    entries, total = await request.app[DATABASE].read(list_bookings, asker, sought)
    names = {each.id: each.name for each in organisations}
    say = words(request).gettext
    return page(
        request,
        "bookings/list.html",
        look=look.of(total),
        lines=[_line(entry, installation, names, title_of(entry.booking, say), asker) for entry in entries],
        sites=sites if len(sites) > 1 else (),
        rooms=installation.rooms,
        organisations=offered if len(offered) > 1 else (),
        today=today,
        may_book=reach_in(request, Action.BOOK) is not None,
        has_account=asker.account is not None,
    )


def _offered(organisations: Sequence[Organisation], asker: Asker) -> Sequence[Organisation]:
    """Those whose bookings they may tell from others: theirs, or all for those who see all."""
    reach = asker.reach(Action.SEE_BOOKINGS)
    everywhere = any(area.organisation is None and area.account is None for area in reach.areas)
    return [each for each in organisations if everywhere or asker.identity.belongs_to(each.id)]


def _look(request: web.Request, installation: Installation, organisations: Sequence[str]) -> Listing:
    """What the address wants of the list."""
    query = request.query
    return listing(
        LIST,
        query,
        ("start",),
        {
            "site": [site.id for site in installation.sites],
            "room": [room.id for room in installation.rooms],
            "organisation": organisations,
            "mine": [YES],
            "from": [query["from"]] if day_of_text(query.get("from", "")) else [],
            "to": [query["to"]] if day_of_text(query.get("to", "")) else [],
        },
    )


def _sought(look: Listing, installation: Installation, today: date, zone: ZoneInfo) -> Sought:
    """The same as the store looks for it: from today on, where nothing is said."""
    chosen = look.filters
    first, last = day_of_text(chosen.get("from", "")) or today, day_of_text(chosen.get("to", ""))
    site, room = chosen.get("site"), chosen.get("room")
    rooms = None if site is None else installation.rooms_of(site)
    if room is not None:
        rooms = frozenset({room}) if rooms is None else rooms & {room}
    return Sought(
        whole_days(first, first, zone).start,
        None if last is None else whole_days(last, last, zone).end,
        look.search,
        rooms,
        chosen.get("organisation"),
        chosen.get("mine") == YES,
        look.descending,
        look.page,
        look.per_page,
    )


def _line(entry: Entry, installation: Installation, names: Mapping[str, str], title: str, asker: Asker) -> Line:
    booking = entry.booking
    sites = [installation.site_of(room) for room in installation.rooms if room.id in booking.rooms]
    zone = ZoneInfo((sites or installation.sites)[0].timezone)
    return Line(
        entry,
        title,
        is_masked(booking, asker.audience(booking)),
        rooms_of(booking, installation),
        zone,
        names.get(booking.organisation or "", ""),
    )


ROUTES = (Route("GET", LIST, show, "A list of bookings.", scope=Scope.OWN, action=Action.SEE_BOOKINGS, page=True),)
