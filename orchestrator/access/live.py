"""How long connections that stay open are welcome."""

import asyncio

from aiohttp import web

from orchestrator.access.credentials import credential_of
from orchestrator.access.identities import IDENTITIES
from orchestrator.web.keys import STOPPING

WELCOME_ASKED_EVERY_S = 5.0
"""How soon a revoked token ends an open connection."""
WELCOME_ASKED_EVERY = web.AppKey("welcome_asked_every_s", float)


async def still_welcome(request: web.Request) -> bool:
    """Wait until the next check or the end of the service. Returns whether the connection may stay."""
    try:
        async with asyncio.timeout(request.app[WELCOME_ASKED_EVERY]):
            await request.app[STOPPING].wait()
    except TimeoutError:
        return await is_welcome(request)
    return False


async def is_welcome(request: web.Request) -> bool:
    """Whether what the request showed when it came is still good; it waits for nothing."""
    credential = credential_of(request)
    return credential is not None and await request.app[IDENTITIES].verify(credential) is not None
