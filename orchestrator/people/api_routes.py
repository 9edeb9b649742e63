"""The routes of people and organisations for programs."""

from functools import partial

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.people import organisation_api, people_api
from orchestrator.people.api_models import (
    InviteBody,
    InvitedView,
    InviteMemberBody,
    JoinedView,
    LinkView,
    MembersQuery,
    MembersView,
    MemberView,
    NewOrganisationBody,
    OrganisationBody,
    OrganisationsQuery,
    OrganisationsView,
    OrganisationView,
    PeopleQuery,
    PeopleView,
    PersonBody,
    PersonView,
    RolesBody,
)

_PEOPLE = "/api/v1/people"
_PERSON = f"{_PEOPLE}/{{account}}"
_STAFF = f"{_PERSON}/staff/{{role}}/{{site}}"
_ORGANISATIONS = "/api/v1/organisations"
_ORGANISATION = f"{_ORGANISATIONS}/{{organisation}}"
_MEMBERS = f"{_ORGANISATION}/members"
_MEMBER = f"{_MEMBERS}/{{account}}"
_of_people = partial(Route, scope=Scope.INSTALLATION, action=Action.MANAGE_PEOPLE)
_of_members = partial(Route, scope=Scope.ORGANISATION, action=Action.MANAGE_MEMBERS)

_OF_PEOPLE = (
    _of_people("GET", _PEOPLE, people_api.list_people, "A page of people.", query=PeopleQuery, answer=PeopleView),
    _of_people(
        "POST",
        _PEOPLE,
        people_api.invite_person,
        "Invite somebody, by mail or by a link to hand over.",
        proof=True,
        body=InviteBody,
        answer=InvitedView,
        status=201,
        errors=(404, 409),
    ),
    _of_people("GET", _PERSON, people_api.show_person, "Somebody.", answer=PersonView),
    _of_people(
        "PATCH",
        _PERSON,
        people_api.change_person,
        "Change a name, an address or a language; 409 `changed` for a revision that is over.",
        proof=True,
        body=PersonBody,
        answer=PersonView,
        errors=(409,),
    ),
    _of_people(
        "POST",
        f"{_PERSON}/close",
        people_api.close_person,
        "Let somebody in no more.",
        proof=True,
        answer=PersonView,
        errors=(409,),
    ),
    _of_people(
        "POST",
        f"{_PERSON}/reopen",
        people_api.reopen_person,
        "Let somebody in again.",
        proof=True,
        answer=PersonView,
        errors=(409,),
    ),
    _of_people(
        "POST",
        f"{_PERSON}/invitation",
        people_api.invite_again,
        "Send another link: to come for the first time, or for another password.",
        proof=True,
        answer=LinkView,
        status=201,
        errors=(409,),
    ),
    _of_people(
        "PUT",
        _STAFF,
        people_api.give_role,
        "Give a role on the staff of a site, or of all (`*`).",
        proof=True,
        answer=PersonView,
        errors=(409,),
    ),
    _of_people(
        "DELETE",
        _STAFF,
        people_api.take_role,
        "Take a role on the staff away.",
        proof=True,
        answer=PersonView,
        errors=(409,),
    ),
)

_OF_ORGANISATIONS = (
    Route(
        "GET",
        _ORGANISATIONS,
        organisation_api.list_organisations,
        "A page of organisations: all, or those that one manages.",
        scope=Scope.OWN,
        action=Action.MANAGE_MEMBERS,
        query=OrganisationsQuery,
        answer=OrganisationsView,
    ),
    Route(
        "POST",
        _ORGANISATIONS,
        organisation_api.make,
        "Make an organisation.",
        scope=Scope.INSTALLATION,
        action=Action.MANAGE_ORGANISATIONS,
        body=NewOrganisationBody,
        answer=OrganisationView,
        status=201,
        errors=(409,),
    ),
    _of_members("GET", _ORGANISATION, organisation_api.show, "An organisation.", answer=OrganisationView),
    Route(
        "PATCH",
        _ORGANISATION,
        organisation_api.change,
        "Rename, close or open it again; 409 `changed` for a revision that is over.",
        scope=Scope.ORGANISATION,
        action=Action.MANAGE_ORGANISATIONS,
        proof=True,
        body=OrganisationBody,
        answer=OrganisationView,
        errors=(409,),
    ),
)

_OF_MEMBERS = (
    _of_members(
        "GET", _MEMBERS, organisation_api.list_members, "A page of the members.", query=MembersQuery, answer=MembersView
    ),
    _of_members(
        "POST",
        _MEMBERS,
        organisation_api.invite_member,
        "Invite somebody into the organisation; the answer is the same whether they had an account.",
        proof=True,
        body=InviteMemberBody,
        answer=JoinedView,
        status=201,
        errors=(409,),
    ),
    _of_members("GET", _MEMBER, organisation_api.show_member, "A member.", answer=MemberView),
    _of_members(
        "PUT",
        _MEMBER,
        organisation_api.set_member,
        "All that somebody is in the organisation.",
        proof=True,
        body=RolesBody,
        answer=MemberView,
        errors=(409,),
    ),
    _of_members(
        "DELETE",
        _MEMBER,
        organisation_api.remove_member,
        "Take somebody out of the organisation.",
        proof=True,
        status=204,
        errors=(409,),
    ),
)

ROUTES = (*_OF_PEOPLE, *_OF_ORGANISATIONS, *_OF_MEMBERS)
