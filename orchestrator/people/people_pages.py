"""The list of all people, for administrators."""

from collections.abc import Sequence

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.roles import OrganisationRole, StaffRole
from orchestrator.outbox.store import MailSeen, failed_of
from orchestrator.outbox.words import told
from orchestrator.people.asker import mails_go, site_names, zone_of
from orchestrator.people.directory import PersonSeen, Sought, State, people
from orchestrator.people.words import organisation_word, roles_seen, staff_word, state_word
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import new_form
from orchestrator.web.shell.listing import Listing, listing
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from schedules.store.transaction import Transaction

PATH = "/people"
SORTS = ("name", "email", "since")
FILTERS = {
    "state": tuple(state.value for state in State),
    "role": (*(role.value for role in StaffRole), *(role.value for role in OrganisationRole)),
}
SHOWN_FAILURES = 5
"""Mails that did not go out, of which the list tells; each stands on its person's page too."""


async def show(request: web.Request) -> web.Response:
    """Those who are looked for."""
    look = listing(PATH, request.query, SORTS, FILTERS)
    found, total, failed = await request.app[DATABASE].read(_read, sought_of(look), request[IDENTITY].who)
    say, sites = words(request).gettext, site_names(request)
    return page(
        request,
        "people/people.html",
        look=look.of(total),
        people=[(person, state_word(person.state, say), roles_seen(person, sites, say)) for person in found],
        states=[(state.value, state_word(state, say)) for state in State],
        roles=[
            *((role.value, staff_word(role, say)) for role in StaffRole),
            *((role.value, organisation_word(role, say)) for role in OrganisationRole),
        ],
        form=new_form(request, {}),
        zone=zone_of(request),
        failures=failures_told(request, failed[:SHOWN_FAILURES]),
        mails_go=mails_go(request),
    )


def sought_of(look: Listing) -> Sought:
    """What a look at the list seeks."""
    state, role = look.filters.get("state"), look.filters.get("role")
    return Sought(
        look.search,
        None if state is None else State(state),
        None if role is None else StaffRole(role) if role in set(StaffRole) else OrganisationRole(role),
        look.sort,
        look.descending,
        look.page,
    )


def failures_told(request: web.Request, failed: Sequence[MailSeen]) -> list[tuple[MailSeen, str, str]]:
    """Mails that did not go out, each with what happened and what to do about it."""
    language = page_language(request)
    return [(mail, *told(mail.error or "", mail.reply, language)) for mail in failed]


def _read(db: Transaction, sought: Sought, who: str) -> tuple[Sequence[PersonSeen], int, Sequence[MailSeen]]:
    found, total = people(db, sought)
    return found, total, failed_of(db, who)
