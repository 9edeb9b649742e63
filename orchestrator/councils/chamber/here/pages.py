"""The page that the QR code at the hall's door opens: it leads a member, whom their browser knows, on to saying that they are there."""

from aiohttp import web

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.asking import DEVICES
from orchestrator.councils.chamber.door_shown import HERE
from orchestrator.councils.chamber.here.finding import Why, sittings_here
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import new_form
from orchestrator.web.shell.pages import page

LONGEST_CODE = 20


async def show_here(request: web.Request) -> web.Response:
    """The page; nothing is noted by it, since a code may be opened by whoever only looks what it is, nor does it say whether it is good."""
    app, code = request.app, request.query.get("code", "")[:LONGEST_CODE]
    devices = [secret for name, secret in request.cookies.items() if name.startswith(DEVICES)]
    found = await app[DATABASE].read(sittings_here, app[SENDING].keys, devices)
    answer = page(
        request,
        "councils/chamber/here/here.html",
        why=found.value if isinstance(found, Why) else "",
        sittings=() if isinstance(found, Why) else found,
        code=code,
        form=new_form(request, {}),
    )
    answer.headers["Referrer-Policy"] = "strict-origin"  # forms go to personal addresses
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


ROUTES = (Route("GET", HERE, show_here, "Where the code at the hall's door leads.", scope=Scope.PUBLIC, page=True),)
