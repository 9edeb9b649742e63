"""What people in rooms say is wrong, over HTTP: told by a press, and looked at by administrators."""

from datetime import timedelta

import structlog
from aiohttp import web
from pydantic import BaseModel

from orchestrator.access.actors import actor_of
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.hub.keys import CHANGES, PRESENCES
from orchestrator.rooms.audience import Watcher
from orchestrator.rooms.problems import ReportedProblem, evidence_of, problems_of, report_problem
from orchestrator.rooms.routes import picture_of
from orchestrator.web.bodies import Window, json_answer, read_query
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE, METRICS
from orchestrator.web.languages import language_of
from room_agents.view import ProblemKind
from schedules.planning.situation import Press, PressRefused
from schedules.store.diary import UnknownRooms
from schedules.store.presses import Pressed

log = structlog.get_logger()


class ProblemWindow(Window):
    """Problems of [from, to)."""

    longest = timedelta(days=31)


class ProblemList(BaseModel):
    """What people said is wrong, in order."""

    problems: tuple[ReportedProblem, ...]


async def tell(request: web.Request, press_id: str, press: Press, about: ProblemKind | None) -> Pressed:
    """Store that something is wrong with the evidence of this moment, and have those woken who look at the room.

    Raises PressRefused, KeyError for no such room, ApiError.
    """
    if about is None:
        raise PressRefused("about_missing")
    app, room = request.app, press.room
    view = await picture_of(app, room, press.at, language_of(request), Watcher.STAFF)
    booking = view.current.id if view.current is not None else None
    evidence = evidence_of(view, app[PRESENCES][room])
    pressed = await app[DATABASE].write(report_problem, press_id, actor_of(request), press, about, booking, evidence)
    if not pressed.repeated:
        log.info("problem.reported", room=room, about=about, booking=booking)
        app[METRICS].problems.labels(about).inc()
        app[CHANGES].show([room])
    return pressed


async def show(request: web.Request) -> web.Response:
    """What was said in the room, with the evidence."""
    window = read_query(request, ProblemWindow)
    room, language = request.match_info["room"], language_of(request)
    try:
        found = await request.app[DATABASE].read(problems_of, room, window.since, window.until, language)
    except UnknownRooms as unknown:
        raise ApiError(404, "no_such_room", rooms=unknown.rooms) from unknown
    return json_answer(ProblemList(problems=tuple(found)))


ROUTES = (
    Route(
        "GET",
        "/api/v1/rooms/{room}/problems",
        show,
        "What people in the room said is wrong.",
        scope=Scope.ROOM,
        action=Action.INSPECT_ROOMS,
        query=ProblemWindow,
        answer=ProblemList,
    ),
)
