"""The pages on which somebody sets up a second factor, proves it, gets codes for paper, and turns it off.

Codes for paper are shown by the answer that makes them, which cannot be looked at again.
"""

from collections.abc import Sequence

from aiohttp import web

from orchestrator.accounts.accounts import Account
from orchestrator.entrance.proof import person_of
from orchestrator.entrance.second_factors import (
    Offer,
    begin_set_up,
    make_papers,
    offer_of,
    prove_offer,
    turn_second_factor_off,
)
from orchestrator.entrance.sentences import told
from orchestrator.web.errors import ApiError
from orchestrator.web.shell.forms import Form, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words

HERE = "/account/second-factor"


async def start(request: web.Request) -> web.Response:
    """Make a secret for an authenticator."""
    await read_form(request)
    await begin_set_up(request, person_of(request).account.id)
    return see_other(request, HERE)


async def show(request: web.Request) -> web.Response:
    """The secret, and where its first code goes; the account's page where there is none to be proved."""
    person = person_of(request)
    offer = await offer_of(request, person.account)
    if offer is None:
        return see_other(request, "/account")
    return set_up_page(request, offer, new_form(request, {}), HERE)


async def prove(request: web.Request) -> web.Response:
    """From now on the authenticator counts; its codes for paper."""
    typed, account = await read_form(request), person_of(request).account
    try:
        papers = await prove_offer(request, account.id, typed.one_each().get("code", ""))
    except ApiError as error:
        offer = await offer_of(request, account)
        if offer is None:
            return see_other(request, "/account")
        return set_up_page(request, offer, again(request, typed, {"code": told(request, error)}), HERE, error.status)
    return papers_page(request, papers, account, "/account")


async def papers(request: web.Request) -> web.Response:
    """Other codes for paper."""
    await read_form(request)
    account = person_of(request).account
    return papers_page(request, await make_papers(request, account.id), account, "/account")


async def turn_off(request: web.Request) -> web.Response:
    """Let a password be enough again."""
    await read_form(request)
    await turn_second_factor_off(request, person_of(request).account.id)
    say = words(request).gettext
    return see_other(request, "/account", say("Fatto: per accedere basta di nuovo la password."))


def set_up_page(
    request: web.Request, offer: Offer, form: Form, action: str, status: int = 200, *, obliged: bool = False
) -> web.Response:
    """The secret as a picture and in letters, and the field for the first code."""
    return page(
        request, "entrance/set_up.html", status, offer=offer, form=form, action=f"{action}/prove", obliged=obliged
    )


def papers_page(request: web.Request, codes: Sequence[str], account: Account, then: str) -> web.Response:
    """The codes, to be printed."""
    return page(request, "entrance/papers.html", codes=codes, account=account, then=then)
