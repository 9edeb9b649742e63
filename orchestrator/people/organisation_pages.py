"""Organisations: the list and what is changed of them, for administrators; each one's own page, for its managers too."""

from typing import Literal

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.keys import IDENTITY, REACH
from orchestrator.access.permissions import Action
from orchestrator.access.scopes import Reach
from orchestrator.accounts.accounts import Changed
from orchestrator.accounts.organisations import Organisation, OrganisationTaken, find_organisation
from orchestrator.accounts.roles import OrganisationRole
from orchestrator.outbox.store import MailSeen, failed_of
from orchestrator.people.act_pages import Asked
from orchestrator.people.asker import doer_of, mails_go, nothing_there
from orchestrator.people.directory import PersonSeen
from orchestrator.people.known import known_organisation
from orchestrator.people.organisations import (
    LONGEST_ORGANISATION,
    SoughtMembers,
    SoughtOrganisations,
    close_organisation,
    found_organisation,
    members,
    organisations,
    rename_organisation,
    reopen_organisation,
    roles_in,
    taken_ids,
)
from orchestrator.people.people_pages import SHOWN_FAILURES, failures_told
from orchestrator.people.slugs import is_slug, slug_of
from orchestrator.people.words import organisation_word, together
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, again, new_form, read_form
from orchestrator.web.shell.listing import Listing, listing
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from schedules.plain import plain
from schedules.store.transaction import Transaction

PATH = "/organisations"
STATES: tuple[Literal["open", "closed"], ...] = ("open", "closed")
MEMBER_FILTERS = {"role": tuple(role.value for role in OrganisationRole)}


async def show_all(request: web.Request) -> web.Response:
    """Those that are looked for, of all or of those that one manages; one alone is its own page."""
    only = organisations_within(request[REACH])
    if only is not None and len(only) == 1:
        return see_other(request, f"{PATH}/{min(only)}")
    look = listing(PATH, request.query, ("name", "members"), {"state": STATES})
    state = next((known for known in STATES if known == look.filters.get("state")), None)
    sought = SoughtOrganisations(look.search, state, only, look.sort, look.descending, look.page)
    found, total = await request.app[DATABASE].read(organisations, sought)
    return page(
        request, "people/organisations.html", look=look.of(total), organisations=found, administers=only is None
    )


async def ask_new(request: web.Request) -> web.Response:
    """The form of a new one."""
    return page(request, "people/new_organisation.html", form=new_form(request, {}))


async def take_new(request: web.Request) -> web.Response:
    """Make it; without an id one is made of the name and shown before."""
    typed, say = await read_form(request), words(request).gettext
    told, errors = typed.one_each(), dict[str, str]()
    name, organisation_id = read_name(told.get("name", ""), errors, say), told.get("id", "").lower()
    if not organisation_id and not errors:
        proposed = slug_of(name, await request.app[DATABASE].read(taken_ids))
        form = new_form(request, {"name": name, "id": proposed})
        return page(request, "people/new_organisation.html", form=form, proposed=True)
    if organisation_id and not is_slug(organisation_id):
        errors["id"] = say("Usa lettere minuscole, cifre e trattini, come liceo-varrone.")
    if not errors:
        try:
            await request.app[DATABASE].write(found_organisation, organisation_id, name, doer_of(request))
        except OrganisationTaken:
            known = await request.app[DATABASE].read(find_organisation, organisation_id)
            if known is None or known.name != name:  # a form that was sent twice made it the first time
                errors["id"] = say("Un’altra organizzazione si chiama già così.")
    if errors:
        return page(request, "people/new_organisation.html", 422, form=again(request, typed, errors))
    return see_other(request, f"{PATH}/{organisation_id}", say("Organizzazione aggiunta. Ora invita le persone."))


async def show(request: web.Request) -> web.Response:
    """One of them, with its members."""
    organisation_id = request.match_info["organisation"]
    look = listing(f"{PATH}/{organisation_id}", request.query, ("name", "email"), MEMBER_FILTERS)
    found = await request.app[DATABASE].read(_read, organisation_id, look, request[IDENTITY].who)
    if found is None:
        raise nothing_there()
    organisation, seen, total, failed = found
    say = words(request).gettext
    return page(
        request,
        "people/organisation.html",
        organisation=organisation,
        look=look.of(total),
        members=[
            (each, together([organisation_word(role, say) for role in roles_in(each, organisation_id)]))
            for each in seen
        ],
        roles=[(role.value, organisation_word(role, say)) for role in OrganisationRole],
        form=new_form(request, {}),
        failures=failures_told(request, failed[:SHOWN_FAILURES]),
        mails_go=mails_go(request),
        administers=may(request, Action.MANAGE_ORGANISATIONS),
        sees_audit=may(request, Action.SEE_AUDIT, organisation=organisation_id),
    )


async def ask_change(request: web.Request) -> web.Response:
    """The form of its name."""
    known = await known_organisation(request)
    return _change_page(request, new_form(request, {"name": known.name}, known.revision), known)


async def take_change(request: web.Request) -> web.Response:
    """Change it."""
    typed, say, known = await read_form(request), words(request).gettext, await known_organisation(request)
    errors: dict[str, str] = {}
    name = read_name(typed.one_each().get("name", ""), errors, say)
    if not errors:
        try:
            await request.app[DATABASE].write(rename_organisation, known.id, typed.seen, name, doer_of(request))
        except Changed:
            errors[""] = say("Nel frattempo qualcun altro ha cambiato questi dati: ricarica la pagina.")
        else:
            return see_other(request, f"{PATH}/{known.id}", say("Nome cambiato."))
    return _change_page(request, again(request, typed, errors), known, 422)


async def ask_close(request: web.Request) -> web.Response:
    """Whether to close it."""
    return _act_page(request, new_form(request, {}), await known_organisation(request))


async def take_close(request: web.Request) -> web.Response:
    """Close it, or open it again."""
    await read_form(request)
    known, say = await known_organisation(request), words(request).gettext
    closes = request.path.endswith("/close")
    await request.app[DATABASE].write(close_organisation if closes else reopen_organisation, known.id, doer_of(request))
    done = say("Organizzazione chiusa.") if closes else say("Organizzazione riaperta.")
    return see_other(request, f"{PATH}/{known.id}", done)


def organisations_within(reach: Reach) -> frozenset[str] | None:
    """The ids of the organisations within reach; None for all."""
    named = [area.organisation for area in reach.areas]
    return None if None in named else frozenset(name for name in named if name is not None)


def read_name(text: str, errors: dict[str, str], say: Say) -> str:
    """The name of an organisation, and what is wrong with it."""
    name = plain(text, len(text))
    if not name:
        errors["name"] = say("Scrivi il nome.")
    elif len(name) > LONGEST_ORGANISATION:
        errors["name"] = say("Il nome è troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_ORGANISATION}
    return name


def _change_page(request: web.Request, form: Form, known: Organisation, status: int = 200) -> web.Response:
    return page(request, "people/change_organisation.html", status, form=form, organisation=known)


def _act_page(request: web.Request, form: Form, known: Organisation) -> web.Response:
    say = words(request).gettext
    if request.path.endswith("/close"):
        asked = Asked(
            say("Chiudere %(name)s?") % {"name": known.name},
            say("Non prenota più. Le persone e le prenotazioni restano come sono, e si può riaprire."),
            say("Chiudi l’organizzazione"),
            is_final=True,
        )
    else:
        asked = Asked(
            say("Riaprire %(name)s?") % {"name": known.name},
            say("Prenota di nuovo come prima, con le stesse persone."),
            say("Riapri l’organizzazione"),
        )
    return page(request, "people/act_organisation.html", form=form, organisation=known, asked=asked)


def _read(
    db: Transaction, organisation_id: str, look: Listing, who: str
) -> tuple[Organisation, list[PersonSeen], int, list[MailSeen]] | None:
    organisation = find_organisation(db, organisation_id)
    if organisation is None:
        return None
    role = look.filters.get("role")
    sought = SoughtMembers(
        organisation_id,
        look.search,
        None if role is None else OrganisationRole(role),
        look.sort,
        look.descending,
        look.page,
    )
    found, total = members(db, sought)
    return organisation, list(found), total, list(failed_of(db, who))
