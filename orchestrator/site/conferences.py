"""What opens the meetings of the room files in force."""

from aiohttp import web

from orchestrator.conferences.meeting import Conferences, Halls
from orchestrator.outbox.keys import SENDING
from orchestrator.site.address import url_of
from orchestrator.site.in_force import SiteFiles
from orchestrator.web.keys import FACTS


def conferences_of(app: web.Application, files: SiteFiles) -> Conferences:
    """The meetings of *files*, with the links of halls where the service knows its own address."""
    service = url_of(files.installation)
    halls = Halls(app[SENDING].keys, service) if service is not None else None
    return Conferences(app[FACTS].conferences_key, files.deployments, halls)
