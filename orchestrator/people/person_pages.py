"""One person, for administrators: what they are, how it stands with their account, and what can be done."""

from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.accounts import Changed, EmailTaken
from orchestrator.audit.acts import ActObject, ObjectKind
from orchestrator.audit.pages import reader_of
from orchestrator.audit.seeking import Sought
from orchestrator.audit.telling import timeline_of
from orchestrator.people.asker import doer_of, forget_believed, mails_go, site_names, zone_of
from orchestrator.people.changes import NoSuchAccount, change
from orchestrator.people.fields import Read, read_person
from orchestrator.people.known import known_person
from orchestrator.people.people_pages import failures_told
from orchestrator.people.words import roles_seen, state_word
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words

MOST_ACTS = 20
"""Of what was done to somebody, the newest; the rest is in the page of all acts."""


async def show(request: web.Request) -> web.Response:
    """All of it."""
    known, say, sites = await known_person(request), words(request).gettext, site_names(request)
    about = ActObject(ObjectKind.ACCOUNT, known.person.account.id)
    reader = reader_of(request)
    happened = await request.app[DATABASE].read(timeline_of, Sought(about=about), reader, MOST_ACTS)
    return page(
        request,
        "people/person.html",
        person=known.person,
        state=state_word(known.person.state, say),
        roles=roles_seen(known.person, sites, say),
        sign_ins=known.sign_ins,
        second_factor=known.second_factor,
        form=new_form(request, {}),
        zone=zone_of(request),
        failures=failures_told(request, known.failed),
        mails_go=mails_go(request),
        happened=happened,
        is_self=known.person.account.id == request[IDENTITY].who,
    )


async def ask_change(request: web.Request) -> web.Response:
    """The form of their name and address."""
    account = (await known_person(request)).person.account
    values = {"email": account.email or "", "name": account.name, "language": account.language}
    return _change_page(request, new_form(request, values, account.revision), account.name)


async def take_change(request: web.Request) -> web.Response:
    """Change them."""
    typed, say = await read_form(request), words(request).gettext
    account_id, before = request.match_info["account"], (await known_person(request)).person.account
    read = Read()
    read_person(typed, read, say)
    if not read.errors:
        try:
            told: tuple[str, str, Language] = (read.email, read.name, read.language)
            await request.app[DATABASE].write(change, account_id, typed.seen, *told, doer_of(request))
        except EmailTaken:
            read.errors["email"] = say("Questo indirizzo è già di un’altra persona.")
        except (Changed, NoSuchAccount):
            read.errors[""] = say("Nel frattempo qualcun altro ha cambiato questi dati: ricarica la pagina.")
        else:
            forget_believed(request)
            return see_other(request, f"/people/{account_id}", say("Dati cambiati."))
    return _change_page(request, again(request, typed, read.errors), before.name, 422)


def _change_page(request: web.Request, form: Form, name: str, status: int = 200) -> web.Response:
    return page(request, "people/change.html", status, form=form, name=name, account=request.match_info["account"])
