"""The live page at which somebody presides or keeps the minutes: it shows the sitting, follows it, and takes what is pressed."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.live import is_welcome
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.asking import Steering, steering
from orchestrator.councils.chamber.chair.beside import LIVE, address_of, note_now
from orchestrator.councils.chamber.chair.drawing import VIEWS, Draw, Look, draw_parts
from orchestrator.councils.chamber.chair.filled import Filled
from orchestrator.councils.chamber.chair.pressed import label_of
from orchestrator.councils.chamber.events import follow
from orchestrator.councils.chamber.parts import SHARED_PARTS, Parts
from orchestrator.councils.convening.ready import ready_of
from orchestrator.councils.convening.rolls import roll_change
from orchestrator.councils.dossiers.link_store import sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind, path_of
from orchestrator.councils.organs.store import find_organ
from orchestrator.councils.sitting.state import COMING, Sitting
from orchestrator.outbox.keys import SENDING
from orchestrator.people.asker import zone_of
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import new_form
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.templates import ENVIRONMENTS
from orchestrator.web.shell.viewer import page_language


async def show(request: web.Request) -> web.Response:
    """The page, in the view that is asked for; without one, in that of whoever asks."""
    asked = await steering(request)
    sitting = await asked.live.look()
    view = view_of(request.query.get("view", ""), asked, sitting)
    form = new_form(request, {}, sitting.steered)
    return await whole_page(request, asked, sitting, Filled(address_of(asked), view, form))


async def events(request: web.Request) -> web.StreamResponse:
    """What changes on it, as server-sent events."""
    asked = await steering(request)
    view = view_of(request.query.get("view", ""), asked, await asked.live.look())
    look, draw, say = _look(request, asked, view), _draw(request), words(request).gettext
    filled = Filled(address_of(asked), view)

    def parts(sitting: Sitting) -> Parts:
        return draw_parts(sitting, look, filled, draw, say, asked.live.head)

    shared = request.app[SHARED_PARTS].of(
        asked.dossier.sitting, f"steering {view} {asked.person}", look.language, parts
    )
    return await follow(request, asked.live, [shared], partial(is_welcome, request))


async def whole_page(
    request: web.Request, asked: Steering, sitting: Sitting, filled: Filled, status: int = 200, told: str = ""
) -> web.Response:
    """The page with its forms as they are *filled*; *told* is said on top."""
    dossier, say = asked.dossier, words(request).gettext
    database = request.app[DATABASE]
    organ = await database.read(find_organ, dossier.organisation, dossier.organ)
    screens = await database.read(sitting_links, dossier.sitting, SittingLinkKind.SCREEN)
    parts = draw_parts(sitting, _look(request, asked, filled.view), filled, _draw(request), say, asked.live.head)
    editor, about = await note_now(request, asked, sitting)
    begins, zone = sitting.begins or dossier.begins, zone_of(request)
    names = _section_names(say)
    return page(
        request,
        "councils/chamber/chair/live.html",
        status,
        page=filled,
        parts=parts,
        told=told,
        office=f"/councils/sittings/{quote(dossier.sitting, safe='')}",
        roll_changed=await _roll_changed(request, asked, sitting),
        screen=next((path_of(request.app[SENDING].keys, link) for link in screens), None),
        minutes=f"/councils/sittings/{quote(dossier.sitting, safe='')}/minutes",
        editor=editor,
        about=about,
        organ=organ.title,
        begins=begins,
        zone=zone,
        places=", ".join(filter(None, [*_rooms(request, dossier.rooms), dossier.place])),
        now_ms=int(request.app[CLOCK]().timestamp() * 1000),
        columns=[[(name, names[name]) for name in column] for column in VIEWS[filled.view]],
        jumps=[
            (name, words, key)
            for name, words, key in _jumps(say)
            if any(name in column for column in VIEWS[filled.view])
        ],
        labels=[label_of(seat.name, seat.code) for seat in sitting.seats.values()],
    )


async def _roll_changed(request: web.Request, asked: Steering, sitting: Sitting) -> bool:
    """Whether other people hold the seats on its day than are on its roll, while it is not open: its office takes that over."""
    if sitting.status not in COMING:
        return False
    ready = await request.app[DATABASE].read(ready_of, asked.dossier.sitting)
    if ready is None:
        return False
    change = roll_change(sitting, ready, ZoneInfo(zone_of(request)), request.app[CLOCK]())
    return bool(change.comes or change.leaves)


def _section_names(say: Say) -> Mapping[str, str]:
    return {
        "number": say("Numero legale"),
        "next": say("Prossimo passo"),
        "vote": say("Votazione"),
        "item": say("Punto"),
        "hands": say("Interventi"),
        "agenda": say("Ordine del giorno"),
        "course": say("Andamento"),
        "doubts": say("In dubbio"),
        "fixes": say("Correzioni"),
        "roll": say("Presenze"),
        "notes": say("Appunti"),
        "presence": say("Ingressi e assenze"),
        "timeline": say("Cronologia"),
    }


def _jumps(say: Say) -> tuple[tuple[str, str, str], ...]:
    """Where one may jump by keyboard: the part, what it is called, and its key."""
    names = _section_names(say)
    keys = {
        "next": "p",
        "vote": "v",
        "roll": "a",
        "item": "o",
        "hands": "m",
        "course": "d",
        "agenda": "g",
        "timeline": "c",
    }
    return tuple((name, names[name], key) for name, key in keys.items())


def _rooms(request: web.Request, ids: tuple[str, ...]) -> list[str]:
    names = {room.id: room.name for room in request.app[SITE].installation.rooms}
    return [names.get(room, room) for room in ids]


def _look(request: web.Request, asked: Steering, view: str) -> Look:
    people = asked.dossier.people
    return Look(asked.person, asked.persons, view, page_language(request), zone_of(request), people)


def _draw(request: web.Request) -> Draw:
    language = page_language(request)
    return Draw(request.app[ENVIRONMENTS[language]], language)


def view_of(told: str, asked: Steering, sitting: Sitting) -> str:
    """The view that is asked for, or that of whoever asks."""
    if told in VIEWS:
        return told
    return "secretary" if asked.person == sitting.secretary != sitting.presiding else "chair"


_steers = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
ROUTES = (
    _steers("GET", LIVE, show, "The live page of a sitting, for whoever presides and the secretary."),
    _steers("GET", f"{LIVE}/events", events, "What changes on it, as server-sent events.", streams=True),
)
