"""Councils as somebody's own: those that they keep, those that they lead, the sittings that they go to."""

from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.access.permissions import Action
from orchestrator.bookings.asking import asker_of
from orchestrator.councils.convening.list_pages import steers
from orchestrator.councils.convening.mine import Mine, mine_of
from orchestrator.councils.convening.words import status_word
from orchestrator.outbox.keys import SENDING
from orchestrator.people.asker import zone_of
from orchestrator.people.organisation_pages import organisations_within
from orchestrator.people.organisations import organisation_names
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words

MINE = "/councils"


async def show_mine(request: web.Request) -> web.Response:
    """The organisations whose organs one keeps, the organs that one leads, the sittings to which one is called.

    Whoever keeps those of one organisation, and nothing else, comes to its page.
    """
    within = organisations_within(asker_of(request).reach(Action.SEE_COUNCILS)) or frozenset()
    mine = await own_councils(request)
    if len(within) == 1 and not mine.led and not mine.attended:
        return see_other(request, f"/organisations/{min(within)}/councils")
    names, say = await request.app[DATABASE].read(organisation_names), words(request).gettext
    return page(
        request,
        "councils/convening/mine.html",
        organisations=[(name, names[name]) for name in names if name in within],
        mine=mine,
        state=lambda dossier: status_word(dossier.status, say),
        zone=ZoneInfo(zone_of(request)),
    )


async def own_councils(request: web.Request) -> Mine:
    """What of councils is theirs who ask."""
    person = request[IDENTITY].person
    mail = person.account.email if person is not None else None
    keys, zone = request.app[SENDING].keys, ZoneInfo(zone_of(request))
    return await request.app[DATABASE].read(mine_of, keys, mail, zone)


ROUTES = (steers("GET", MINE, show_mine, "What of councils is one's own."),)
