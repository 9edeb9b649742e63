"""Connections that stay open: how long they are welcome."""

import asyncio

from aiohttp import web

from orchestrator.access.auth import IDENTITIES, credential_of
from orchestrator.web.keys import STOPPING

WELCOME_ASKED_EVERY_S = 5.0
"""A revoked token ends an open connection so soon."""
WELCOME_ASKED_EVERY = web.AppKey("welcome_asked_every_s", float)


async def still_welcome(request: web.Request) -> bool:
    """Wait until the next check, or until the service stops; then whether who opened the connection may keep it."""
    try:
        async with asyncio.timeout(request.app[WELCOME_ASKED_EVERY]):
            await request.app[STOPPING].wait()
    except TimeoutError:
        credential = credential_of(request)
        return credential is not None and await request.app[IDENTITIES].verify(credential) is not None
    return False
