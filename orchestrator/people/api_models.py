"""People, organisations and their members as the API writes and reads them."""

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from config.scalars import ID_PATTERN
from config.words.sentences import Language
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.accounts.organisations import Organisation
from orchestrator.accounts.roles import ALL_SITES, Membership, OrganisationRole, Staff, StaffRole
from orchestrator.people.directory import PersonSeen, State
from orchestrator.people.organisations import LONGEST_ORGANISATION, roles_in
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.web.bodies import SAID, mistaken

MOST_ROLES = 100


def _email(text: str) -> str:
    try:
        return address_of(text)
    except NotAnAddress as error:
        raise mistaken("email") from error


Email = Annotated[str, Field(max_length=300), AfterValidator(_email)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), SAID]
OrganisationName = Annotated[str, Field(min_length=1, max_length=LONGEST_ORGANISATION), SAID]
OrganisationId = Annotated[str, Field(pattern=ID_PATTERN)]
Roles = Annotated[
    list[Annotated[OrganisationRole, Field(strict=False)]], Field(min_length=1, max_length=len(OrganisationRole))
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StaffBody(_Body):
    """A role on the staff."""

    role: Annotated[StaffRole, Field(strict=False)]
    site: Annotated[str, Field(max_length=63)] = ALL_SITES
    """The id of a site, or ``*`` for all of them; an administrator is one of all."""

    @model_validator(mode="after")
    def _is_one(self) -> "StaffBody":
        if self.role is StaffRole.ADMINISTRATOR and self.site != ALL_SITES:
            raise mistaken("administrator_of_site")
        return self

    @property
    def staff(self) -> Staff:
        """The same as a value."""
        return Staff(self.role, self.site)


class MembershipBody(_Body):
    """A role in an organisation."""

    organisation: OrganisationId
    role: Annotated[OrganisationRole, Field(strict=False)]

    @property
    def membership(self) -> Membership:
        """The same as a value."""
        return Membership(self.organisation, self.role)


class InviteBody(_Body):
    """Somebody who is to be invited."""

    email: Email
    name: Name
    language: Language = "it"
    staff: Annotated[list[StaffBody], Field(max_length=MOST_ROLES)] = []
    memberships: Annotated[list[MembershipBody], Field(max_length=MOST_ROLES)] = []


class InviteMemberBody(_Body):
    """Somebody who is to be invited into one organisation."""

    email: Email
    name: Name
    language: Language = "it"
    roles: Roles


class PersonBody(_Body):
    """What is to be changed of somebody, and the revision that it was read at."""

    revision: Annotated[int, Field(ge=1, le=2**31)]
    email: Email | None = None
    name: Name | None = None
    language: Language | None = None


class NewOrganisationBody(_Body):
    """An organisation that is to be made."""

    id: OrganisationId | None = None
    """Left out: one that is made of the name."""
    name: OrganisationName


class OrganisationBody(_Body):
    """What is to be changed of an organisation, and the revision that it was read at."""

    revision: Annotated[int, Field(ge=1, le=2**31)]
    name: OrganisationName | None = None
    closed: bool | None = None


class RolesBody(_Body):
    """All that somebody is to be in an organisation."""

    roles: Roles


class PeopleQuery(BaseModel):
    """Which people, in which order, and which page of them; fifty a page."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=100)] = ""
    """Within the name or the address."""
    state: State | None = None
    role: StaffRole | OrganisationRole | None = None
    sort: Literal["name", "email", "since"] = "name"
    page: Annotated[int, Field(ge=1, le=999_999)] = 1


class MembersQuery(BaseModel):
    """Which members, in which order, and which page of them; fifty a page."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=100)] = ""
    role: OrganisationRole | None = None
    sort: Literal["name", "email"] = "name"
    page: Annotated[int, Field(ge=1, le=999_999)] = 1


class OrganisationsQuery(BaseModel):
    """Which organisations, in which order, and which page of them; fifty a page."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=100)] = ""
    state: Literal["open", "closed"] | None = None
    sort: Literal["name", "members"] = "name"
    page: Annotated[int, Field(ge=1, le=999_999)] = 1


class StaffView(BaseModel):
    """A role on the staff."""

    role: StaffRole
    site: str
    """``*`` for all sites."""


class MembershipView(BaseModel):
    """A role in an organisation."""

    organisation: str
    role: OrganisationRole


class PersonView(BaseModel):
    """Somebody as administrators see them."""

    id: str
    email: str | None
    """null: who it was has been forgotten."""
    name: str
    language: Language
    state: State
    created_at: AwareDatetime
    closed_at: AwareDatetime | None
    staff: tuple[StaffView, ...]
    memberships: tuple[MembershipView, ...]
    revision: int


class InvitedView(BaseModel):
    """Somebody who was invited."""

    person: PersonView
    link: str | None = None
    """Where no mail goes out: what to hand over, which is told this once."""


class LinkView(BaseModel):
    """A link that was made for somebody."""

    link: str | None = None
    """Where no mail goes out: what to hand over, which is told this once."""


class PeopleView(BaseModel):
    """A page of people."""

    people: tuple[PersonView, ...]
    total: int
    """How many there are on all pages."""
    page: int
    pages: int


class OrganisationView(BaseModel):
    """An organisation."""

    id: str
    name: str
    created_at: AwareDatetime
    closed_at: AwareDatetime | None
    revision: int


class OrganisationsView(BaseModel):
    """A page of organisations."""

    organisations: tuple[OrganisationView, ...]
    total: int
    page: int
    pages: int


class MemberView(BaseModel):
    """Somebody in an organisation, as its managers see them."""

    account: str
    name: str
    email: str | None
    roles: tuple[OrganisationRole, ...]


class MembersView(BaseModel):
    """A page of members."""

    members: tuple[MemberView, ...]
    total: int
    page: int
    pages: int


class JoinedView(BaseModel):
    """That somebody is now in the organisation; it is the same for whoever was new."""

    email: str
    roles: tuple[OrganisationRole, ...]


def person_view(seen: PersonSeen) -> PersonView:
    """Somebody as the API shows them."""
    account = seen.account
    return PersonView(
        id=account.id,
        email=account.email,
        name=account.name,
        language=account.language,
        state=seen.state,
        created_at=account.created_at,
        closed_at=account.closed_at,
        staff=tuple(StaffView(role=held.role, site=held.site) for held in seen.staff),
        memberships=tuple(MembershipView(organisation=held.organisation, role=held.role) for held in seen.memberships),
        revision=account.revision,
    )


def organisation_view(organisation: Organisation) -> OrganisationView:
    """An organisation as the API shows it."""
    return OrganisationView(
        id=organisation.id,
        name=organisation.name,
        created_at=organisation.created_at,
        closed_at=organisation.closed_at,
        revision=organisation.revision,
    )


def member_view(seen: PersonSeen, organisation: str) -> MemberView:
    """A member as the API shows them: nothing of what they are elsewhere."""
    account = seen.account
    return MemberView(account=account.id, name=account.name, email=account.email, roles=roles_in(seen, organisation))


def pages_of(total: int, page: int, per_page: int) -> tuple[int, int]:
    """Which page it is and how many there are, where one beyond the last is the last."""
    pages = max(1, -(-total // per_page))
    return min(page, pages), pages
