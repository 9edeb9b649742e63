"""All that one person is, in one form, for administrators: two of them do not undo each other's work."""

from aiohttp import web

from orchestrator.accounts.accounts import Changed
from orchestrator.people.asker import doer_of, forget_believed, site_names
from orchestrator.people.changes import NoSuchAccount, Roles, set_roles
from orchestrator.people.directory import PersonSeen
from orchestrator.people.fields import MEMBER, Read, read_membership, read_memberships, read_staff
from orchestrator.people.guards import LastAdministrator, LastManager
from orchestrator.people.known import Known, known_person
from orchestrator.people.words import organisation_roles, staff_choices, staff_value, staff_words
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words


async def ask_roles(request: web.Request) -> web.Response:
    """The form of all that they are."""
    known = await known_person(request)
    values: dict[str, str | tuple[str, ...]] = {"staff": tuple(map(staff_value, known.person.staff))}
    for held in known.person.memberships:
        name = MEMBER + held.organisation
        values[name] = (*values.get(name, ()), held.role.value)
    return _roles_page(request, new_form(request, values, _revision(known.person)), known)


async def take_roles(request: web.Request) -> web.Response:
    """Let them be what was chosen, and nothing else."""
    typed, say, known = await read_form(request), words(request).gettext, await known_person(request)
    had, read = _roles_of(known.person), Read()
    read_staff(typed, read, site_names(request), say, had.staff)
    read_memberships(typed, read)
    read_membership(typed, read, known.organisations, say)
    if not typed.is_of(_revision(known.person)):
        read.errors[""] = say("Nel frattempo qualcun altro ha cambiato i ruoli: ricarica la pagina.")
    if not {held.organisation for held in read.memberships} <= {*known.organisations, *known.person.organisations}:
        read.errors["organisation"] = say("Scegli un’organizzazione della lista.")
    if not read.errors:
        account_id, wanted = known.person.account.id, Roles(read.staff, read.memberships)
        try:
            await request.app[DATABASE].write(set_roles, account_id, had, wanted, doer_of(request))
        except (Changed, NoSuchAccount):
            read.errors[""] = say("Nel frattempo qualcun altro ha cambiato i ruoli: ricarica la pagina.")
        except LastAdministrator:
            read.errors["staff"] = say("È l’ultimo amministratore: prima danne il ruolo a qualcun altro.")
        except LastManager:
            read.errors[""] = say("Un’organizzazione resterebbe senza responsabile: prima danne il ruolo a un altro.")
        else:
            forget_believed(request)
            return see_other(request, f"/people/{account_id}", say("Ruoli cambiati."))
    return _roles_page(request, again(request, typed, read.errors), known, 422)


def _roles_page(request: web.Request, form: Form, known: Known, status: int = 200) -> web.Response:
    say, sites, seen = words(request).gettext, site_names(request), known.person
    offered = staff_choices(sites, say)
    values = {value for value, _, _ in offered}
    gone = [
        (staff_value(held), staff_words(held, sites, say), "") for held in seen.staff if staff_value(held) not in values
    ]
    joined = {held.organisation for held in seen.memberships}
    return page(
        request,
        "people/roles.html",
        status,
        form=form,
        person=seen,
        staff=[*offered, *gone],
        joined=[(MEMBER + each, name) for each, name in seen.organisations.items() if each in joined],
        organisations=[(each, name) for each, name in known.organisations.items() if each not in joined],
        roles=organisation_roles(say),
        role_words=[(value, word, "") for value, word, _ in organisation_roles(say)],
    )


def _roles_of(seen: PersonSeen) -> Roles:
    return Roles(frozenset(seen.staff), frozenset(seen.memberships))


def _revision(seen: PersonSeen) -> str:
    """All roles in order: the form is of these."""
    held = [*map(staff_value, seen.staff), *(f"{held.organisation}:{held.role}" for held in seen.memberships)]
    return " ".join(held)
