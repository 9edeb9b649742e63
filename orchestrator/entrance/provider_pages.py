"""There and back: signing in at a provider of OpenID Connect.

The way there is a page that leads on by itself, and not a redirect of the form: browsers that obey `form-action` follow none
of those to another house, and forms of ours go nowhere else.
"""

from urllib.parse import urlencode

import structlog
from aiohttp import web

from config.providers import Provider
from config.secrets import SecretError
from integrations.services.openid_errors import OpenIdError, OpenIdTrouble
from orchestrator.access.auth import PROVE, SIGN_IN
from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.accounts import account_by_email
from orchestrator.accounts.identities import account_of, is_bound
from orchestrator.accounts.provider_states import LASTS, AtProvider, address_of, from_cookie, leave, to_cookie
from orchestrator.accounts.provider_words import NotSignedIn, SignInTrouble
from orchestrator.accounts.providers import Told
from orchestrator.accounts.sign_ins import verify_sign_in
from orchestrator.audit.acts import ActKind, Field
from orchestrator.entrance.acts import note_own_act, owner
from orchestrator.entrance.cookies import ACCOUNT, PROVIDER, cookie_named, drop_cookie, keep_cookie
from orchestrator.entrance.destinations import HOME, destination
from orchestrator.entrance.entering import Entered, Rules, believe_no_more, enter, keep_entered, rules_of
from orchestrator.entrance.keys import DOORS
from orchestrator.entrance.proof import proved
from orchestrator.entrance.visitors import Visitor, visitor_of
from orchestrator.site.address import service_url
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from orchestrator.web.shell.forms import read_open_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page
from orchestrator.web.shell.viewer import page_language
from schedules.store.transaction import Transaction

log = structlog.get_logger()

BACK = "/sign-in/back"
"""The path to which providers send browsers back."""


async def go(request: web.Request) -> web.Response:
    """Lead to the provider, with what is needed to know who comes back."""
    provider = request.app[DOORS].find(request.match_info["provider"])
    if provider is None:
        raise ApiError(404, "not_found")
    given = (await read_open_form(request)).one_each()
    try:
        metadata = await request.app[DOORS].at(provider).metadata()
    except (OpenIdError, SecretError) as error:
        return _turned_away(request, provider, _trouble(provider, error))
    proves = _sign_in_id(request) if "proves" in given else None
    then = destination(given.get("then", HOME))
    way = leave(provider.id, service_url(request) + BACK, given.get("invitation"), then, proves)
    address = address_of(metadata, provider.client_id, way, page_language(request))
    name = getattr(provider.name, page_language(request))
    answer = page(request, "entrance/leaving.html", address=address, name=name)
    answer.headers["Refresh"] = f"0; url={address}"
    keep_cookie(request, answer, PROVIDER, to_cookie(request.app[FACTS].cookies_key, way, request.app[CLOCK]()), LASTS)
    return answer


async def come_back(request: web.Request) -> web.Response:
    """Let in who comes back and is known, or bound, or may be let in; all others are told why not."""
    now = request.app[CLOCK]()
    way = from_cookie(request.app[FACTS].cookies_key, cookie_named(request, PROVIDER), now)
    provider = request.app[DOORS].find(way.provider) if way is not None else None
    if way is None or provider is None:
        return _turned_away(request, None, SignInTrouble.ASTRAY)
    try:
        told = await request.app[DOORS].at(provider).come_back(way, dict(request.query), now)
        answer = await _arrived(request, way, provider, told)
    except (NotSignedIn, OpenIdError, SecretError) as error:
        return _turned_away(request, provider, _trouble(provider, error), way)
    drop_cookie(request, answer, PROVIDER)
    return answer


async def _arrived(request: web.Request, way: AtProvider, provider: Provider, told: Told) -> web.Response:
    """Where they go. Raises NotSignedIn."""
    database, visitor, rules = request.app[DATABASE], visitor_of(request), rules_of(request)
    if way.proves is not None:
        cookie = await database.write(_prove, rules, visitor, way, provider, told)
        answer = see_other(request, way.then)
        keep_cookie(request, answer, ACCOUNT, cookie)
        believe_no_more(request)
        return answer
    answer = see_other(request, way.then)
    keep_entered(request, answer, await database.write(_enter, rules, visitor, way, provider, told))
    return answer


def _enter(db: Transaction, rules: Rules, visitor: Visitor, way: AtProvider, provider: Provider, told: Told) -> Entered:
    """Whoever comes by a provider gives no code of ours: it asks for what it thinks is enough, and says how much that was."""
    known, before = is_bound(db, told), account_by_email(db, told.email or "")
    account = account_of(db, provider, told, way.invitation, rules.now)
    actor = owner(account.id, visitor.address)
    if not known and way.invitation is None and before is None:
        note_own_act(db, actor, ActKind.ACCOUNT_MADE, account.id, rules.now, {Field.EMAIL: (None, account.email)})
    if not known:
        note_own_act(db, actor, ActKind.IDENTITY_BOUND, account.id, rules.now, {Field.WAY: (None, provider.id)})
    return enter(db, rules, account.id, provider.id, visitor, told.level)


def _prove(db: Transaction, rules: Rules, visitor: Visitor, way: AtProvider, provider: Provider, told: Told) -> str:
    """The other cookie of a sign-in, whose owner was at the provider once more. Raises NotSignedIn."""
    person = verify_sign_in(db, visitor.sign_in, rules.now) if visitor.sign_in is not None else None
    if person is None or person.sign_in.id != way.proves:
        raise NotSignedIn(SignInTrouble.ASTRAY)
    if not is_bound(db, told) or account_of(db, provider, told, None, rules.now).id != person.account.id:
        raise NotSignedIn(SignInTrouble.ANOTHER)
    return proved(db, person, owner(person.account.id, visitor.address), rules.now)


def _sign_in_id(request: web.Request) -> str | None:
    identity = request.get(IDENTITY)
    return identity.person.sign_in.id if identity is not None and identity.person is not None else None


def _trouble(provider: Provider, error: NotSignedIn | OpenIdError | SecretError) -> str:
    """Its code, for the page; what is for others than who signs in goes to the log."""
    match error:
        case NotSignedIn():
            return error.trouble.value
        case OpenIdError():
            log.warning("provider.failed", provider=provider.id, what=str(error))
            return error.trouble.value
        case _:
            log.warning("provider.failed", provider=provider.id, what=type(error).__name__)
            return OpenIdTrouble.WRONG.value


def _turned_away(
    request: web.Request, provider: Provider | None, trouble: str, way: AtProvider | None = None
) -> web.Response:
    """Back to where they began, which says why; the code of the provider does not stay in the address."""
    told = {"trouble": trouble}
    if provider is not None:
        told["provider"] = provider.id
    proves = way is not None and way.proves is not None
    if way is not None:
        told["then"] = way.then
    answer = see_other(request, f"{PROVE if proves else SIGN_IN}?{urlencode(told, safe='/')}")
    drop_cookie(request, answer, PROVIDER)
    return answer
