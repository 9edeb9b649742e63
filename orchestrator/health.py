"""How the service itself is: alive, ready, and its metrics."""

import asyncio

from aiohttp import web
from pydantic import BaseModel

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.migrations.schema import HEAD, version
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE, METRICS
from schedules.store.errors import StorageError, StorageMoved

READY_WITHIN_S = 2.0
"""A probe that waits longer counts as failed anyway."""


class Health(BaseModel):
    """The answer of a probe that went well."""

    status: str


async def healthz(_request: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "alive"})


async def readyz(request: web.Request) -> web.Response:
    """The database answers and has our schema; the room files were read before we listened."""
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            found = await request.app[DATABASE].read(version)
            await asyncio.to_thread(request.app[DATABASE].named.check)
    except StorageMoved as error:
        raise ApiError(503, "storage_moved") from error
    except (StorageError, TimeoutError) as error:
        raise ApiError(503, "not_ready", database="does not answer") from error
    if found != HEAD:
        raise ApiError(503, "not_ready", schema=found, needed=HEAD)
    return web.json_response({"status": "ready"})


async def metrics(request: web.Request) -> web.Response:
    """Counters in Prometheus's text format."""
    return web.Response(body=request.app[METRICS].text(), headers={"Content-Type": "text/plain; version=0.0.4"})


ROUTES = (
    Route("GET", "/healthz", healthz, "Whether the process is alive.", scope=Scope.PUBLIC, answer=Health),
    Route("GET", "/readyz", readyz, "Whether it can serve.", scope=Scope.PUBLIC, answer=Health, errors=(503,)),
    Route("GET", "/metrics", metrics, "Counters, for Prometheus.", scope=Scope.INSTALLATION, action=Action.SEE_METRICS),
)
