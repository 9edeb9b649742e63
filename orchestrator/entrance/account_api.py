"""One's own account by the API: what the pages of `/account` do, for programs and for pages of others."""

from typing import Annotated

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from config.words.sentences import Language
from orchestrator.accounts.accounts import Changed
from orchestrator.accounts.password_rules import LONGEST, PasswordRefused
from orchestrator.accounts.roles import OrganisationRole, StaffRole
from orchestrator.accounts.sign_ins import SignIn
from orchestrator.entrance.account_pages import LONGEST_NAME
from orchestrator.entrance.own import own_of
from orchestrator.entrance.proof import keep_proof, person_of, prove_by_code, prove_by_password
from orchestrator.entrance.second_factors import (
    begin_set_up,
    make_papers,
    offer_of,
    prove_offer,
    turn_second_factor_off,
)
from orchestrator.entrance.sentences import refused_password
from orchestrator.entrance.settings import change_own, change_password, end_browser, end_other_browsers
from orchestrator.web.bodies import SAID, json_answer, read_body
from orchestrator.web.errors import ApiError

Typed = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class StaffView(BaseModel):
    """A role on the staff of a site; of all sites, where it names none."""

    role: StaffRole
    site: str


class MembershipView(BaseModel):
    """A role in an organisation."""

    organisation: str
    role: OrganisationRole


class SecondFactorView(BaseModel):
    """A second factor that counts."""

    since: AwareDatetime
    paper_codes: int


class IdentityView(BaseModel):
    """Somebody at a provider, whom the account belongs to."""

    issuer: str
    subject: str
    since: AwareDatetime


class AccountView(BaseModel):
    """One's own account."""

    id: str
    email: str | None
    name: str
    language: Language
    revision: int
    has_password: bool
    second_factor: SecondFactorView | None
    staff: tuple[StaffView, ...]
    memberships: tuple[MembershipView, ...]
    identities: tuple[IdentityView, ...]


class AccountChange(BaseModel):
    """Another name or language, of the account as it was at *revision*."""

    model_config = ConfigDict(extra="forbid")

    revision: int
    name: Annotated[str, Field(max_length=LONGEST_NAME), SAID] | None = None
    language: Language | None = None


class SignInView(BaseModel):
    """A browser in which one is signed in."""

    id: str
    browser: str
    address: str
    way: str
    created_at: AwareDatetime
    used_at: AwareDatetime
    this: bool
    """Whether it is the one that asks."""


class SignInsView(BaseModel):
    """All of them, the one used last first."""

    sign_ins: tuple[SignInView, ...]


class PasswordChange(BaseModel):
    """Another password; the old one may be missing where there is none."""

    model_config = ConfigDict(extra="forbid")

    old: str = ""
    new: str


class Proof(BaseModel):
    """What proves once more who somebody is: their password, or a code where they have none."""

    model_config = ConfigDict(extra="forbid")

    password: Typed | None = None
    code: Typed | None = None


class Code(BaseModel):
    """A code of the authenticator."""

    model_config = ConfigDict(extra="forbid")

    code: Typed


class OfferView(BaseModel):
    """A secret for an authenticator; the URI holds it too, with the names of account and house."""

    secret: str
    uri: str


class PaperCodesView(BaseModel):
    """Codes for paper, each good once. They are shown this once."""

    paper_codes: tuple[str, ...]


async def read_account(request: web.Request) -> web.Response:
    """All that one may know of oneself."""
    return json_answer(await _view(request))


async def change_account(request: web.Request) -> web.Response:
    """Another name or language."""
    wanted, person = await read_body(request, AccountChange), person_of(request)
    account = person.account
    name, language = wanted.name or account.name, wanted.language or account.language
    try:
        await change_own(request, person, wanted.revision, name, language)
    except Changed:
        raise ApiError(409, "changed") from None
    return json_answer(await _view(request))


async def list_sign_ins(request: web.Request) -> web.Response:
    """The browsers."""
    person = person_of(request)
    own = await own_of(request, person)
    return json_answer(SignInsView(sign_ins=tuple(_seen(found, person.sign_in.id) for found in own.sign_ins)))


async def end_sign_in(request: web.Request) -> web.Response:
    """Sign out in one browser."""
    await end_browser(request, person_of(request), request.match_info["sign_in"])
    return web.Response(status=204)


async def end_sign_ins(request: web.Request) -> web.Response:
    """Sign out everywhere but here."""
    await end_other_browsers(request, person_of(request))
    return web.Response(status=204)


async def choose_password(request: web.Request) -> web.Response:
    """Another password."""
    wanted = await read_body(request, PasswordChange)
    try:
        cookie = await change_password(request, person_of(request), wanted.old, wanted.new)
    except PasswordRefused as refused:
        raise refused_in(request, refused, "new") from None
    answer = web.Response(status=204)
    keep_proof(request, answer, cookie)
    return answer


async def prove(request: web.Request) -> web.Response:
    """Prove once more who one is."""
    given, person = await read_body(request, Proof), person_of(request)
    if person.account.has_password or given.code is None:
        cookie = await prove_by_password(request, person, given.password or "")
    else:
        cookie = await prove_by_code(request, person, given.code)
    answer = web.Response(status=204)
    keep_proof(request, answer, cookie)
    return answer


async def set_up_second_factor(request: web.Request) -> web.Response:
    """A secret to be proved."""
    account = person_of(request).account
    await begin_set_up(request, account.id)
    offer = await offer_of(request, account)
    if offer is None:
        raise ApiError(503, "second_factor_unreadable")
    return json_answer(OfferView(secret=offer.secret, uri=offer.uri))


async def prove_second_factor(request: web.Request) -> web.Response:
    """Let it count."""
    given = await read_body(request, Code)
    papers = await prove_offer(request, person_of(request).account.id, given.code)
    return json_answer(PaperCodesView(paper_codes=tuple(papers)))


async def renew_paper_codes(request: web.Request) -> web.Response:
    """Other codes for paper."""
    papers = await make_papers(request, person_of(request).account.id)
    return json_answer(PaperCodesView(paper_codes=tuple(papers)))


async def turn_off_second_factor(request: web.Request) -> web.Response:
    """Let a password be enough again."""
    await turn_second_factor_off(request, person_of(request).account.id)
    return web.Response(status=204)


def refused_in(request: web.Request, refused: PasswordRefused, field: str) -> ApiError:
    """Why a password may not be chosen, as a mistake of that field."""
    return ApiError(422, "invalid", mistakes=[{"path": field, "message": refused_password(request, refused)}])


async def _view(request: web.Request) -> AccountView:
    person = person_of(request)
    own = await own_of(request, person)
    factor = own.second_factor
    return AccountView(
        id=own.account.id,
        email=own.account.email,
        name=own.account.name,
        language=own.account.language,
        revision=own.account.revision,
        has_password=own.account.has_password,
        second_factor=SecondFactorView(since=factor.since, paper_codes=factor.paper_codes) if factor else None,
        staff=tuple(StaffView(role=held.role, site=held.site) for held in person.staff),
        memberships=tuple(
            MembershipView(organisation=held.organisation, role=held.role) for held in person.memberships
        ),
        identities=tuple(
            IdentityView(issuer=bound.issuer, subject=bound.subject, since=bound.bound_at) for bound in own.identities
        ),
    )


def _seen(found: SignIn, here: str) -> SignInView:
    return SignInView(
        id=found.id,
        browser=found.browser,
        address=found.address,
        way=found.way,
        created_at=found.created_at,
        used_at=found.used_at,
        this=found.id == here,
    )
