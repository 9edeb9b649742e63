"""What the application and each request carry, by typed key."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from orchestrator.changes import Changes
from orchestrator.connections import Owners
from orchestrator.metrics import Metrics
from orchestrator.pins import PinGuard
from orchestrator.plan_board import PlanBoard
from orchestrator.presence import Presences
from orchestrator.site_in_force import SiteInForce
from orchestrator.tokens import Identity
from schedules.store.database import Database
from schedules.store.facts import Facts

DATABASE = web.AppKey("database", Database)
SITE = web.AppKey("site", SiteInForce)
FACTS = web.AppKey("facts", Facts)
CHANGES = web.AppKey("changes", Changes)
PLANS = web.AppKey("plans", PlanBoard)
OWNERS = web.AppKey("owners", Owners)
PRESENCES = web.AppKey("presences", Presences)
PINS = web.AppKey("pins", PinGuard)
METRICS = web.AppKey("metrics", Metrics)
CLOCK: web.AppKey[Callable[[], datetime]] = web.AppKey("clock")
"""Tells the time, in UTC."""
STOPPING = web.AppKey("stopping", asyncio.Event)
"""Set when the service is told to end: streams and sockets finish then."""
PROXY: web.AppKey[str | None] = web.AppKey("proxy")
"""Address of the one proxy whose X-Forwarded-Proto is believed."""
ONLY_PROXY = web.AppKey("only_proxy", bool)
"""Nobody else is answered, but this machine itself: others would show their tokens in clear."""

IDENTITY: web.RequestKey[Identity] = web.RequestKey("identity")
"""Who asks; absent on public routes."""
REQUEST_ID = web.RequestKey("request_id", str)
BEGUN = web.RequestKey("begun", bool)
"""Set once the answer's headers are out."""
