"""What somebody changes of their own account: name and language, password, the browsers in which they are signed in.

A page and the API call the same functions.
"""

from datetime import datetime

from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.actors import actor_of
from orchestrator.access.identities import IDENTITIES
from orchestrator.access.identity import Actor
from orchestrator.accounts.accounts import Account, change_account
from orchestrator.accounts.identities import identities_of, unbind
from orchestrator.accounts.passwords import PasswordsBusy, set_password
from orchestrator.accounts.sign_ins import Person, end_all_sign_ins, end_sign_in, list_sign_ins, note_proof
from orchestrator.audit.acts import ActKind, Field, changes_between
from orchestrator.entrance.acts import note_own_act
from orchestrator.entrance.keys import PASSWORDS
from orchestrator.entrance.proof import check_own_password
from orchestrator.entrance.sentences import busy
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.transaction import Transaction


async def change_own(request: web.Request, person: Person, revision: int, name: str, language: Language) -> Account:
    """Give it another name and language. Raises Changed where somebody else was first."""
    now, actor = request.app[CLOCK](), actor_of(request)
    changed = await request.app[DATABASE].write(_change, person.account, actor, revision, name, language, now)
    request.app[IDENTITIES].forget_all()
    return changed


def _change(
    db: Transaction, was: Account, actor: Actor, revision: int, name: str, language: Language, now: datetime
) -> Account:
    changed = change_account(db, was.id, revision, name, language)
    told = [{Field.NAME: account.name, Field.LANGUAGE: account.language} for account in (was, changed)]
    note_own_act(db, actor, ActKind.ACCOUNT_CHANGED, was.id, now, changes_between(*told))
    return changed


async def change_password(request: web.Request, person: Person, old: str, new: str) -> str:
    """Let the password be another, and end all other sign-ins. Gives the other cookie of this one.

    Who has none yet must have proved who they are just now. Raises ApiError, and PasswordRefused for the new one.
    """
    account, now = person.account, request.app[CLOCK]()
    if account.has_password:
        await check_own_password(request, person, old)
    elif not person.has_proved(now):
        raise ApiError(403, "proof_needed")
    try:
        hashed = await request.app[PASSWORDS].choose(new, account.email or "", account.name)
    except PasswordsBusy:
        raise busy() from None
    cookie = await request.app[DATABASE].write(_replace, person, actor_of(request), hashed, now)
    request.app[IDENTITIES].forget_all()
    return cookie


def _replace(db: Transaction, person: Person, actor: Actor, hashed: str, now: datetime) -> str:
    set_password(db, person.account.id, hashed, person.sign_in.id)
    note_own_act(db, actor, ActKind.PASSWORD_SET, person.account.id, now)
    return note_proof(db, person.sign_in.id, now)


async def end_browser(request: web.Request, person: Person, sign_in: str) -> None:
    """Sign out there. Raises ApiError where they are not signed in in such a browser."""
    now, actor = request.app[CLOCK](), actor_of(request)
    if not await request.app[DATABASE].write(_end_one, actor, person.account.id, sign_in, now):
        raise ApiError(404, "not_found")
    request.app[IDENTITIES].forget_all()


async def end_other_browsers(request: web.Request, person: Person) -> None:
    """Sign out everywhere but here."""
    await request.app[DATABASE].write(_end_others, person, actor_of(request), request.app[CLOCK]())
    request.app[IDENTITIES].forget_all()


def _end_one(db: Transaction, actor: Actor, account: str, sign_in: str, now: datetime) -> bool:
    ended = end_sign_in(db, account, sign_in)
    if ended:
        note_own_act(db, actor, ActKind.SIGN_INS_ENDED, account, now, {Field.COUNT: (None, 1)})
    return ended


def _end_others(db: Transaction, person: Person, actor: Actor, now: datetime) -> None:
    others = len(list_sign_ins(db, person.account.id, now)) - 1
    end_all_sign_ins(db, person.account.id, person.sign_in.id)
    if others > 0:
        note_own_act(db, actor, ActKind.SIGN_INS_ENDED, person.account.id, now, {Field.COUNT: (None, others)})


async def end_identity(request: web.Request, person: Person, issuer: str, subject: str) -> None:
    """Let somebody at a provider open the account no more. Raises ApiError: 404, 409 where it is the last way in."""
    now, actor = request.app[CLOCK](), actor_of(request)
    await request.app[DATABASE].write(_unbind, person.account, actor, issuer, subject, now)


def _unbind(db: Transaction, account: Account, actor: Actor, issuer: str, subject: str, now: datetime) -> None:
    if not account.has_password and len(identities_of(db, account.id)) == 1:
        raise ApiError(409, "last_way_in")
    if not unbind(db, account.id, issuer, subject):
        raise ApiError(404, "not_found")
    note_own_act(db, actor, ActKind.IDENTITY_UNBOUND, account.id, now, {Field.WAY: (issuer, None)})
