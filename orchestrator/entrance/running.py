"""What the entrance has for as long as the service runs; its loop is among those of `orchestrator.lifespan`."""

from collections.abc import AsyncIterator

import httpx
from aiohttp import web

from integrations.services.openid import Line
from integrations.services.trust import trusted
from orchestrator.accounts.delays import Delays
from orchestrator.accounts.passwords import Passwords
from orchestrator.entrance.doors import Doors, SecretOf
from orchestrator.entrance.forgotten import Forgotten
from orchestrator.entrance.keys import DELAYS, DOORS, FORGOTTEN, PASSWORDS
from orchestrator.site.keys import SITE


def prepare_entrance(app: web.Application, secret_of: SecretOf) -> None:
    """Let people enter *app*; *secret_of* gives the secrets of providers, as this machine has them."""
    http = httpx.AsyncClient(verify=trusted())
    app[PASSWORDS] = Passwords()
    app[DELAYS] = Delays()
    app[FORGOTTEN] = Forgotten()
    app[DOORS] = Doors(lambda: app[SITE].installation.providers, secret_of, Line(http))

    async def running(app: web.Application) -> AsyncIterator[None]:
        yield
        await http.aclose()
        app[PASSWORDS].close()

    app.cleanup_ctx.append(running)
