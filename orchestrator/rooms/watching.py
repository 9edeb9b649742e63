"""As what somebody who asks looks at a room."""

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.permissions import Action
from orchestrator.rooms.audience import Watcher


def watcher_of(request: web.Request, room: str) -> Watcher:
    """Technical staff are asked for no PIN; who is a technician and nothing else is told no titles."""
    if not may(request, Action.PASS_PIN, room=room):
        return Watcher.PANEL
    return Watcher.STAFF if may(request, Action.READ_TITLES, room=room) else Watcher.TECHNICIAN
