"""Tells the shell of pages who looks at one: their name, what their bar offers, and the secret of their forms."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.identity import Identity
from orchestrator.web.keys import FACTS
from orchestrator.web.shell.viewer import VIEWER, MenuItem, Viewer, page_language

ACCOUNT = "/account"
"""The page of one's own account."""
MenuOf = Callable[[Identity, Language], tuple[MenuItem, ...]]
MENU: web.AppKey[MenuOf] = web.AppKey("menu")
"""What the bar of pages offers somebody."""
LIST_OF_BOOKINGS = "/bookings/list"
"""The page that looks for words."""


def look_as(request: web.Request, identity: Identity) -> None:
    """Have pages that answer *request* be those of *identity*; nothing where that is a token."""
    if identity.person is None:
        return
    account = identity.person.account
    viewer = Viewer(
        name=account.name or account.email,
        account=ACCOUNT,
        search=LIST_OF_BOOKINGS,
        language=account.language,
        session=_secret_of_forms(request.app[FACTS].ids_key, account.id),
    )
    request[VIEWER] = viewer  # whose language may be another in this browser
    request[VIEWER] = replace(viewer, menu=request.app[MENU](identity, page_language(request)))


def _secret_of_forms(key: bytes, account: str) -> str:
    """The same for all sign-ins of an account: a form that stood open over night is good after signing in again."""
    return hmac.new(key, f"forms of {account}".encode(), hashlib.sha256).hexdigest()
