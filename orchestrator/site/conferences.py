"""What opens the meetings of the room files in force."""

from aiohttp import web

from orchestrator.conferences.meeting import Conferences, Halls, no_screens
from orchestrator.conferences.meetings import Houses
from orchestrator.outbox.keys import SENDING
from orchestrator.site.address import url_of
from orchestrator.site.in_force import SiteFiles
from orchestrator.site.keys import SCREENS_OF, SITE
from orchestrator.web.keys import FACTS


def houses_of(app: web.Application) -> Houses:
    """By which room files the meetings of *app* are looked for now."""
    files = app[SITE].files
    return Houses(conferences_of(app, files), files.installation)


def conferences_of(app: web.Application, files: SiteFiles) -> Conferences:
    """The meetings of *files*, with the links of halls where the service knows its own address."""
    service = url_of(files.installation)
    keys = app[SENDING].keys
    halls = Halls(keys, service, app.get(SCREENS_OF, no_screens)) if service is not None else None
    return Conferences(app[FACTS].conferences_key, files.deployments, halls, keys)
