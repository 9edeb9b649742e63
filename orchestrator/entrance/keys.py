"""What the entrance puts into the application, by typed key."""

from aiohttp import web

from orchestrator.accounts.delays import Delays
from orchestrator.accounts.passwords import Passwords
from orchestrator.entrance.doors import Doors
from orchestrator.entrance.forgotten import Forgotten

PASSWORDS = web.AppKey("passwords", Passwords)
"""The one that hashes, so that two at once are two of the whole service."""
DELAYS = web.AppKey("delays", Delays)
"""Of tries at passwords and codes."""
DOORS = web.AppKey("doors", Doors)
FORGOTTEN = web.AppKey("forgotten", Forgotten)
