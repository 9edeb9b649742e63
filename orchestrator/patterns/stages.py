"""The big screen of each state's room, as its agent would serve it."""

import asyncio
from contextlib import suppress
from importlib import resources

from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.hub.keys import PLANS, PRESENCES
from orchestrator.patterns.house import NOW
from room_agents.plan import Plan
from room_agents.protocol import State
from room_agents.qr import qr_svg, wifi_text
from room_agents.stage_today import next_meeting
from room_agents.stage_view import StageView, page, policy, stage_view
from room_agents.timeline import present_at

PING_S = 15.0
LANGUAGE = "stage-language"
"""A cookie: the stage's language is its agent's, and not asked for by the page."""


async def stage(request: web.Request) -> web.Response:
    """The page, in Italian or in the language of ``?lang=``."""
    plan = await _plan(request)
    text = (resources.files("room_agents") / "pages" / "stage.html").read_text()
    answer = web.Response(text=page(text, plan), content_type="text/html")
    answer.headers["Content-Security-Policy"] = policy(plan)
    answer.set_cookie(LANGUAGE, request.query.get("lang", "it"), path=request.path)
    return answer


async def events(request: web.Request) -> web.StreamResponse:
    """The room as its agent tells it, once."""
    plan, state = await _plan(request), _state(request)
    view = view_of(plan, state, "en" if request.cookies.get(LANGUAGE) == "en" else "it")
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await stream.prepare(request)
    with suppress(ConnectionError):
        await stream.write(f"event: room\ndata: {view.model_dump_json()}\n\n".encode())
        while True:
            await asyncio.sleep(PING_S)
            await stream.write(b": ping\n\n")
    return stream


def view_of(plan: Plan, state: State | None, language: Language) -> StageView:
    """What the page is told of the room."""
    return stage_view(plan, present_at(plan, NOW), state, NOW, language)


async def seen(_request: web.Request) -> web.Response:
    """What the page says of itself changes nothing here."""
    return web.Response(status=204)


async def asked(_request: web.Request) -> web.Response:
    """Neither a password nor a cause is known here."""
    return web.json_response({})


async def code(request: web.Request) -> web.Response:
    """A QR code: of the meeting, of the next one, or of the network for guests."""
    plan = await _plan(request)
    coming, segment = next_meeting(plan, NOW), present_at(plan, NOW).segment
    text = {
        "qr": segment.conference.link if segment is not None and segment.conference is not None else None,
        "next": coming.link if coming is not None else None,
        "wifi": wifi_text(plan.house.wifi) if plan.house is not None and plan.house.wifi is not None else None,
    }.get(request.match_info["what"])
    if not text:
        raise web.HTTPNotFound
    return web.Response(body=qr_svg(text), content_type="image/svg+xml")


async def _plan(request: web.Request) -> Plan:
    room = request.match_info["room"]
    plans = await request.app[PLANS].each([room], NOW)
    if room not in plans:
        raise web.HTTPNotFound
    return plans[room].plan


def _state(request: web.Request) -> State | None:
    presence = request.app[PRESENCES][request.match_info["room"]]
    return presence.state if presence is not None else None


ROUTES = (
    Route("GET", "/stage/{room}", stage, scope=Scope.PUBLIC),
    Route("GET", "/stage/{room}/events", events, scope=Scope.PUBLIC, streams=True),
    Route("GET", "/stage/{room}/{what}.svg", code, scope=Scope.PUBLIC),
    Route("POST", "/stage/{room}/seen", seen, scope=Scope.PUBLIC),
    Route("POST", "/stage/{room}/password", asked, scope=Scope.PUBLIC),
    Route("POST", "/stage/{room}/cause", asked, scope=Scope.PUBLIC),
)
