"""What somebody sees of their own account, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from orchestrator.accounts.accounts import Account, find_account
from orchestrator.accounts.identities import Bound, identities_of
from orchestrator.accounts.second_factor import SecondFactor, second_factor_of
from orchestrator.accounts.sign_ins import Person, SignIn, list_sign_ins
from orchestrator.entrance.keys import DOORS
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.viewer import page_language
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Own:
    """An account with all that its owner may change."""

    account: Account
    second_factor: SecondFactor | None
    sign_ins: Sequence[SignIn]
    identities: Sequence[Bound]


async def own_of(request: web.Request, person: Person) -> Own:
    """That of *person*. Raises ApiError where it is there no more."""
    found = await request.app[DATABASE].read(_read, person.account.id, request.app[CLOCK]())
    if found is None:
        raise ApiError(401, "unauthorised")
    return found


def _read(db: Transaction, account_id: str, now: datetime) -> Own | None:
    account = find_account(db, account_id)
    if account is None:
        return None
    return Own(
        account,
        second_factor_of(db, account_id),
        list_sign_ins(db, account_id, now),
        identities_of(db, account_id),
    )


def named_providers(request: web.Request) -> dict[str, str]:
    """What providers are called, by their issuers."""
    language = page_language(request)
    return {provider.issuer: getattr(provider.name, language) for provider in request.app[DOORS].all}


def way_words(request: web.Request) -> dict[str, str]:
    """What providers are called, by their ids, as sign-ins name them."""
    language = page_language(request)
    return {provider.id: getattr(provider.name, language) for provider in request.app[DOORS].all}
