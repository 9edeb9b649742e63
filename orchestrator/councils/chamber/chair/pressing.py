"""What is pressed on the live page: an act of the sitting, or another code for somebody."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.audit.acts import ActKind
from orchestrator.councils.at_work.asking import Steering, steering
from orchestrator.councils.chamber.answering import answered, by_script
from orchestrator.councils.chamber.chair.acting import do_as_officer
from orchestrator.councils.chamber.chair.beside import LIVE, address_of
from orchestrator.councils.chamber.chair.filled import Filled
from orchestrator.councils.chamber.chair.looking import look_around
from orchestrator.councils.chamber.chair.pages import view_of, whole_page
from orchestrator.councils.chamber.chair.pressed import Pressed
from orchestrator.councils.chamber.chair.seen import powers_of
from orchestrator.councils.chamber.chair.timeline import changed_since
from orchestrator.councils.chamber.chair.typed_acts import act_of
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.noting import note
from orchestrator.councils.identity.pin_store import make_pins, new_pin
from orchestrator.councils.log.live import Wanted
from orchestrator.councils.sitting.refusal_words import told as refusal_told
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.writing.about import seat_named
from orchestrator.outbox.keys import SENDING
from orchestrator.people.asker import doer_of, zone_of
from orchestrator.people.doer import Doer
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.pages import words
from orchestrator.web.shell.viewer import page_language
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

NEW_PIN = "new_pin"


async def press(request: web.Request) -> web.Response:
    """Do what was pressed, once; a form whose fields are wrong comes back with what is wrong beside them."""
    asked, typed = await steering(request), await read_form(request)
    sitting, say = await asked.live.look(), words(request).gettext
    what, *about = typed.raw("do").split(":")
    zone = ZoneInfo(zone_of(request))
    pressed = Pressed(what, about, typed.values, sitting, uuid5(typed.form_id, _told(typed)), zone, say)
    if what == NEW_PIN:
        return await _new_pin(request, asked, sitting, typed, pressed)
    body = act_of(pressed)
    if body is not None and powers_of(sitting, asked.person).presides:  # whoever does not is refused
        body = await look_around(request, asked.dossier, pressed, body)
    if body is None:
        return await _refused(request, asked, sitting, typed, pressed.errors)
    view = view_of(typed.raw("view"), asked, sitting)
    wanted = Wanted(str(pressed.id), body, asked.person, view, typed.seen)
    answer = await do_as_officer(request.app, asked, wanted)
    besides = await _changed(request, asked, answer, wanted.seen) if isinstance(answer, Refusal) else ""
    return answered(request, answer, f"{address_of(asked)}?view={view}", besides)


async def _changed(request: web.Request, asked: Steering, refused: Refusal, seen: int) -> str:
    language, say = page_language(request), words(request).gettext
    return changed_since(await asked.live.look(), refused, seen, asked.dossier.people, language, say)


def _told(typed: Typed) -> str:
    """What was pressed, so that another button of the same form is another press."""
    return repr(sorted((name, tuple(those)) for name, those in typed.values.items()))


async def _new_pin(
    request: web.Request, asked: Steering, sitting: Sitting, typed: Typed, pressed: Pressed
) -> web.Response:
    """Another code for a seat, told to the secretary, who hands it over; it stands in no log, notice or act."""
    if not powers_of(sitting, asked.person).keeps:
        pressed.wrong("", refusal_told(Refusal(Reason.NOT_YOURS), page_language(request)))
    seat = pressed.seat("seat")
    if pressed.errors:
        return await _refused(request, asked, sitting, typed, pressed.errors)
    keys = request.app[SENDING].keys
    pin = await request.app[DATABASE].write(_renew, keys, asked.dossier, seat, doer_of(request))
    about = {"name": seat_named(sitting, seat), "pin": pin}
    told = pressed.say("Il nuovo codice di %(name)s è %(pin)s: quello di prima non vale più.") % about
    if by_script(request):
        return web.json_response({"told": told})
    view = view_of(typed.raw("view"), asked, sitting)
    return await whole_page(
        request, asked, sitting, Filled(address_of(asked), view, new_form(request, {}, sitting.steered)), told=told
    )


def _renew(db: Transaction, keys: Keys, dossier: Dossier, seat: str, by: Doer) -> str:
    make_pins(db, keys, dossier.sitting, [seat])  # whoever was put on the roll meanwhile has none yet
    pin = new_pin(db, keys, dossier.sitting, seat)
    note(db, ActKind.SITTING_CODE_RENEWED, dossier, by)
    return pin or ""


async def _refused(
    request: web.Request, asked: Steering, sitting: Sitting, typed: Typed, errors: Mapping[str, str]
) -> web.Response:
    """What is wrong: to the page's script as JSON, else as the page with that form as it was typed."""
    if by_script(request):
        told: dict[str, Any] = {"refused": next(iter(errors.values())), "rule": "mistyped", "errors": dict(errors)}
        return web.json_response(told, status=422)
    typed_form = again(request, typed, errors)
    form = Form(typed_form.values, errors, typed_form.form_id, str(sitting.steered), typed_form.csrf)
    view = view_of(typed.raw("view"), asked, sitting)
    filled = Filled(address_of(asked), view, form, typed.raw("do"), typed.values, errors)
    return await whole_page(request, asked, sitting, filled, 422)


_steers = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
ROUTES = (_steers("POST", LIVE, press, "Do what was pressed on the live page of a sitting."),)
