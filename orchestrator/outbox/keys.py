"""What the outbox puts into the application, by typed key."""

from aiohttp import web

from orchestrator.outbox.sending import Sending

SENDING = web.AppKey("sending", Sending)
"""Its `keys` seal mails."""
