"""The page where people sign in by their address and password, and the ways beside it; and the way out."""

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.accounts import Account
from orchestrator.accounts.delays import Wait
from orchestrator.accounts.passwords import PasswordsBusy
from orchestrator.entrance.destinations import HOME, destination
from orchestrator.entrance.doors import Door, door_of, offered
from orchestrator.entrance.entering import (
    Entered,
    Needed,
    forget_sign_in,
    keep_entered,
    keep_half_way,
    let_on,
    sign_out_here,
)
from orchestrator.entrance.keys import DOORS
from orchestrator.entrance.sentences import busy, told, trouble_words, waits
from orchestrator.entrance.tries import account_by_password
from orchestrator.web.errors import ApiError
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
        return page(request, "entrance/already.html", then=then, person=identity.person, trouble=trouble_of(request))
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
    await sign_out_here(request)
    answer = see_other(request, "/sign-in", words(request).gettext("Fatto: qui l’accesso è chiuso."))
    forget_sign_in(request, answer)
    return answer


async def done(request: web.Request) -> web.Response:
    """For who signed in, or proved who they are, in a tab beside the one that they go on in."""
    return page(request, "entrance/done.html")


def doors(request: web.Request, email: str = "") -> list[Door]:
    """The providers as pages offer them, those of the domain of *email* first."""
    language = page_language(request)
    return [door_of(provider, language) for provider in offered(request.app[DOORS].all, email)]


def trouble_of(request: web.Request) -> str | None:
    """Why somebody is back, who was at a provider or half way in."""
    provider = request.app[DOORS].find(request.query.get("provider", ""))
    return trouble_words(request, request.query.get("trouble", ""), provider)


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
    return page(
        request,
        "entrance/sign_in.html",
        status,
        form=form,
        then=destination(form.value("then")),
        doors=doors(request, form.value("email")),
        trouble=trouble_of(request),
    )
