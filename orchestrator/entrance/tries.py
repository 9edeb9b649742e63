"""One try at a password or a code: slowed where others guess, and right or wrong."""

from aiohttp import web

from orchestrator.accounts.accounts import Account
from orchestrator.accounts.delays import Try, Wait
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.accounts.password_sign_in import try_password
from orchestrator.accounts.passwords import has_password
from orchestrator.entrance.keys import DELAYS, PASSWORDS
from orchestrator.entrance.visitors import Visitor, visitor_of
from orchestrator.web.keys import DATABASE, MONOTONIC_S

LONGEST_EMAIL = 320
"""Characters (RFC 3696, erratum 1690)."""


async def account_by_password(request: web.Request, email: str, password: str) -> Account | Wait | None:
    """Whose account that is; how long to wait first; None where address and password do not belong together.

    Raises PasswordsBusy.
    """
    visitor, app = visitor_of(request), request.app
    return await try_password(
        app[DATABASE],
        app[PASSWORDS],
        app[DELAYS],
        as_stored(email),
        password,
        visitor.address,
        visitor.device,
        app[MONOTONIC_S](),
    )


async def is_password(request: web.Request, account: str, password: str) -> bool | Wait:
    """Whether it is the one of an account whose owner is known, or how long to wait first. Raises PasswordsBusy."""
    begun = begin(request, visitor_of(request), account)
    if isinstance(begun, Wait):
        return begun
    right = await has_password(request.app[DATABASE], request.app[PASSWORDS], account, password)
    if right:
        request.app[DELAYS].right(begun)
    return right


def begin(request: web.Request, visitor: Visitor, account: str) -> Try | Wait:
    """Begin a try at something of the account; `Delays.right` is told where it was right."""
    known = visitor.device is not None and visitor.device.knows(account)
    device = visitor.device.id if visitor.device is not None and known else None
    return request.app[DELAYS].begin(account, visitor.address, request.app[MONOTONIC_S](), device)


def as_stored(email: str) -> str:
    """What somebody typed as their address, as it would be stored; something that nobody has where it is none."""
    try:
        return address_of(email)
    except NotAnAddress:
        return email[:LONGEST_EMAIL].encode(errors="replace").decode()
