"""The live page at which somebody presides or keeps the minutes: it shows the sitting, follows it, and takes what is pressed."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import uuid5
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.asking import Steering, steering, still_steers
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.chamber.answering import answered, by_script, seen_of
from orchestrator.councils.chamber.chair.drawing import VIEWS, Draw, Look, draw_parts
from orchestrator.councils.chamber.chair.filled import Filled
from orchestrator.councils.chamber.chair.pressed import Pressed, label_of
from orchestrator.councils.chamber.chair.typed_acts import act_of
from orchestrator.councils.chamber.events import follow
from orchestrator.councils.chamber.parts import SHARED_PARTS, Parts
from orchestrator.councils.log.live import Wanted
from orchestrator.councils.log.store import log_of
from orchestrator.councils.organs.store import find_organ
from orchestrator.councils.sitting.state import Sitting
from orchestrator.people.asker import zone_of
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.templates import ENVIRONMENTS
from orchestrator.web.shell.viewer import page_language

LIVE = "/councils/sittings/{sitting}/live"


async def show(request: web.Request) -> web.Response:
    """The page, in the view that is asked for; without one, in that of whoever asks."""
    asked = await steering(request)
    sitting = await asked.live.look()
    view = _view(request.query.get("view", ""), asked, sitting)
    form = new_form(request, {}, sitting.steered)
    return await _page(request, asked, sitting, Filled(_address(asked), view, form))


async def events(request: web.Request) -> web.StreamResponse:
    """What changes on it, as server-sent events."""
    asked = await steering(request)
    view = _view(request.query.get("view", ""), asked, await asked.live.look())
    look, draw, say = _look(request, asked, view), _draw(request), words(request).gettext
    filled = Filled(_address(asked), view)

    def parts(sitting: Sitting) -> Parts:
        return draw_parts(sitting, look, filled, draw, say)

    shared = request.app[SHARED_PARTS].of(
        asked.dossier.sitting, f"steering {view} {asked.person}", look.language, parts
    )
    return await follow(request, asked.live, [shared], partial(still_steers, request))


async def press(request: web.Request) -> web.Response:
    """Do what was pressed, once; a form whose fields are wrong comes back with what is wrong beside them."""
    asked, typed = await steering(request), await read_form(request)
    sitting, say = await asked.live.look(), words(request).gettext
    view = _view(typed.raw("view"), asked, sitting)
    what, *about = typed.raw("do").split(":")
    pressed = Pressed(
        what, about, typed.values, sitting, uuid5(typed.form_id, _told(typed)), ZoneInfo(zone_of(request)), say
    )
    body = act_of(pressed)
    if body is None:
        return await _refused(request, asked, sitting, view, typed, pressed.errors)
    wanted = Wanted(str(pressed.id), body, asked.person, view, seen_of(typed))
    answer = await do(request.app, asked.dossier.sitting, wanted)
    return answered(request, answer, f"{_address(asked)}?view={view}")


def _told(typed: Typed) -> str:
    """What was pressed, so that another button of the same form is another press."""
    return repr(sorted((name, tuple(those)) for name, those in typed.values.items()))


async def _refused(
    request: web.Request, asked: Steering, sitting: Sitting, view: str, typed: Typed, errors: Mapping[str, str]
) -> web.Response:
    """What is wrong: to the page's script as JSON, else as the page with that form as it was typed."""
    if by_script(request):
        told: dict[str, Any] = {"refused": next(iter(errors.values())), "rule": "mistyped", "errors": dict(errors)}
        return web.json_response(told, status=422)
    form = again(request, typed, errors)
    form = Form(form.values, form.errors, form.form_id, str(sitting.steered), form.csrf)
    filled = Filled(_address(asked), view, form, typed.raw("do"), typed.values, errors)
    return await _page(request, asked, sitting, filled, 422)


async def _page(
    request: web.Request, asked: Steering, sitting: Sitting, filled: Filled, status: int = 200
) -> web.Response:
    dossier, say = asked.dossier, words(request).gettext
    database = request.app[DATABASE]
    organ = await database.read(find_organ, dossier.organisation, dossier.organ)
    head = (await database.read(log_of, dossier.sitting)).head if sitting.over else ""
    parts = draw_parts(sitting, _look(request, asked, filled.view), filled, _draw(request), say, head)
    begins, zone = sitting.begins or dossier.begins, zone_of(request)
    names = _section_names(say)
    return page(
        request,
        "councils/chamber/chair/live.html",
        status,
        page=filled,
        parts=parts,
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
        "agenda": "g",
        "course": "d",
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


def _view(told: str, asked: Steering, sitting: Sitting) -> str:
    """The view that is asked for, or that of whoever asks."""
    if told in VIEWS:
        return told
    return "secretary" if asked.person == sitting.secretary != sitting.presiding else "chair"


def _address(asked: Steering) -> str:
    return LIVE.replace("{sitting}", quote(asked.dossier.sitting, safe=""))


_steers = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
ROUTES = (
    _steers("GET", LIVE, show, "The live page of a sitting, for whoever presides and the secretary."),
    _steers("POST", LIVE, press, "Do what was pressed on it."),
    _steers("GET", f"{LIVE}/events", events, "What changes on it, as server-sent events.", streams=True),
)
