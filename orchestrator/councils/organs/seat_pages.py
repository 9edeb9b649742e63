"""One seat of an organ: who its member is, from when to when, and who stands in for them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import uuid5

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.councils.organs.changing_pages import as_read, overtaken
from orchestrator.councils.organs.days import NotADay, day_of
from orchestrator.councils.organs.known import Known, known_organ
from orchestrator.councils.organs.organ import LONGEST_CODE, Holder, Seat, ordered
from orchestrator.councils.organs.pages import ONE
from orchestrator.councils.organs.pasted import folded_name
from orchestrator.councils.organs.roll_store import change_seat, remove_seat
from orchestrator.councils.organs.store import Overtaken
from orchestrator.people.asker import doer_of
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from schedules.plain import plain

SEAT = f"{ONE}/members/{{seat}}"


async def show(request: web.Request) -> web.Response:
    """The seat, with its form."""
    known = await known_organ(request)
    seat = known.seat(request.match_info["seat"])
    return _page(request, known, seat, new_form(request, _typed_of(seat), known.organ.revision))


async def change(request: web.Request) -> web.Response:
    """Change the member's data and days."""
    typed, say, known = await read_form(request), words(request).gettext, await known_organ(request)
    seat, errors = known.seat(request.match_info["seat"]), dict[str, str]()
    member = read_holder(typed, "", seat.member, errors, say)
    code = plain(typed.one_each().get("code", ""), 10_000)
    if len(code) > LONGEST_CODE:
        errors["code"] = say("Il codice è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_CODE}
    holders = ordered(member if each.id == member.id else each for each in seat.holders)
    after = Seat(seat.id, code, bool(typed.one_each().get("ex_officio")), holders)
    _check_apart(known, after, errors, say)
    return await _write(request, known, seat, after, typed, errors, say("Dati salvati."))


async def substitute(request: web.Request) -> web.Response:
    """Let somebody stand in for the member, from one day to another."""
    typed, say, known = await read_form(request), words(request).gettext, await known_organ(request)
    seat, errors = known.seat(request.match_info["seat"]), dict[str, str]()
    new = Holder(str(uuid5(typed.form_id, seat.id)), "", substitute=True)
    if any(each.id == new.id for each in seat.holders):  # a form that was sent twice
        return see_other(request, _here(known, seat), say("Sostituto in elenco."))
    holder = read_holder(typed, "substitute_", new, errors, say)
    for side in ("since", "until"):
        if getattr(holder, side) is None:
            errors.setdefault(f"substitute_{side}", say("Scrivi il primo e l’ultimo giorno della sostituzione."))
    after = replace(seat, holders=ordered([*seat.holders, holder]))
    return await _write(request, known, seat, after, typed, errors, say("Sostituto in elenco."))


async def remove(request: web.Request) -> web.Response:
    """Take the seat away."""
    typed, say, known = await read_form(request), words(request).gettext, await known_organ(request)
    seat = known.seat(request.match_info["seat"])
    try:
        await request.app[DATABASE].write(remove_seat, as_read(typed, known), seat, doer_of(request))
    except Overtaken:
        return _page(request, known, seat, again(request, typed, {"": overtaken(say)}), 422)
    return see_other(request, known.path, say("Non è più in elenco."))


def read_holder(typed: Typed, prefix: str, before: Holder, errors: dict[str, str], say: Say) -> Holder:
    """Somebody's name, address and days as they were typed, and what is wrong with them."""
    told = typed.one_each()
    name, days = plain(told.get(f"{prefix}name", ""), 10_000), {}
    if not name:
        errors[f"{prefix}name"] = say("Scrivi il nome.")
    elif len(name) > LONGEST_NAME:
        too_long = say("Il nome è troppo lungo: al massimo %(most)s caratteri.")
        errors[f"{prefix}name"] = too_long % {"most": LONGEST_NAME}
    mail = told.get(f"{prefix}email", "")
    try:
        mail = address_of(mail) if mail else ""
    except NotAnAddress:
        errors[f"{prefix}email"] = say("L’indirizzo non è scritto come nome@scuola.it.")
    for side in ("since", "until"):
        text = told.get(f"{prefix}{side}", "")
        try:
            days[side] = day_of(text) if text else None
        except NotADay:
            errors[f"{prefix}{side}"] = say("La data non è scritta come 1/9/2026.")
    since, until = days.get("since"), days.get("until")
    if since and until and until < since:
        errors[f"{prefix}until"] = say("L’ultimo giorno viene prima del primo.")
    return replace(before, name=name, mail=mail, since=since, until=until)


def _check_apart(known: Known, after: Seat, errors: dict[str, str], say: Say) -> None:
    """Whether nothing confuses the seat with another one."""
    for other in known.seats:
        if other.id == after.id:
            continue
        if after.code and other.code.casefold() == after.code.casefold():
            errors["code"] = say("Codice o indirizzo sono già di un’altra persona in elenco.")
        elif after.member.mail and other.member.mail.casefold() == after.member.mail.casefold():
            errors["email"] = say("Codice o indirizzo sono già di un’altra persona in elenco.")
        elif folded_name(other.member.name) == folded_name(after.member.name) and not (after.code and other.code):
            errors["code"] = say("In elenco c’è già una persona con questo nome: dai un codice a tutte e due.")


async def _write(
    request: web.Request, known: Known, seat: Seat, after: Seat, typed: Typed, errors: dict[str, str], done: str
) -> web.Response:
    if not errors:
        try:
            await request.app[DATABASE].write(change_seat, as_read(typed, known), after, doer_of(request))
        except Overtaken:
            errors[""] = overtaken(words(request).gettext)
        else:
            return see_other(request, _here(known, seat), done)
    values = {**_typed_of(seat), **typed.values}
    form = again(request, replace(typed, values={name: _several(value) for name, value in values.items()}), errors)
    return _page(request, known, seat, form, 422)


def _several(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _typed_of(seat: Seat) -> dict[str, str]:
    member = seat.member
    return {
        "name": member.name,
        "email": member.mail,
        "code": seat.code,
        "ex_officio": "on" if seat.ex_officio else "",
        "since": member.since.isoformat() if member.since else "",
        "until": member.until.isoformat() if member.until else "",
    }


def _here(known: Known, seat: Seat) -> str:
    return f"{known.path}/members/{seat.id}"


def _page(request: web.Request, known: Known, seat: Seat, form: Form, status: int = 200) -> web.Response:
    substitutes = [each for each in seat.holders if each.substitute]
    here = _here(known, seat)
    return page(
        request,
        "councils/organs/seat.html",
        status,
        known=known,
        seat=seat,
        form=form,
        here=here,
        substitutes=substitutes,
    )


_manages = partial(Route, scope=Scope.ORGANISATION, action=Action.MANAGE_COUNCILS, page=True)
ROUTES = (
    _manages("GET", SEAT, show, "A seat, with its form."),
    _manages("POST", SEAT, change, "Change the member's data and days."),
    _manages("POST", f"{SEAT}/substitutes", substitute, "Let somebody stand in for the member."),
    _manages("POST", f"{SEAT}/remove", remove, "Take the seat away."),
)
