"""The pages on which an organisation keeps its lists of people."""

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.conferences.guest_list import MOST_PEOPLE, Expected, TooManyPeople
from orchestrator.invitations.lists import (
    MOST_LISTS,
    NoSuchList,
    TooManyLists,
    delete_list,
    find_list,
    lists_of,
    make_list,
    people_on,
    put_people,
    take_off,
)
from orchestrator.people.asker import doer_of, nothing_there
from orchestrator.people.known import known_organisation
from orchestrator.people.paste_pages import LARGEST_BODY
from orchestrator.people.pasted import LONGEST_NAME, MOST_LINES, TooManyLines, read_pasted
from orchestrator.people.words import line_words
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.listing import listing
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from schedules.plain import plain

LISTS = "/organisations/{organisation}/lists"
ONE = f"{LISTS}/{{list}}"
SHOWN_MISTAKES = 5


async def show_all(request: web.Request) -> web.Response:
    """All lists, and the form that makes one."""
    return await _all_page(request, new_form(request, {}))


async def make(request: web.Request) -> web.Response:
    """Make one of pasted people."""
    request = request.clone(client_max_size=LARGEST_BODY)
    typed, say, known = await read_form(request), words(request).gettext, await known_organisation(request)
    name, errors = plain(typed.one_each().get("name", ""), 10_000), dict[str, str]()
    if not name:
        errors["name"] = say("Scrivi come si chiama l’elenco.")
    elif len(name) > LONGEST_NAME:
        errors["name"] = say("Il nome è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_NAME}
    people = read_people(typed, errors, say)
    if not errors:
        try:
            made = await request.app[DATABASE].write(
                make_list, known.id, str(typed.form_id), name, people, doer_of(request)
            )
        except TooManyLists:
            errors[""] = say("Gli elenchi sono già %(most)s: cancellane uno prima.") % {"most": MOST_LISTS}
        else:
            return see_other(request, f"/organisations/{known.id}/lists/{made}", say("Elenco salvato."))
    return await _all_page(request, again(request, typed, errors), 422)


async def show(request: web.Request) -> web.Response:
    """One list, with its people."""
    return await _page(request, new_form(request, {}))


async def add(request: web.Request) -> web.Response:
    """Put pasted people on it."""
    request = request.clone(client_max_size=LARGEST_BODY)
    typed, say, errors = await read_form(request), words(request).gettext, dict[str, str]()
    people = read_people(typed, errors, say)
    if not errors:
        try:
            count = await request.app[DATABASE].write(put_people, *_ids(request), people, doer_of(request))
        except NoSuchList as error:
            raise nothing_there() from error
        except TooManyPeople:
            errors["text"] = say("L’elenco sarebbe troppo lungo: al massimo %(most)s persone.") % {"most": MOST_PEOPLE}
        else:
            told = words(request).ngettext("Una persona è in elenco.", "%(num)s persone sono in elenco.", count)
            return see_other(
                request, _here(request), told % {"num": count} if count else say("Erano già tutti in elenco.")
            )
    return await _page(request, again(request, typed, errors), 422)


async def remove(request: web.Request) -> web.Response:
    """Take somebody off it."""
    await read_form(request)
    try:
        await request.app[DATABASE].write(take_off, *_ids(request), request.match_info["person"], doer_of(request))
    except NoSuchList as error:
        raise nothing_there() from error
    return see_other(request, _here(request), words(request).gettext("Non è più in elenco."))


async def take_away(request: web.Request) -> web.Response:
    """Delete it."""
    await read_form(request)
    try:
        await request.app[DATABASE].write(delete_list, *_ids(request), doer_of(request))
    except NoSuchList as error:
        raise nothing_there() from error
    return see_other(request, _here(request).rpartition("/")[0], words(request).gettext("Elenco cancellato."))


def read_people(typed: Typed, errors: dict[str, str], say: Say) -> Sequence[Expected]:
    """The people that were pasted, all of whom must be good; what is wrong with the first few lines stands in *errors*."""
    try:
        lines = read_pasted(next(iter(typed.values.get("text", ())), ""))
    except TooManyLines:
        errors["text"] = say("Sono troppe in una volta: al massimo %(most)s persone.") % {"most": MOST_LINES}
        return []
    wrong = [line for line in lines if line.mistake is not None]
    if wrong:
        told = [
            say("Riga %(number)s: %(what)s") % {"number": line.number, "what": line_words(line, say)} for line in wrong
        ]
        errors["text"] = " ".join(told[:SHOWN_MISTAKES])
    elif not lines:
        errors["text"] = say("Incolla almeno una riga con un indirizzo.")
    return [Expected(line.email, line.name) for line in lines if line.mistake is None]


async def _all_page(request: web.Request, form: Form, status: int = 200) -> web.Response:
    known = await known_organisation(request)
    lists = await request.app[DATABASE].read(lists_of, known.id)
    return page(request, "invitations/lists.html", status, form=form, organisation=known, lists=lists)


async def _page(request: web.Request, form: Form, status: int = 200) -> web.Response:
    known = await known_organisation(request)
    try:
        found = await request.app[DATABASE].read(find_list, *_ids(request))
    except NoSuchList as error:
        raise nothing_there() from error
    people = await request.app[DATABASE].read(people_on, found.id)
    look = listing(_here(request), request.query, ("name",)).of(len(people))
    shown = people[look.offset : look.offset + look.per_page]
    return page(
        request,
        "invitations/list.html",
        status,
        form=form,
        organisation=known,
        found=found,
        look=look,
        people=shown,
        here=_here(request),
    )


def _ids(request: web.Request) -> tuple[str, str]:
    return request.match_info["organisation"], request.match_info["list"]


def _here(request: web.Request) -> str:
    organisation, list_id = _ids(request)
    return f"/organisations/{organisation}/lists/{list_id}"


_route = partial(Route, scope=Scope.ORGANISATION, action=Action.MANAGE_MEMBERS, page=True)
ROUTES = (
    _route("GET", LISTS, show_all, "The lists of people of an organisation."),
    _route("POST", LISTS, make, "Make one."),
    _route("GET", ONE, show, "One of them."),
    _route("POST", ONE, add, "Put people on it."),
    _route("POST", f"{ONE}/people/{{person}}/remove", remove, "Take somebody off it."),
    _route("POST", f"{ONE}/delete", take_away, "Delete it."),
)
