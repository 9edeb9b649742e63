"""The page where people sign in by their address and password, and the ways beside it; and the way out."""

from typing import Any

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.accounts import Account
from orchestrator.accounts.delays import Wait
from orchestrator.accounts.passwords import PasswordsBusy
from orchestrator.accounts.sign_ins import end_sign_in_of
from orchestrator.entrance.cookies import ACCOUNT, HALF_WAY, drop_cookie
from orchestrator.entrance.destinations import HOME, destination
from orchestrator.entrance.doors import offered
from orchestrator.entrance.entering import Entered, Needed, believe_no_more, keep_entered, keep_half_way, let_on
from orchestrator.entrance.keys import DOORS
from orchestrator.entrance.sentences import busy, told, trouble_words, waits
from orchestrator.entrance.tries import account_by_password
from orchestrator.entrance.visitors import visitor_of
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_open_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

NEXT = {Needed.CODE: "/sign-in/code", Needed.SET_UP: "/sign-in/second-factor"}
"""Where somebody goes of whom more is needed."""


async def show(request: web.Request) -> web.Response:
    """The page; for who is signed in already, whether they want to be somebody else."""
    then = destination(request.query.get("then", HOME))
    identity = request.get(IDENTITY)
    if identity is not None and identity.person is not None and "other" not in request.query:
        return page(request, "entrance/already.html", then=then, person=identity.person)
    return _page(request, new_form(request, {"then": then, "email": ""}))


async def sign_in(request: web.Request) -> web.Response:
    """Let in whoever gives an address and its password; a wrong one and an address that nobody has are told the same."""
    typed = await read_open_form(request)
    given = typed.one_each()
    email, password = given.get("email", ""), typed.raw("password")
    errors = _missing(request, email, password)
    if errors:
        return _page(request, again(request, typed, errors), 422)
    try:
        found = await account_by_password(request, email, password)
    except PasswordsBusy:
        return _refused(request, typed, busy())
    if isinstance(found, Wait):
        return _refused(request, typed, waits(found))
    if found is None:
        return _refused(request, typed, ApiError(422, "wrong_sign_in"))
    return await go_on(request, found, "password", given.get("then", HOME))


async def go_on(request: web.Request, account: Account, way: str, then: str) -> web.Response:
    """Where somebody goes who has shown that the account is theirs: in, or to the second factor."""
    place = destination(then)
    reached = await let_on(request, account, way)
    if isinstance(reached, Entered):
        answer = see_other(request, place)
        keep_entered(request, answer, reached)
        return answer
    answer = see_other(request, NEXT[reached])
    keep_half_way(request, answer, account, way, place)
    return answer


async def sign_out(request: web.Request) -> web.Response:
    """End the sign-in of this browser, whatever it is worth."""
    await read_open_form(request)
    before = visitor_of(request).sign_in
    if before is not None:
        await request.app[DATABASE].write(end_sign_in_of, before)
        believe_no_more(request)
    answer = see_other(request, "/sign-in", words(request).gettext("Fatto: qui l’accesso è chiuso."))
    drop_cookie(request, answer, ACCOUNT)
    drop_cookie(request, answer, HALF_WAY)
    return answer


async def done(request: web.Request) -> web.Response:
    """For who signed in, or proved who they are, in a tab beside the one that they go on in."""
    return page(request, "entrance/done.html")


def doors(request: web.Request, email: str = "") -> list[dict[str, Any]]:
    """The providers as pages offer them."""
    language = page_language(request)
    return [
        {
            "id": provider.id,
            "name": getattr(provider.name, language),
            "domains": ", ".join(f"@{domain}" for domain in provider.domains),
        }
        for provider in offered(request.app[DOORS].all, email)
    ]


def _refused(request: web.Request, typed: Typed, error: ApiError) -> web.Response:
    answer = _page(request, again(request, typed, {"": told(request, error)}), error.status)
    if error.status == 429:
        answer.headers["Retry-After"] = str(error.details["seconds"])
    return answer


def _missing(request: web.Request, email: str, password: str) -> dict[str, str]:
    say = words(request).gettext
    missing = {}
    if not email:
        missing["email"] = say("Scrivi il tuo indirizzo di posta elettronica.")
    if not password:
        missing["password"] = say("Scrivi la password.")
    return missing


def _page(request: web.Request, form: Form, status: int = 200) -> web.Response:
    provider = request.app[DOORS].find(request.query.get("provider", ""))
    trouble = trouble_words(request, request.query.get("trouble", ""), provider)
    return page(
        request,
        "entrance/sign_in.html",
        status,
        form=form,
        then=destination(form.value("then")),
        doors=doors(request, form.value("email")),
        trouble=trouble,
    )
