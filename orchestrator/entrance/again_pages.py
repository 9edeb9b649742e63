"""The page that asks for the password once more before something dangerous, and then leads on, or sends on what waits for it."""

from datetime import timedelta

from aiohttp import web

from orchestrator.access.held import PASSWORD, TO, held, held_page
from orchestrator.accounts.identities import Bound, identities_of
from orchestrator.accounts.second_factor import SecondFactor, second_factor_of
from orchestrator.accounts.sign_ins import PROVED_FOR
from orchestrator.entrance.destinations import HOME, destination
from orchestrator.entrance.doors import door_of
from orchestrator.entrance.keys import DOORS
from orchestrator.entrance.proof import keep_proof, person_of, prove_by_code, prove_by_password
from orchestrator.entrance.sentences import told
from orchestrator.entrance.sign_in_pages import trouble_of
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.addresses import local
from orchestrator.web.shell.forms import Form, again, new_form, read_fields, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from schedules.store.transaction import Transaction

MINUTES = PROVED_FOR // timedelta(minutes=1)


async def show(request: web.Request) -> web.Response:
    """The page."""
    return await _page(request, new_form(request, {"then": request.query.get("then", HOME)}))


async def prove(request: web.Request) -> web.Response:
    """Take the password, or the code; then go on to where they wanted to, or send on the form that waited."""
    typed = await read_form(request)
    fields = await read_fields(request)
    person, given = person_of(request), typed.one_each()
    waiting = next(iter(fields.get(TO, ())), None)
    if waiting is not None:
        return await _send_on(request, waiting)
    name = "password" if person.account.has_password else "code"
    try:
        if name == "password":
            cookie = await prove_by_password(request, person, typed.raw("password"))
        else:
            cookie = await prove_by_code(request, person, given.get("code", ""))
    except ApiError as error:
        return await _page(request, again(request, typed, {name: told(request, error)}), error.status)
    answer = see_other(request, destination(given.get("then", HOME)))
    keep_proof(request, answer, cookie)
    return answer


async def _send_on(request: web.Request, to: str) -> web.Response:
    """Have the browser send the form that waited, as it is, to where it goes (RFC 9110 15.4.8)."""
    fields, person = await read_fields(request), person_of(request)
    try:
        cookie = await prove_by_password(request, person, next(iter(fields.get(PASSWORD, ())), ""))
    except ApiError as error:
        return held_page(request, ApiError(403, "proof_needed"), held(request, fields, to), error)
    answer = web.Response(status=307, headers={"Location": local(to)})
    keep_proof(request, answer, cookie)
    return answer


def _ways(db: Transaction, account: str) -> tuple[SecondFactor | None, tuple[Bound, ...]]:
    return second_factor_of(db, account), tuple(identities_of(db, account))


async def _page(request: web.Request, form: Form, status: int = 200) -> web.Response:
    account = person_of(request).account
    factor, bound = await request.app[DATABASE].read(_ways, account.id)
    issuers, language = {identity.issuer for identity in bound}, page_language(request)
    return page(
        request,
        "entrance/again.html",
        status,
        form=form,
        email=account.email,
        by_password=account.has_password,
        by_code=not account.has_password and factor is not None,
        doors=[
            door_of(provider, language)
            for provider in request.app[DOORS].all
            if provider.issuer in issuers and not account.has_password
        ],
        trouble=trouble_of(request),
        then=destination(form.value("then")),
        lead=words(request).gettext("Prima di andare avanti: la password si chiede di nuovo dopo %(minutes)s minuti.")
        % {"minutes": MINUTES},
    )
