"""People over HTTP, for administrators' programs: looked up, invited, changed, closed, given roles."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiohttp import web

from orchestrator.accounts.accounts import Changed, EmailTaken
from orchestrator.accounts.links import LinkKind
from orchestrator.accounts.roles import ALL_SITES, Staff, StaffRole
from orchestrator.people.api_models import (
    InviteBody,
    InvitedView,
    LinkView,
    PeopleQuery,
    PeopleView,
    PersonBody,
    pages_of,
    person_view,
)
from orchestrator.people.asker import doer_of, forget_believed, nothing_there, sender_of, site_names
from orchestrator.people.changes import (
    NoSuchAccount,
    add_staff,
    change,
    close,
    hand_link,
    remove_staff,
    reopen,
)
from orchestrator.people.directory import PersonSeen, Sought, people, person
from orchestrator.people.guards import LastAdministrator, LastManager
from orchestrator.people.inviting import Wanted
from orchestrator.people.known import known_person
from orchestrator.people.letters import address_of_link, invitation, reset
from orchestrator.people.organisations import organisation_names
from orchestrator.people.sending import invite_once
from orchestrator.web.bodies import json_answer, read_body, read_query
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.listing import PER_PAGE


async def list_people(request: web.Request) -> web.Response:
    """A page of those who are looked for."""
    asked = read_query(request, PeopleQuery)
    sought = Sought(asked.q.strip(), asked.state, asked.role, asked.sort, page=asked.page)
    found, total = await request.app[DATABASE].read(people, sought)
    page, pages = pages_of(total, asked.page, PER_PAGE)
    return json_answer(PeopleView(people=tuple(map(person_view, found)), total=total, page=page, pages=pages))


async def invite_person(request: web.Request) -> web.Response:
    """Invite somebody; 409 for an address that somebody has."""
    body = await read_body(request, InviteBody)
    for staff in body.staff:
        check_site(request, staff.site)
    organisations = await request.app[DATABASE].read(organisation_names)
    memberships = tuple(dict.fromkeys(held.membership for held in body.memberships))
    for held in memberships:
        if held.organisation not in organisations:
            raise ApiError(404, "no_such_organisation", organisation=held.organisation)
    staffs = tuple(dict.fromkeys(staff.staff for staff in body.staff))
    wanted = Wanted(body.email, body.name, body.language, staffs, memberships)
    made = await invite_once(request, wanted, organisations, only_new=True)
    if made is None:
        raise ApiError(409, "email_taken")
    link = None if made.link is None or made.mail is not None else address_of_link(sender_of(request).url, made.link)
    seen = await request.app[DATABASE].read(person, made.account_id)
    if seen is None:
        raise nothing_there()
    return json_answer(InvitedView(person=person_view(seen), link=link), status=201)


async def show_person(request: web.Request) -> web.Response:
    """Somebody."""
    return await _shown(request)


async def change_person(request: web.Request) -> web.Response:
    """Give them another name, address or language; 409 where somebody else has changed it since it was read."""
    body = await read_body(request, PersonBody)
    account = (await known_person(request)).person.account
    if account.email is None:
        raise ApiError(409, "account_closed")
    told = (body.email or account.email, body.name or account.name, body.language or account.language)
    with _refusals():
        await request.app[DATABASE].write(change, account.id, body.revision, *told, doer_of(request))
    forget_believed(request)
    return await _shown(request)


async def close_person(request: web.Request) -> web.Response:
    """Let them in no more."""
    return await _done(request, close)


async def reopen_person(request: web.Request) -> web.Response:
    """Let them in again."""
    return await _done(request, reopen)


async def invite_again(request: web.Request) -> web.Response:
    """Send them another link: to come for the first time, or for another password."""
    seen, sender = (await known_person(request)).person, sender_of(request)
    account, kind = seen.account, LinkKind.RESET if seen.has_come else LinkKind.INVITATION
    if account.email is None:
        raise ApiError(409, "account_closed")
    handed = (
        reset(sender, account) if seen.has_come else invitation(sender, account.email, account.name, account.language)
    )
    with _refusals():
        await request.app[DATABASE].write(hand_link, account.id, kind, handed, doer_of(request))
    link = None if handed.mail is not None else address_of_link(sender.url, handed.secret)
    return json_answer(LinkView(link=link), status=201)


async def give_role(request: web.Request) -> web.Response:
    """Give them a role on the staff."""
    staff = _staff(request)
    check_site(request, staff.site)
    return await _done(request, add_staff, staff)


async def take_role(request: web.Request) -> web.Response:
    """Take one away."""
    return await _done(request, remove_staff, _staff(request))


def check_site(request: web.Request, site: str) -> None:
    """Raise ApiError (404) for a site that there is not."""
    if site != ALL_SITES and site not in site_names(request):
        raise ApiError(404, "no_such_site", site=site)


async def _done(request: web.Request, act: Callable[..., object], *about: object) -> web.Response:
    seen: PersonSeen = (await known_person(request)).person
    with _refusals():
        await request.app[DATABASE].write(act, seen.account.id, *about, doer_of(request))
    forget_believed(request)
    return await _shown(request)


async def _shown(request: web.Request) -> web.Response:
    return json_answer(person_view((await known_person(request)).person))


def _staff(request: web.Request) -> Staff:
    """The role that the path names. Raises ApiError (404)."""
    try:
        return Staff(StaffRole(request.match_info["role"]), request.match_info["site"])
    except ValueError as error:
        raise nothing_there() from error


@contextmanager
def _refusals() -> Iterator[None]:
    """What an act refuses, as an answer."""
    try:
        yield
    except Changed as error:
        raise ApiError(409, "changed") from error
    except EmailTaken as error:
        raise ApiError(409, "email_taken") from error
    except NoSuchAccount as error:
        raise ApiError(409, "account_closed") from error
    except LastAdministrator as error:
        raise ApiError(409, "last_administrator") from error
    except LastManager as error:
        raise ApiError(409, "last_manager") from error
