"""Who stands at the entrance: from where, with which browser, and what that browser has of us."""

import hashlib
from dataclasses import dataclass

from aiohttp import hdrs, web

from orchestrator.accounts.hashing import hash_of
from orchestrator.accounts.known_devices import KnownDevice, known_device
from orchestrator.entrance.browsers import browser_of
from orchestrator.entrance.cookies import ACCOUNT, DEVICE, cookie_named
from orchestrator.web.keys import CLOCK, FACTS
from orchestrator.web.origin import address_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody's browser."""

    address: str
    """Its network address."""
    browser: str
    """In words."""
    agent: str
    """A mark of what it calls itself, by which another browser is told."""
    device: KnownDevice | None
    """What we know of it from before."""
    sign_in: str | None
    """The hash of the cookie of a sign-in that it has, good or not."""


def visitor_of(request: web.Request) -> Visitor:
    """Who sent the request."""
    agent = request.headers.get(hdrs.USER_AGENT, "")
    cookie = cookie_named(request, ACCOUNT)
    return Visitor(
        address_of(request),
        browser_of(agent),
        hashlib.sha256(agent.encode(errors="surrogateescape")).hexdigest()[:16],
        known_device(request.app[FACTS].cookies_key, cookie_named(request, DEVICE), request.app[CLOCK]()),
        hash_of(cookie) if cookie else None,
    )
