"""As what somebody who asks looks at a room."""

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.permissions import Action
from orchestrator.rooms.audience import Watcher


def watcher_of(request: web.Request, room: str) -> Watcher:
    """Technical staff are asked for no PIN."""
    return Watcher.STAFF if may(request, Action.PASS_PIN, room=room) else Watcher.PANEL
