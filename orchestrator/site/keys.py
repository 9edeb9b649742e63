"""The room files in force, and what depends on them, by typed key."""

from aiohttp import web

from orchestrator.conferences.meeting import ScreensOf
from orchestrator.site.in_force import SiteInForce

SITE = web.AppKey("site", SiteInForce)
SCREENS_OF: web.AppKey[ScreensOf] = web.AppKey("screens_of")
"""What big screens show beside meetings; unset: nothing."""
