"""The parts of the service's own pages, each in every state, as pages that are only looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.patterns import part_samples as samples
from orchestrator.patterns.house import NOW, ZONE
from orchestrator.web.compression import Events
from orchestrator.web.errors import ApiError, sentence_of
from orchestrator.web.shell.forms import again, new_form, read_form
from orchestrator.web.shell.icons import icon_names
from orchestrator.web.shell.listing import listing
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, part, words
from orchestrator.web.shell.viewer import VIEWER, MenuItem, Viewer, is_language, is_theme, page_language

HERE = "/patterns/parts"
_ERROR = "web/shell/error.html"
BOOKING, LIST = f"{HERE}/booking", f"{HERE}/list"


@dataclass(frozen=True, slots=True)
class Part:
    """One page of parts."""

    name: str
    told: str
    values: Callable[[web.Request], Mapping[str, Any]] = lambda _: {}
    template: str = ""
    """Where it is not that of its name."""


def _form(request: web.Request) -> Mapping[str, Any]:
    return {"form": new_form(request, samples.FILLED)}


def _wrong(request: web.Request) -> Mapping[str, Any]:
    say = words(request).gettext
    errors = {
        "": say("In quell’orario la sala è già di un’altra prenotazione."),
        "title": say("Scrivi un titolo."),
        "until": say("La fine deve essere dopo l’inizio."),
        "room": say("Scegli almeno una sala."),
    }
    return {
        "form": replace(new_form(request, {**samples.FILLED, "title": "", "until": "08:30", "room": ()}), errors=errors)
    }


def _list(request: web.Request) -> Mapping[str, Any]:
    look = listing(LIST, request.query, ("name", "kind", "members"), {"kind": ("comune", "scuola")})
    found = samples.organisations(look)
    look = look.of(len(found))
    return {"look": look, "rows": found[look.offset : look.offset + look.per_page]}


def _of_nothing(_request: web.Request) -> Mapping[str, Any]:
    return {"look": listing(LIST, {"q": "xyz"}, ("name",)).of(0), "rows": ()}


def _error(status: int, code: str) -> Callable[[web.Request], Mapping[str, Any]]:
    def values(request: web.Request) -> Mapping[str, Any]:
        error = ApiError(status, code)
        return {"status": status, "error": error, "sentence": sentence_of(error, page_language(request)), "back": ""}

    return values


PARTS = (
    Part("form", "A form to fill in.", _form),
    Part("form-wrong", "The same with mistakes, on top and beside the fields.", _wrong, "patterns/form.html"),
    Part("list", "A long list that is looked through, sorted and turned over.", _list),
    Part("list-empty", "A list in which nothing was found, and one that is empty.", _of_nothing),
    Part("booking", "One thing: what it is, what happened to it, what can be done.", lambda _: samples.BOOKING),
    Part("notices", "What there is to know, in all its kinds, and what failed.", lambda _: {"icons": icon_names()}),
    Part(
        "live",
        "What is alive: a part of the page that comes anew when something has changed.",
        lambda _: {"now": NOW, "heard": False},
    ),
    Part("week", "A week of all rooms.", lambda _: {"week": samples.week(7), "told": NOW, "zone": ZONE}),
    Part(
        "day",
        "One day of all rooms.",
        lambda _: {"week": samples.week(1), "told": NOW, "zone": ZONE},
        "patterns/week.html",
    ),
    Part("error-401", "Somebody who has to sign in first.", _error(401, "unauthorised"), _ERROR),
    Part("error-403", "Something that one may not do.", _error(403, "forbidden"), _ERROR),
    Part("error-404", "An address that nothing has.", _error(404, "not_found"), _ERROR),
    Part("error-503", "A service that is busy.", _error(503, "storage_busy"), _ERROR),
)
_BY_NAME = {each.name: each for each in PARTS}


async def listed(_request: web.Request) -> web.Response:
    """All of them by name, each in a sentence."""
    return web.json_response({"parts": [{"name": part.name, "told": part.told} for part in PARTS]})


async def show(request: web.Request) -> web.Response:
    """One of them, in the language of ``?lang=`` and the look of ``?theme=``; for nobody in particular by ``?viewer=nobody``."""
    request[VIEWER] = _viewer(request)
    name = request.match_info["part"]
    found = _BY_NAME.get(name)
    if found is None:
        raise web.HTTPNotFound
    return page(request, found.template or f"patterns/{name}.html", **found.values(request))


async def changes(request: web.Request) -> web.StreamResponse:
    """One change, and then none."""
    events = Events(request)
    await events.begin()
    await events.send("changed", "")
    return events.stream


async def live_part(request: web.Request) -> web.Response:
    """The part that comes anew."""
    request[VIEWER] = _viewer(request)
    if "gone" in request.query:
        raise ApiError(503, "storage_busy")
    return part(request, "patterns/live-part.html", now=NOW, heard=True)


async def take(request: web.Request) -> web.Response:
    """The form comes back: without a title it is shown again, with what was typed."""
    request[VIEWER] = _viewer(request)
    typed = await read_form(request)
    say = words(request).gettext
    if "title" not in typed.one_each():
        form = again(request, typed, {"title": say("Scrivi un titolo.")})
        return page(request, "patterns/form.html", 422, form=form)
    return see_other(request, BOOKING, say("Prenotazione fatta."))


def _viewer(request: web.Request) -> Viewer:
    language, theme = request.query.get("lang", ""), request.query.get("theme", "")
    who = Viewer(
        language=language if is_language(language) else None,
        theme=theme if is_theme(theme) else None,
        sign_in="/patterns/parts/form",
    )
    if request.query.get("viewer") == "nobody":
        return who
    request[VIEWER] = who
    say = words(request).gettext
    menu = ((say("Oggi"), f"{HERE}/day"), (say("Prenotazioni"), f"{HERE}/week"), (say("Organizzazioni"), LIST))
    return replace(
        who,
        name=samples.PERSON,
        menu=tuple(MenuItem(label, href) for label, href in menu),
        account=f"{HERE}/notices",
        search=LIST,
        session="pattern",
    )


ROUTES = (
    Route("GET", HERE, listed, scope=Scope.PUBLIC),
    Route("GET", f"{HERE}/live/events", changes, scope=Scope.PUBLIC, streams=True),
    Route("GET", f"{HERE}/live/part", live_part, scope=Scope.PUBLIC),
    Route("GET", f"{HERE}/{{part}}", show, scope=Scope.PUBLIC),
    Route("POST", f"{HERE}/form", take, scope=Scope.PUBLIC),
)
