"""What the rooms put into the application, by typed key."""

from aiohttp import web

from orchestrator.rooms.endings import Endings

ENDINGS = web.AppKey("endings", Endings)
