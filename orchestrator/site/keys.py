"""The room files in force, by typed key."""

from aiohttp import web

from orchestrator.site.in_force import SiteInForce

SITE = web.AppKey("site", SiteInForce)
