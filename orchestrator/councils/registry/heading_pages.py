"""The heading of the minutes of an organisation's organs, to be written."""

from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.organisations import Organisation
from orchestrator.councils.registry.headings import (
    LONGEST_LINE,
    MOST_LINES,
    HeadingOvertaken,
    change_heading,
    heading_of,
)
from orchestrator.people.asker import doer_of
from orchestrator.people.known import known_organisation
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from schedules.plain import plain

HEADING = "/organisations/{organisation}/minutes-heading"


async def ask(request: web.Request) -> web.Response:
    """The form."""
    known = await known_organisation(request)
    heading = await request.app[DATABASE].read(heading_of, known)
    return _page(request, known, new_form(request, {"lines": "\n".join(heading.lines)}, heading.revision))


async def take(request: web.Request) -> web.Response:
    """Change it."""
    typed, say, known = await read_form(request), words(request).gettext, await known_organisation(request)
    told, errors = typed.raw("lines"), dict[str, str]()
    lines = [line for line in (plain(each, 10_000) for each in told.splitlines()[:100]) if line]
    if not lines:
        errors["lines"] = say("Scrivi almeno il nome.")
    elif len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        errors["lines"] = say("Al massimo %(lines)s righe di %(most)s caratteri.") % {
            "lines": MOST_LINES,
            "most": LONGEST_LINE,
        }
    if not errors:
        try:
            await request.app[DATABASE].write(change_heading, known, lines, typed.seen, doer_of(request))
        except HeadingOvertaken:
            errors[""] = say("Nel frattempo qualcun altro ha cambiato questi dati: ricarica la pagina.")
        else:
            return see_other(request, f"/organisations/{known.id}/councils", say("Intestazione salvata."))
    return _page(request, known, again(request, typed, errors), 422)


def _page(request: web.Request, known: Organisation, form: Form, status: int = 200) -> web.Response:
    return page(request, "councils/registry/heading.html", status, organisation=known, form=form)


_manages = partial(Route, scope=Scope.ORGANISATION, action=Action.MANAGE_COUNCILS, page=True)
ROUTES = (
    _manages("GET", HEADING, ask, "The heading of minutes."),
    _manages("POST", HEADING, take, "Change it."),
)
