"""What members' pages need as long as the service runs."""

from aiohttp import web

from orchestrator.councils.chamber.member.arriving import WRONG_CODES, WrongCodes
from orchestrator.councils.chamber.member.drawing import DRAWN, Drawn
from orchestrator.councils.chamber.member.presence import OPEN_PAGES, OpenPages
from orchestrator.councils.chamber.member.standing import STANDINGS, Standings
from orchestrator.web.keys import DATABASE, MONOTONIC_S


def prepare_members(app: web.Application) -> None:
    """Have *app* know which pages are open; whoever runs its loops runs `app[OPEN_PAGES].run()` among them."""
    app[OPEN_PAGES] = OpenPages(app)
    app[STANDINGS] = Standings(app[DATABASE], app[MONOTONIC_S])
    app[DRAWN] = Drawn()
    app[WRONG_CODES] = WrongCodes()
