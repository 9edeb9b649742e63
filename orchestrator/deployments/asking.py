"""What is asked of the Jitsi servers of the room files: each is checked once by itself, soon after a start or after it was added."""

import asyncio
from contextlib import suppress

from aiohttp import web

from config.jitsi import JitsiDeployment
from orchestrator.conferences.checking import Asked
from orchestrator.conferences.meeting import Deployment
from orchestrator.deployments.checks import CHECKS
from orchestrator.site.keys import SITE

LOOKED_AT_EVERY_S = 60.0
"""Also how long after its start a service asks: results are kept in memory alone, and until then the page says so."""


async def check_each_once(app: web.Application) -> None:
    """Have each server checked of which nothing is known, until cancelled."""
    while True:
        await asyncio.sleep(LOOKED_AT_EVERY_S)
        ask_unknown(app)


def ask_unknown(app: web.Application) -> None:
    """Have them checked now; who has no place in the line is asked the next time."""
    for written in app[SITE].installation.jitsi:
        if app[CHECKS].of(written.id) is None:
            with suppress(asyncio.QueueFull):
                app[CHECKS].ask(asked_of(app, written))


def asked_of(app: web.Application, written: JitsiDeployment) -> Asked:
    """What a check of that server goes by."""
    files = app[SITE].files
    service = files.installation.service
    usable = files.deployments.get(written.id) or Deployment(written.base)
    return Asked(written, usable, service.url if service is not None else None)
