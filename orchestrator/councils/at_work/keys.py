"""What councils keep in the application while it runs."""

from aiohttp import web

from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.log.sittings import Sittings
from orchestrator.councils.minutes.pdf import Press

SITTINGS = web.AppKey("council_sittings", Sittings)
SIGNERS = web.AppKey("council_signers", Signers)
PRINTING = web.AppKey("council_printing", Press)
