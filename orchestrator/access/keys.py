"""Who asks, and what tries PINs, by typed key."""

from aiohttp import web

from orchestrator.access.pins import PinGuard
from orchestrator.access.tokens import Identity

PINS = web.AppKey("pins", PinGuard)
IDENTITY: web.RequestKey[Identity] = web.RequestKey("identity")
"""Who asks; absent on public routes."""
