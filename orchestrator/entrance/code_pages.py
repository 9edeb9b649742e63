"""The second step of signing in: a code of the authenticator or from paper."""

from aiohttp import web

from orchestrator.accounts.accounts import Account, find_account
from orchestrator.accounts.delays import Wait
from orchestrator.accounts.second_factor import second_factor_of, spend_code
from orchestrator.entrance import half_way
from orchestrator.entrance.cookies import HALF_WAY, cookie_named
from orchestrator.entrance.entering import Entered, Rules, enter, keep_entered, rules_of
from orchestrator.entrance.half_way import HalfWay
from orchestrator.entrance.keys import DELAYS
from orchestrator.entrance.sentences import HALF_WAY_OVER, told, waits
from orchestrator.entrance.tries import begin
from orchestrator.entrance.visitors import Visitor, visitor_of
from orchestrator.outbox.keys import SENDING
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, again, new_form, read_open_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction

OVER = f"/sign-in?trouble={HALF_WAY_OVER}"


def half_way_of(request: web.Request) -> HalfWay | None:
    """Who is half way in, in this browser."""
    rules = rules_of(request)
    return half_way.from_cookie(rules.key, cookie_named(request, HALF_WAY), visitor_of(request).agent, rules.now)


def account_half_way(db: Transaction, kept: HalfWay) -> Account | None:
    """Whose it is; None where it was closed since, or its password changed."""
    account = find_account(db, kept.account)
    good = account is not None and account.closed_at is None and account.revision == kept.revision
    return account if good else None


async def show(request: web.Request) -> web.Response:
    """The page that asks for the code."""
    if half_way_of(request) is None:
        return see_other(request, OVER)
    return _page(request, new_form(request, {}))


async def give_code(request: web.Request) -> web.Response:
    """Let in whoever gives a code that is good."""
    typed = await read_open_form(request)
    kept = half_way_of(request)
    if kept is None:
        return see_other(request, OVER)
    code = typed.one_each().get("code", "")
    say = words(request).gettext
    if not code:
        return _page(request, again(request, typed, {"code": say("Scrivi il codice.")}), 422)
    reached = await try_code(request, kept, code)
    if isinstance(reached, Entered):
        answer = see_other(request, kept.then)
        keep_entered(request, answer, reached)
        return answer
    return _page(request, again(request, typed, {"code": told(request, reached)}), reached.status)


async def try_code(request: web.Request, kept: HalfWay, code: str) -> Entered | ApiError:
    """Let them in, or say why not."""
    visitor, rules = visitor_of(request), rules_of(request)
    begun = begin(request, visitor, kept.account)
    if isinstance(begun, Wait):
        return waits(begun)
    try:
        entered = await request.app[DATABASE].write(_spend, request.app[SENDING].keys, rules, kept, visitor, code)
    except Unreadable:
        return ApiError(503, "second_factor_unreadable")
    if entered is None:
        return ApiError(422, "wrong_code")
    request.app[DELAYS].right(begun)
    return entered


def _spend(db: Transaction, keys: Keys, rules: Rules, kept: HalfWay, visitor: Visitor, code: str) -> Entered | None:
    """Spend the code, and sign in."""
    account = account_half_way(db, kept)
    if account is None or second_factor_of(db, account.id) is None:
        return None
    if not spend_code(db, keys, account.id, code, rules.now):
        return None
    return enter(db, rules, account.id, kept.way, visitor)


def _page(request: web.Request, form: Form, status: int = 200) -> web.Response:
    return page(request, "entrance/code.html", status, form=form)
