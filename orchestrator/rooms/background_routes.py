"""The picture behind a room's big screen, for the computer that shows it."""

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.hub.keys import PLANS
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.backgrounds import background_content


async def show(request: web.Request) -> web.Response:
    """The picture that the room's present plan names; 404 if it names none."""
    room = request.match_info["room"]
    plans = await request.app[PLANS].each([room], request.app[CLOCK]())
    house = plans[room].plan.house if room in plans else None
    picture = house.background if house is not None else None
    content = await request.app[DATABASE].read(background_content, picture.digest) if picture is not None else None
    if picture is None or content is None:
        raise web.HTTPNotFound
    return web.Response(body=content, content_type=picture.media_type)


ROUTES = (
    Route(
        "GET",
        "/api/v1/rooms/{room}/background",
        show,
        "The picture behind the room's big screen.",
        scope=Scope.ROOM,
        action=Action.SEE_BACKGROUND,
        errors=(404,),
    ),
)
