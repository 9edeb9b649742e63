"""One member of an organisation, for its managers and administrators: what they are there, and nothing else of them."""

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.keys import IDENTITY
from orchestrator.access.permissions import Action
from orchestrator.accounts.accounts import Changed
from orchestrator.accounts.organisations import Organisation
from orchestrator.accounts.roles import OrganisationRole
from orchestrator.people.asker import doer_of, forget_believed
from orchestrator.people.changes import change_memberships
from orchestrator.people.directory import PersonSeen
from orchestrator.people.fields import read_roles
from orchestrator.people.guards import LastManager
from orchestrator.people.known import known_member
from orchestrator.people.organisations import roles_in
from orchestrator.people.words import organisation_roles
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words


async def ask(request: web.Request) -> web.Response:
    """The form of their roles there."""
    organisation, seen = await known_member(request)
    roles = roles_in(seen, organisation.id)
    return _page(request, new_form(request, {"roles": tuple(roles)}, _revision(roles)), organisation, seen)


async def take(request: web.Request) -> web.Response:
    """Let them be what was chosen."""
    typed, say = await read_form(request), words(request).gettext
    organisation, seen = await known_member(request)
    wanted, had = read_roles(typed, "roles"), roles_in(seen, organisation.id)
    errors = {} if wanted else {"roles": say("Scegli almeno un ruolo, oppure togli la persona dall’organizzazione.")}
    if not typed.is_of(_revision(had)):
        errors[""] = _overtaken(say)
    if not errors:
        about = (organisation.id, seen.account.id)
        try:
            await request.app[DATABASE].write(change_memberships, *about, frozenset(had), wanted, doer_of(request))
        except Changed:
            errors[""] = _overtaken(say)
        except LastManager:
            errors["roles"] = _last(say)
        else:
            forget_believed(request)
            return see_other(request, _back(request, organisation, seen, wanted), say("Ruoli cambiati."))
    return _page(request, again(request, typed, errors), organisation, seen, 422)


async def ask_remove(request: web.Request) -> web.Response:
    """Whether to take them out of the organisation."""
    organisation, seen = await known_member(request)
    form = new_form(request, {}, _revision(roles_in(seen, organisation.id)))
    return page(request, "people/remove_member.html", form=form, organisation=organisation, person=seen)


async def take_remove(request: web.Request) -> web.Response:
    """Take them out of it."""
    typed, say = await read_form(request), words(request).gettext
    organisation, seen = await known_member(request)
    had = roles_in(seen, organisation.id)
    errors: dict[str, str] = {}
    try:
        about = (organisation.id, seen.account.id)
        await request.app[DATABASE].write(change_memberships, *about, frozenset(had), frozenset(), doer_of(request))
    except Changed:
        errors[""] = _overtaken(say)
    except LastManager:
        errors[""] = _last(say)
    else:
        forget_believed(request)
        told = say("%(name)s non fa più parte dell’organizzazione.") % {"name": seen.account.name or seen.account.email}
        return see_other(request, _back(request, organisation, seen, frozenset()), told)
    form = again(request, typed, errors)
    return page(request, "people/remove_member.html", 422, form=form, organisation=organisation, person=seen)


def _page(
    request: web.Request, form: Form, organisation: Organisation, seen: PersonSeen, status: int = 200
) -> web.Response:
    return page(
        request,
        "people/member.html",
        status,
        form=form,
        organisation=organisation,
        person=seen,
        roles=organisation_roles(words(request).gettext),
        administers=may(request, Action.MANAGE_PEOPLE),
    )


def _back(
    request: web.Request, organisation: Organisation, seen: PersonSeen, roles: frozenset[OrganisationRole]
) -> str:
    """Where one goes on: to the organisation, unless one has just given it up."""
    gave_up = seen.account.id == request[IDENTITY].who and OrganisationRole.MANAGER not in roles
    return "/" if gave_up and not may(request, Action.MANAGE_PEOPLE) else f"/organisations/{organisation.id}"


def _revision(roles: tuple[OrganisationRole, ...]) -> str:
    return " ".join(roles)


def _overtaken(say: Say) -> str:
    return say("Nel frattempo qualcun altro ha cambiato i ruoli: ricarica la pagina.")


def _last(say: Say) -> str:
    return say("Sei l’ultimo responsabile: prima danne il ruolo a qualcun altro.")
