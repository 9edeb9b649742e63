"""One person is invited: by administrators with all roles, into one organisation by its managers too."""

from collections.abc import Mapping

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.keys import IDENTITY
from orchestrator.access.permissions import Action
from orchestrator.accounts.links import LASTS, LinkKind
from orchestrator.accounts.organisations import Organisation
from orchestrator.accounts.roles import Membership
from orchestrator.people.asker import mails_go, sender_of, site_names
from orchestrator.people.fields import Read, read_membership, read_person, read_roles, read_staff
from orchestrator.people.inviting import Invitee, Wanted, account_id_of
from orchestrator.people.known import known_organisation
from orchestrator.people.letters import address_of_link
from orchestrator.people.organisations import organisation_names
from orchestrator.people.sending import ClosedAlready, invite_once
from orchestrator.people.words import organisation_roles, staff_choices
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

PATH = "/people/new"


async def ask(request: web.Request) -> web.Response:
    """The form by which administrators invite somebody."""
    organisations = await request.app[DATABASE].read(organisation_names)
    return _page(request, new_form(request, {"language": page_language(request)}), organisations)


async def take(request: web.Request) -> web.Response:
    """Invite them; who has an account already is shown, and not invited again."""
    typed, say = await read_form(request), words(request).gettext
    organisations = await request.app[DATABASE].read(organisation_names)
    read = Read()
    read_person(typed, read, say)
    read_staff(typed, read, site_names(request), say)
    read_membership(typed, read, organisations, say)
    if not read.errors:
        wanted = Wanted(read.email, read.name, read.language, tuple(read.staff), tuple(read.memberships))
        invited = await invite_once(
            request, wanted, organisations, account_id=_account_id(request, typed, wanted), only_new=True
        )
        if invited is not None:
            return _done(request, invited, "/people", f"/people/{invited.account_id}")
        read.errors["email"] = say("Questo indirizzo è già di qualcuno: cercalo nell’elenco e dagli i ruoli lì.")
    return _page(request, again(request, typed, read.errors), organisations, 422)


async def ask_member(request: web.Request) -> web.Response:
    """The form by which somebody is invited into the organisation of the path."""
    organisation = await known_organisation(request)
    return _member_page(request, new_form(request, {"language": page_language(request)}), organisation)


async def take_member(request: web.Request) -> web.Response:
    """Invite them there. Whoever manages the organisation learns nothing of an account that there may be."""
    typed, say = await read_form(request), words(request).gettext
    organisation = await known_organisation(request)
    read = Read()
    read_person(typed, read, say)
    roles = read_roles(typed, "roles")
    if not roles:
        read.errors["roles"] = say("Scegli che cosa è nell’organizzazione.")
    if not read.errors:
        memberships = tuple(Membership(organisation.id, role) for role in sorted(roles))
        wanted = Wanted(read.email, read.name, read.language, (), memberships)
        back, names = f"/organisations/{organisation.id}", {organisation.id: organisation.name}
        try:
            invited = await invite_once(request, wanted, names, account_id=_account_id(request, typed, wanted))
        except ClosedAlready:
            read.errors["email"] = say("Il suo accesso è chiuso: riaprilo prima.")
        else:
            if invited is not None:
                return _done(request, invited, back, back, organisation.name)
            read.errors["email"] = say("È già qui con questi ruoli.")
    return _member_page(request, again(request, typed, read.errors), organisation, 422)


def _done(request: web.Request, invited: Invitee, back: str, otherwise: str, back_to: str = "") -> web.Response:
    """On to *otherwise* with what was done, or the link to hand over, where no mail goes out and who asks may have it.

    Only administrators are shown one: whether there is one would tell others whether the account is new.
    """
    say = words(request).gettext
    if mails_go(request):
        done = say("Fatto: %(email)s riceve un messaggio.") % {"email": invited.wanted.email}
        return see_other(request, otherwise, done)
    if invited.link is None or not may(request, Action.MANAGE_PEOPLE):
        done = say("Fatto. Da qui non parte posta: il collegamento per entrare lo dà chi amministra Regia.")
        return see_other(request, otherwise, done)
    links = [(invited.wanted.name, invited.wanted.email, address_of_link(sender_of(request).url, invited.link))]
    return page(request, "people/links.html", links=links, back=back, back_to=back_to, lasts=LASTS[LinkKind.INVITATION])


def _account_id(request: web.Request, typed: Typed, wanted: Wanted) -> str:
    return account_id_of(typed.form_id, request[IDENTITY].who, wanted.email)


def _page(request: web.Request, form: Form, organisations: Mapping[str, str], status: int = 200) -> web.Response:
    say = words(request).gettext
    return page(
        request,
        "people/invite.html",
        status,
        form=form,
        staff=staff_choices(site_names(request), say),
        organisations=list(organisations.items()),
        roles=organisation_roles(say),
        mails_go=mails_go(request),
    )


def _member_page(request: web.Request, form: Form, organisation: Organisation, status: int = 200) -> web.Response:
    say = words(request).gettext
    return page(
        request,
        "people/invite_member.html",
        status,
        form=form,
        organisation=organisation,
        administers=may(request, Action.MANAGE_PEOPLE),
        roles=organisation_roles(say),
        mails_go=mails_go(request),
    )
