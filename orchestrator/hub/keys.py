"""What the application knows of the rooms and their agents, by typed key."""

from aiohttp import web

from orchestrator.hub.changes import Changes
from orchestrator.hub.connections import Owners
from orchestrator.hub.plan_board import PlanBoard
from orchestrator.hub.presence import Presences

CHANGES = web.AppKey("changes", Changes)
PLANS = web.AppKey("plans", PlanBoard)
OWNERS = web.AppKey("owners", Owners)
PRESENCES = web.AppKey("presences", Presences)
