"""What the panel of a room asks: whether a council sits there, or soon will."""

from aiohttp import web
from pydantic import AwareDatetime, BaseModel

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.chamber.tablet.answers import council_path
from orchestrator.councils.chamber.tablet.hall import Calm, at_hall
from orchestrator.web.bodies import json_answer


class CouncilView(BaseModel):
    """The sitting that is near, if one is."""

    address: str | None = None
    """Of the page where its members check in; nothing while none is near."""
    begins: AwareDatetime | None = None


async def show_council(request: web.Request) -> web.Response:
    """Whose sitting it is is not said."""
    hall = await at_hall(request)
    if isinstance(hall, Calm):
        return json_answer(CouncilView())
    return json_answer(CouncilView(address=council_path(hall.room), begins=hall.dossier.begins))


ROUTES = (
    Route(
        "GET",
        "/api/v1/rooms/{room}/council",
        show_council,
        "Whether a council sits in the room, or soon will.",
        scope=Scope.ROOM,
        action=Action.ATTEND_COUNCIL,
        answer=CouncilView,
        errors=(404,),
    ),
)
