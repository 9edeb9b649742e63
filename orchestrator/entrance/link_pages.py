"""The page that a link of a mail opens: an invitation, or a new password. Looking at it changes nothing, its button does.

What the address ends with opens an account: it is in no title and no log, and goes to nobody with a link from here.
"""

from datetime import datetime

from aiohttp import web

from orchestrator.access.identities import IDENTITIES
from orchestrator.accounts.accounts import Account, find_account
from orchestrator.accounts.links import LinkKind, open_link, spend_link
from orchestrator.accounts.password_rules import SHORTEST, PasswordRefused
from orchestrator.accounts.passwords import PasswordsBusy, set_password
from orchestrator.audit.acts import ActKind, Field
from orchestrator.entrance.acts import note_own_act, owner
from orchestrator.entrance.forgotten_pages import mail_goes_out
from orchestrator.entrance.keys import PASSWORDS
from orchestrator.entrance.sentences import busy, refused_password, told
from orchestrator.entrance.sign_in_pages import doors, go_on
from orchestrator.entrance.visitors import visitor_of
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.forms import Form, again, new_form, read_open_form
from orchestrator.web.shell.pages import page, words
from schedules.store.transaction import Transaction

ORIGIN_ALONE = "strict-origin"
"""Nobody is told the address of this page, not even we; no-referrer would make its form come from nowhere (Fetch 3.2)."""


async def show(request: web.Request) -> web.Response:
    """The page."""
    found = await _find(request)
    if found is None:
        return _over(request)
    return _page(request, found, new_form(request, {}))


async def choose(request: web.Request) -> web.Response:
    """Spend the link: the password is the chosen one from now on, and whoever was signed in to the account no more."""
    typed = await read_open_form(request)
    found = await _find(request)
    if found is None:
        return _over(request)
    text = typed.raw("password")
    say = words(request).gettext
    if not text:
        return _page(request, found, again(request, typed, {"password": say("Scegli una password.")}), 422)
    try:
        account = await spend(request, request.match_info["secret"], found[0], text)
    except PasswordRefused as refused:
        return _page(request, found, again(request, typed, {"password": refused_password(request, refused)}), 422)
    except PasswordsBusy:
        error = busy()
        return _page(request, found, again(request, typed, {"": told(request, error)}), error.status)
    return _over(request) if account is None else _careful(await go_on(request, account, "link", "/"))


async def spend(request: web.Request, secret: str, account: Account, password: str) -> Account | None:
    """The account as it is with that password; None where the link was spent meanwhile.

    Raises PasswordRefused, PasswordsBusy.
    """
    hashed = await request.app[PASSWORDS].choose(password, account.email or "", account.name)
    address, now = visitor_of(request).address, request.app[CLOCK]()
    changed = await request.app[DATABASE].write(_spend, secret, hashed, address, now)
    request.app[IDENTITIES].forget_all()
    return changed


def _spend(db: Transaction, secret: str, hashed: str, address: str, now: datetime) -> Account | None:
    found = spend_link(db, secret, now)
    if found is None:
        return None
    account, kind = found[0].id, found[1]
    set_password(db, account, hashed)
    note_own_act(db, owner(account, address), ActKind.LINK_SPENT, account, now, {Field.KIND: (None, kind.value)})
    note_own_act(db, owner(account, address), ActKind.PASSWORD_SET, account, now)
    return find_account(db, account)


async def _find(request: web.Request) -> tuple[Account, LinkKind] | None:
    return await request.app[DATABASE].read(open_link, request.match_info["secret"], request.app[CLOCK]())


def _page(request: web.Request, found: tuple[Account, LinkKind], form: Form, status: int = 200) -> web.Response:
    account, kind = found
    invitation = kind is LinkKind.INVITATION
    return _careful(
        page(
            request,
            "entrance/link.html",
            status,
            form=form,
            account=account,
            invitation=invitation,
            secret=request.match_info["secret"],
            shortest=SHORTEST,
            doors=doors(request, account.email or "") if invitation else (),
        )
    )


def _over(request: web.Request) -> web.Response:
    error = ApiError(404, "link_over")
    return _careful(
        page(
            request,
            "entrance/link_over.html",
            error.status,
            sentence=told(request, error),
            mail_goes_out=mail_goes_out(request),
        )
    )


def _careful(answer: web.Response) -> web.Response:
    answer.headers["Referrer-Policy"] = ORIGIN_ALONE
    answer.headers["Cache-Control"] = "no-store"
    return answer
