"""Who has to have a second factor and has none sets one up half way in, before anything else."""

from aiohttp import web

from orchestrator.accounts.accounts import Account
from orchestrator.accounts.second_factor import second_factor_of
from orchestrator.entrance.code_pages import OVER, account_half_way, half_way_of
from orchestrator.entrance.entering import Entered, Rules, enter, keep_entered, rules_of
from orchestrator.entrance.half_way import HalfWay
from orchestrator.entrance.second_factor_pages import papers_page, set_up_page
from orchestrator.entrance.second_factors import begin_set_up, offer_of, prove_offer
from orchestrator.entrance.sentences import told
from orchestrator.entrance.visitors import Visitor, visitor_of
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import again, new_form, read_open_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page
from schedules.store.transaction import Transaction

HERE = "/sign-in/second-factor"


async def show(request: web.Request) -> web.Response:
    """What is wanted and why, and, once it has begun, the secret."""
    kept = await _whose(request)
    if kept is None:
        return see_other(request, OVER)
    offer = await offer_of(request, kept[1])
    if offer is None:
        return page(request, "entrance/obliged.html", form=new_form(request, {}))
    return set_up_page(request, offer, new_form(request, {}), HERE, obliged=True)


async def start(request: web.Request) -> web.Response:
    """Make a secret."""
    await read_open_form(request)
    kept = await _whose(request)
    if kept is None:
        return see_other(request, OVER)
    await begin_set_up(request, kept[1].id)
    return see_other(request, HERE)


async def prove(request: web.Request) -> web.Response:
    """Let them in with it, and show the codes for paper."""
    typed, kept = await read_open_form(request), await _whose(request)
    if kept is None:
        return see_other(request, OVER)
    half_way, account = kept
    try:
        papers = await prove_offer(request, account.id, typed.one_each().get("code", ""))
    except ApiError as error:
        offer = await offer_of(request, account)
        if offer is None:
            return see_other(request, HERE)
        form = again(request, typed, {"code": told(request, error)})
        return set_up_page(request, offer, form, HERE, error.status, obliged=True)
    entered = await request.app[DATABASE].write(_enter, rules_of(request), half_way, visitor_of(request))
    answer = papers_page(request, papers, account, half_way.then)
    keep_entered(request, answer, entered)
    return answer


async def _whose(request: web.Request) -> tuple[HalfWay, Account] | None:
    """Who is half way in and has no second factor yet: with a code alone nobody makes a new one."""
    kept = half_way_of(request)
    account = await request.app[DATABASE].read(_without_factor, kept) if kept is not None else None
    return (kept, account) if kept is not None and account is not None else None


def _without_factor(db: Transaction, kept: HalfWay) -> Account | None:
    account = account_half_way(db, kept)
    return account if account is not None and second_factor_of(db, account.id) is None else None


def _enter(db: Transaction, rules: Rules, kept: HalfWay, visitor: Visitor) -> Entered:
    return enter(db, rules, kept.account, kept.way, visitor)
