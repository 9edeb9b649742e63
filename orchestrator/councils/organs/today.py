"""Which day it is in the house."""

from datetime import date
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.people.asker import zone_of
from orchestrator.web.keys import CLOCK


def today(request: web.Request) -> date:
    """The day, in the zone whose days the pages tell."""
    return request.app[CLOCK]().astimezone(ZoneInfo(zone_of(request))).date()
