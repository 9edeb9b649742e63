"""What is changed of an organ: what it is called and who leads it, and its rules."""

from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.organs.known import Known, known_organ
from orchestrator.councils.organs.naming import Several, Unknown, officer_of, typed_name
from orchestrator.councils.organs.organ import MOST_DEPUTIES, Office, Officer, Organ
from orchestrator.councils.organs.pages import ONE, read_title, rules_seen
from orchestrator.councils.organs.rule_checks import mistakes_of
from orchestrator.councils.organs.rule_choices import chosen, current, offered
from orchestrator.councils.organs.store import Overtaken, change_rules, change_whole
from orchestrator.councils.organs.words import wrong_words
from orchestrator.people.asker import doer_of
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

MOST_OFFERED = 500
"""Names that a browser proposes while one types."""


async def ask_change(request: web.Request) -> web.Response:
    """The form of its title and officers."""
    known = await known_organ(request)
    named = {
        office: [typed_name(officer, known.seats) for officer in known.officers if officer.office is office]
        for office in Office
    }
    values = {office.value: "\n".join(those) for office, those in named.items()}
    return _change_page(request, new_form(request, {"title": known.organ.title, **values}, known.organ.revision), known)


async def take_change(request: web.Request) -> web.Response:
    """Change them."""
    typed, say, known = await read_form(request), words(request).gettext, await known_organ(request)
    told, errors = typed.one_each(), dict[str, str]()
    title = read_title(told.get("title", ""), errors, say("È troppo lungo: al massimo %(most)s caratteri."))
    if not title:
        errors["title"] = say("Scrivi come si chiama l’organo.")
    officers = [officer for office in Office for officer in _officers(office, typed, known, errors, say)]
    if not errors:
        try:
            await request.app[DATABASE].write(change_whole, as_read(typed, known), title, officers, doer_of(request))
        except Overtaken:
            errors[""] = overtaken(say)
        else:
            return see_other(request, known.path, say("Organo cambiato."))
    return _change_page(request, again(request, typed, errors), known, 422)


async def ask_rules(request: web.Request) -> web.Response:
    """The form of its rules."""
    known = await known_organ(request)
    values = current(known.organ.preset, known.organ.rules)
    return _rules_page(request, new_form(request, values, known.organ.revision), known)


async def take_rules(request: web.Request) -> web.Response:
    """Make another version of them."""
    typed, say, known = await read_form(request), words(request).gettext, await known_organ(request)
    rules, wrong = chosen(known.organ.preset, known.organ.rules, typed.one_each())
    errors = {name: say("Scegli una delle possibilità, o scrivi un numero.") for name in wrong}
    errors |= {name: wrong_words(name, why, say) for name, why in mistakes_of(known.organ.preset, rules).items()}
    if not errors:
        try:
            await request.app[DATABASE].write(change_rules, as_read(typed, known), rules, doer_of(request))
        except Overtaken:
            errors[""] = overtaken(say)
        else:
            return see_other(request, known.path, say("Regole salvate: valgono dalla prossima seduta."))
    return _rules_page(request, again(request, typed, errors), known, 422)


def as_read(typed: Typed, known: Known) -> Organ:
    """The organ at the revision that the form was opened at: whoever comes second is told."""
    return known.organ.at(typed.seen)


def overtaken(say: Say) -> str:
    """That somebody else was quicker."""
    return say("Nel frattempo qualcun altro ha cambiato questi dati: ricarica la pagina.")


def _officers(office: Office, typed: Typed, known: Known, errors: dict[str, str], say: Say) -> list[Officer]:
    lines = [line.strip() for line in typed.one_each().get(office.value, "").splitlines() if line.strip()]
    if len(lines) > (MOST_DEPUTIES if office is Office.DEPUTY else 1):
        errors[office.value] = say("Sono troppe persone.")
        return []
    found = []
    for line in lines:
        try:
            found.append(officer_of(office, line, known.seats))
        except Several:
            errors[office.value] = say("Più persone si chiamano così: scrivi il codice o l’indirizzo.")
        except Unknown:
            errors[office.value] = say("In elenco non c’è: scrivi nome, codice o indirizzo.")
    return found


def _change_page(request: web.Request, form: Form, known: Known, status: int = 200) -> web.Response:
    names = [seat.member.name for seat in known.seats[:MOST_OFFERED]]
    return page(request, "councils/organs/change.html", status, form=form, known=known, names=names)


def _rules_page(request: web.Request, form: Form, known: Known, status: int = 200) -> web.Response:
    language = page_language(request)
    return page(
        request,
        "councils/organs/rules.html",
        status,
        form=form,
        known=known,
        offered=offered(known.organ.preset, known.organ.rules, language),
        locked=[(name, told, where) for name, told, where, is_locked in rules_seen(known, language) if is_locked],
    )


_manages = partial(Route, scope=Scope.ORGANISATION, action=Action.MANAGE_COUNCILS, page=True)
ROUTES = (
    _manages("GET", f"{ONE}/change", ask_change, "The form of its title and officers."),
    _manages("POST", f"{ONE}/change", take_change, "Change them."),
    _manages("GET", f"{ONE}/rules", ask_rules, "The form of its rules."),
    _manages("POST", f"{ONE}/rules", take_rules, "Make another version of them."),
)
