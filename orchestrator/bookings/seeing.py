"""What whoever sends a request sees of bookings, and where they may book."""

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from config.rooms import Installation, Room, Site
from orchestrator.access.auth import reach_in
from orchestrator.access.keys import IDENTITY
from orchestrator.access.permissions import Action
from orchestrator.access.scopes import Reach
from orchestrator.bookings.halls import Reader
from orchestrator.site.keys import SITE
from orchestrator.web.shell.pages import words


def reader_of(request: web.Request) -> Reader:
    """Who looks at a page of days."""
    identity = request[IDENTITY]
    members = frozenset(holding.organisation for holding in identity.holdings if holding.organisation is not None)
    account = identity.who if identity.person is not None else None
    kinds = {id_: preset.title for id_, preset in request.app[SITE].installation.presets.items()}
    return Reader(words(request).gettext, members, account, kinds, partial(_books, reach_in(request, Action.BOOK)))


def sites_in(request: web.Request) -> Sequence[Site]:
    """The sites that have rooms; those first of whose staff whoever asks is."""
    installation = request.app[SITE].installation
    mine = {holding.site for holding in request[IDENTITY].holdings if holding.site is not None}
    inhabited = [site for site in installation.sites if installation.rooms_of(site.id)]
    return sorted(inhabited, key=lambda site: site.id not in mine)


def rooms_at(installation: Installation, site: str) -> Sequence[Room]:
    """The rooms of a site, as its file has them."""
    return [room for room in installation.rooms if installation.site_of(room).id == site]


def _books(reach: Reach | None, room: str) -> bool:
    return reach is not None and any(area.rooms is None or room in area.rooms for area in reach.areas)
