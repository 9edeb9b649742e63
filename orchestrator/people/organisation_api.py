"""Organisations and their members over HTTP, for programs of administrators and managers."""

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.keys import REACH
from orchestrator.access.permissions import Action
from orchestrator.accounts.accounts import Changed
from orchestrator.accounts.organisations import Organisation, OrganisationTaken
from orchestrator.accounts.roles import Membership
from orchestrator.people.api_models import (
    InviteMemberBody,
    JoinedView,
    MembersQuery,
    MembersView,
    NewOrganisationBody,
    OrganisationBody,
    OrganisationsQuery,
    OrganisationsView,
    RolesBody,
    member_view,
    organisation_view,
    pages_of,
)
from orchestrator.people.asker import doer_of, forget_believed
from orchestrator.people.changes import set_memberships
from orchestrator.people.guards import LastManager
from orchestrator.people.inviting import Wanted
from orchestrator.people.known import known_member, known_organisation, known_person
from orchestrator.people.organisation_pages import organisations_within
from orchestrator.people.organisations import (
    SoughtMembers,
    SoughtOrganisations,
    change_whole,
    found_organisation,
    members,
    organisations,
    taken_ids,
)
from orchestrator.people.sending import ClosedAlready, invite_once
from orchestrator.people.slugs import slug_of
from orchestrator.web.bodies import json_answer, read_body, read_query
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.listing import PER_PAGE


async def list_organisations(request: web.Request) -> web.Response:
    """A page of those that are looked for, of all or of those that one manages."""
    asked = read_query(request, OrganisationsQuery)
    only = organisations_within(request[REACH])
    sought = SoughtOrganisations(asked.q.strip(), asked.state, only, asked.sort, page=asked.page)
    found, total = await request.app[DATABASE].read(organisations, sought)
    page, pages = pages_of(total, asked.page, PER_PAGE)
    seen = tuple(organisation_view(each.organisation) for each in found)
    return json_answer(OrganisationsView(organisations=seen, total=total, page=page, pages=pages))


async def make(request: web.Request) -> web.Response:
    """Make one; 409 for an id that another has."""
    body = await read_body(request, NewOrganisationBody)
    organisation_id = body.id or slug_of(body.name, await request.app[DATABASE].read(taken_ids))
    try:
        made = await request.app[DATABASE].write(found_organisation, organisation_id, body.name, doer_of(request))
    except OrganisationTaken as error:
        raise ApiError(409, "organisation_taken") from error
    return json_answer(organisation_view(made), status=201)


async def show(request: web.Request) -> web.Response:
    """One of them."""
    return json_answer(organisation_view(await known_organisation(request)))


async def change(request: web.Request) -> web.Response:
    """Rename, close or open it again; 409 where somebody else has changed it since it was read."""
    body, known = await read_body(request, OrganisationBody), await known_organisation(request)
    is_closed = known.closed_at is not None if body.closed is None else body.closed
    try:
        changed: Organisation = await request.app[DATABASE].write(
            change_whole, known.id, body.revision, body.name or known.name, doer_of(request), is_closed=is_closed
        )
    except Changed as error:
        raise ApiError(409, "changed") from error
    return json_answer(organisation_view(changed))


async def list_members(request: web.Request) -> web.Response:
    """A page of its members."""
    asked, known = read_query(request, MembersQuery), await known_organisation(request)
    sought = SoughtMembers(known.id, asked.q.strip(), asked.role, asked.sort, page=asked.page)
    found, total = await request.app[DATABASE].read(members, sought)
    page, pages = pages_of(total, asked.page, PER_PAGE)
    seen = tuple(member_view(each, known.id) for each in found)
    return json_answer(MembersView(members=seen, total=total, page=page, pages=pages))


async def invite_member(request: web.Request) -> web.Response:
    """Invite somebody into it, by their address; whoever manages it learns nothing of an account that there may be."""
    body, known = await read_body(request, InviteMemberBody), await known_organisation(request)
    roles = sorted(set(body.roles))
    wanted = Wanted(body.email, body.name, body.language, (), tuple(Membership(known.id, role) for role in roles))
    try:
        await invite_once(request, wanted, {known.id: known.name})
    except ClosedAlready as error:
        raise ApiError(409, "account_closed") from error
    return json_answer(JoinedView(email=body.email, roles=tuple(roles)), status=201)


async def show_member(request: web.Request) -> web.Response:
    """One member."""
    organisation, seen = await known_member(request)
    return json_answer(member_view(seen, organisation.id))


async def set_member(request: web.Request) -> web.Response:
    """Let them be just that in it. Administrators may name anybody; others a member."""
    body = await read_body(request, RolesBody)
    if may(request, Action.MANAGE_PEOPLE):
        organisation, seen = await known_organisation(request), (await known_person(request)).person
        if seen.account.closed_at is not None:
            raise ApiError(409, "account_closed")
    else:
        organisation, seen = await known_member(request)
    try:
        about = (seen.account.id, organisation.id)
        await request.app[DATABASE].write(set_memberships, *about, frozenset(body.roles), doer_of(request))
    except LastManager as error:
        raise ApiError(409, "last_manager") from error
    forget_believed(request)
    return await show_member(request)


async def remove_member(request: web.Request) -> web.Response:
    """Take them out of it."""
    organisation, seen = await known_member(request)
    try:
        await request.app[DATABASE].write(
            set_memberships, seen.account.id, organisation.id, frozenset(), doer_of(request)
        )
    except LastManager as error:
        raise ApiError(409, "last_manager") from error
    forget_believed(request)
    return web.Response(status=204)
