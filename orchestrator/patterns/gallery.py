"""The gallery at /patterns: tokens, icons, and every state in the size, theme and language that is chosen."""

from importlib import resources

from aiohttp import web

from config.devices import pages_of
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.hub.keys import PLANS
from orchestrator.patterns.house import NOW
from orchestrator.patterns.states import STATES
from orchestrator.rooms.now import meets

_FILES = {"gallery.css": "text/css", "gallery.js": "text/javascript", "contrast.js": "text/javascript"}


async def gallery(_request: web.Request) -> web.Response:
    """The page."""
    return web.Response(body=_read("gallery.html"), content_type="text/html")


async def file(request: web.Request) -> web.Response:
    """What it loads."""
    name = request.match_info["file"]
    if name not in _FILES:
        raise web.HTTPNotFound
    return web.Response(body=_read(name), content_type=_FILES[name])


async def states(request: web.Request) -> web.Response:
    """The states by name, each in a sentence, in order; whether its room has a big screen, and that one a meeting."""
    plans = await request.app[PLANS].each(list(STATES), NOW)
    told = [
        {
            "name": state.name,
            "told": state.told,
            "stage": bool(pages_of(plans[state.name].plan.room.devices)),
            "meets": meets(plans[state.name], plans[state.name].at(NOW)),
        }
        for state in STATES.values()
    ]
    return web.json_response({"states": told})


def _read(name: str) -> bytes:
    return (resources.files("orchestrator") / "patterns" / name).read_bytes()


ROUTES = (
    Route("GET", "/", gallery, scope=Scope.PUBLIC),
    Route("GET", "/patterns", gallery, scope=Scope.PUBLIC),
    Route("GET", "/patterns/states", states, scope=Scope.PUBLIC),
    Route("GET", "/patterns/{file}", file, scope=Scope.PUBLIC),
)
