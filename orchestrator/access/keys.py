"""Who asks and how far, and what tries PINs, by typed key."""

from aiohttp import web

from orchestrator.access.identity import Identity
from orchestrator.access.pins import PinGuard
from orchestrator.access.scopes import Reach, RoomsOf

ROOMS_OF: web.AppKey[RoomsOf] = web.AppKey("rooms_of")
"""Tells the rooms of a site, by the room files in force."""
PINS = web.AppKey("pins", PinGuard)
IDENTITY: web.RequestKey[Identity] = web.RequestKey("identity")
"""Who sent the request; absent on public routes."""
REACH: web.RequestKey[Reach] = web.RequestKey("reach")
"""How far the request may reach; absent on public routes."""
