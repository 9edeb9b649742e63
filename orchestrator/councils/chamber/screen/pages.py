"""The page of the big screen, which its secret link opens: read only, and following the sitting by itself."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.asking import watching
from orchestrator.councils.chamber.door_shown import door_shown
from orchestrator.councils.chamber.events import follow
from orchestrator.councils.chamber.parts import SHARED_PARTS, Parts, View, part_of
from orchestrator.councils.chamber.results import result_of
from orchestrator.councils.chamber.screen.view import ScreenState, screen_state
from orchestrator.councils.chamber.tablet.hall import organ_named
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.hall.screens import SCREEN_POLICY
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import Alternatives, Election, options_of
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.dates import clock
from orchestrator.web.shell.pages import page, part
from orchestrator.web.shell.viewer import page_language

SCREEN = "/c/screen/{secret}"
FOLDER = "councils/chamber/screen"


async def show_screen(request: web.Request) -> web.Response:
    """The page; for a link that opens nothing one that says so, and looks again by itself."""
    found = await watching(request)
    if found is None:
        return _careful(page(request, f"{FOLDER}/shut.html", 404))
    dossier, live = found
    app, language, zone = request.app, page_language(request), zone_of(request, dossier)
    sitting = await live.look()
    now = app[CLOCK]()
    answer = _careful(
        page(
            request,
            f"{FOLDER}/screen.html",
            organ=await app[DATABASE].read(organ_named, dossier),
            here=request.rel_url.raw_path,
            now_ms=int(now.timestamp() * 1000),
            steered=sitting.steered,
            time=clock(now, zone),
            zone=zone,
            **_drawn(screen_state(sitting), language),
            **door_shown(request, dossier.sitting),
        )
    )
    answer.headers["Content-Security-Policy"] = SCREEN_POLICY
    return answer


async def follow_screen(request: web.Request) -> web.StreamResponse:
    """What goes on, as server-sent events, until the link is taken back."""
    found = await watching(request)
    if found is None:
        raise ApiError(404, "not_found")
    dossier, live = found

    async def welcome() -> bool:
        return await watching(request) is not None

    app, language = request.app, page_language(request)
    view = screen_view(app, language, zone_of(request, dossier))
    return await follow(request, live, [app[SHARED_PARTS].of(dossier.sitting, "screen", language, view)], welcome)


async def show_door(request: web.Request) -> web.Response:
    """The code at the door, which is another one each minute."""
    found = await watching(request)
    if found is None:
        raise ApiError(404, "not_found")
    return _careful(part(request, "councils/chamber/door.html", **door_shown(request, found[0].sitting)))


def screen_view(app: web.Application, language: Language, zone: ZoneInfo) -> View:
    """What the screen shows, drawn: what goes on, and who is there."""

    def view(sitting: Sitting) -> Parts:
        values = {**_drawn(screen_state(sitting), language), "zone": zone}
        return {
            f"screen-{name}": part_of(app, language, f"{FOLDER}/{name}.html", **values) for name in ("main", "side")
        }

    return view


def zone_of(request: web.Request, dossier: Dossier) -> ZoneInfo:
    """In whose time the screen speaks: that of its first hall, or of the first site."""
    installation = request.app[SITE].installation
    sites = [installation.site_of(room) for room in installation.rooms if room.id in dossier.rooms]
    return ZoneInfo((sites or installation.sites)[0].timezone)


def _drawn(state: ScreenState, language: Language) -> Mapping[str, Any]:
    proclaimed = state.vote is not None and state.vote.proclaimed is not None
    result = result_of(state.vote, language) if state.vote and proclaimed else None
    return {"state": state, "options": _options(state), "result": result}


def _options(state: ScreenState) -> tuple[str, ...]:
    """Texts or names that are voted between; none of a motion."""
    if state.vote is None or not isinstance(state.vote.question, Alternatives | Election):
        return ()
    return options_of(state.vote.question)


def _careful(answer: web.Response) -> web.Response:
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


ROUTES = (
    Route("GET", SCREEN, show_screen, "The big screen of a sitting.", scope=Scope.PUBLIC, page=True),
    Route(
        "GET",
        f"{SCREEN}/events",
        follow_screen,
        "What goes on, as server-sent events.",
        scope=Scope.PUBLIC,
        page=True,
        streams=True,
    ),
    Route("GET", f"{SCREEN}/door", show_door, "The code at the hall's door.", scope=Scope.PUBLIC, page=True),
)
